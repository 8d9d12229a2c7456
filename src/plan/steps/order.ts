// The order of steps, so that no message enters a branch that is not whole.
//
// Build upwards: exchanges, queues, adoptions, then bindings from the leaf to the entry; a message can enter a new branch
// only by the binding made last. The net of `routing.unroutable` is a branch as well, and its policy is the entry to it:
// so the net's exchange, queue and binding come before the policies, and the policies come before the rest of the tree, so
// that a new exchange has one from its first moment. Take down the other way round: unbind from the entry to the leaf, so that a
// branch is closed at its top before anything below it goes, then queues, then exchanges from the leaf to the entry.
// New routes come before old ones go: an address that is in both topologies is reachable at every moment.
//
// Exchanges of the tree that go need the net until they are gone: so its policies reach them as well while it builds, and
// let go of them last of all.
//
// The policies of the net are cleared before the net goes: an alternate exchange that is missing drops silently.
//
// Replace stands between the two: it deletes, so it comes after all that only builds, and its bindings are made again
// before anything else goes.

import type { Path } from '../../topology/index.js';
import { isOfTree } from '../../assess/index.js';
import type { Step } from '../plan.js';

/** Steps of one phase may run side by side; a phase starts when the one before it has ended. */
export type Phase =
  | 'declare net'
  | 'bind net'
  | 'set policy'
  | 'declare exchanges'
  | 'declare queues'
  | 'adopt'
  | 'bind'
  | 'clear policy'
  | 'unbind'
  | 'replace'
  /** What went along with what was replaced, and what is new at it. */
  | 'bind again'
  | 'delete queues'
  | 'delete exchanges'
  /** The policies let go of the exchanges that were deleted. */
  | 'narrow policy';

const phases: readonly Phase[] = [
  'declare net',
  'bind net',
  'set policy',
  'declare exchanges',
  'declare queues',
  'adopt',
  'bind',
  'clear policy',
  'unbind',
  'replace',
  'bind again',
  'delete queues',
  'delete exchanges',
  'narrow policy',
];

/** The phases that build: when a step of theirs fails, no other phase runs. */
export function builds(phase: Phase): boolean {
  return (
    phase === 'declare net' ||
    phase === 'bind net' ||
    phase === 'set policy' ||
    phase === 'declare exchanges' ||
    phase === 'declare queues' ||
    phase === 'adopt' ||
    phase === 'bind'
  );
}

/** `replaced`: `KIND NAME` of all that the same plan replaces. */
function phaseOf(step: Step, replaced: ReadonlySet<string>): Phase {
  switch (step.action) {
    case 'declare':
      if (isOfNet(step)) return 'declare net';
      return step.kind === 'exchange' ? 'declare exchanges' : 'declare queues';
    case 'adopt':
      return 'adopt';
    case 'bind':
      if (touchesReplaced(step, replaced)) return 'bind again';
      return isOfNet(step) ? 'bind net' : 'bind';
    case 'unbind':
      return 'unbind';
    case 'replace':
      return 'replace';
    case 'delete':
      return step.kind === 'exchange' ? 'delete exchanges' : 'delete queues';
    case 'set':
      return step.lettingGo ? 'narrow policy' : 'set policy';
    case 'clear':
      return step.lettingGo ? 'narrow policy' : 'clear policy';
  }
}

/** Whether it deletes an exchange of the tree, and not one of a net. */
export function leavesTree({ action, kind, object }: Step): boolean {
  return action === 'delete' && kind === 'exchange' && isOfTree(object.type);
}

/** Of what is built only the net stands beside the tree, and has no path. */
function isOfNet({ path }: Step): boolean {
  return path === undefined;
}

/** Whether a bind step has an end among these: `KIND NAME`. */
export function touchesReplaced({ binding }: Pick<Step, 'binding'>, replaced: ReadonlySet<string>): boolean {
  return (
    replaced.size > 0 &&
    binding !== undefined &&
    (replaced.has(`exchange ${binding.source}`) || replaced.has(`${binding.destinationType} ${binding.destination}`))
  );
}

/** How many hops below the entry an object stands. An unknown place counts as the deepest. */
export function depthOf(path: Path | undefined): number {
  if (path === undefined) return 3;
  return Number(path.daemon !== undefined) + Number(path.cluster !== undefined) + Number(path.hypervisor !== undefined);
}

interface Group {
  readonly phase: Phase;
  readonly steps: readonly Step[];
}

/** Groups of steps in the order in which they run: within a phase, one group a level of the tree where levels matter. */
export function groupSteps(steps: readonly Step[]): readonly Group[] {
  const replaced = new Set<string>();
  for (const step of steps) if (step.action === 'replace') replaced.add(`${step.kind} ${step.name}`);
  const byPhase = new Map<Phase, Map<number, Step[]>>(phases.map((phase) => [phase, new Map()]));
  for (const step of steps) {
    const phase = phaseOf(step, replaced);
    const level = rankOf(phase, step);
    const levels = byPhase.get(phase);
    const siblings = levels?.get(level);
    if (siblings) siblings.push(step);
    else levels?.set(level, [step]);
  }
  const groups: Group[] = [];
  for (const [phase, levels] of byPhase)
    for (const [, siblings] of [...levels].sort(([a], [b]) => a - b)) groups.push({ phase, steps: siblings });
  return groups;
}

export function orderSteps(steps: readonly Step[]): readonly Step[] {
  return ([] as Step[]).concat(...groupSteps(steps).map((group) => group.steps));
}

function rankOf(phase: Phase, step: Step): number {
  if (phase === 'bind' || phase === 'bind again' || phase === 'delete exchanges') return -depthOf(step.path);
  return phase === 'unbind' ? depthOf(step.path) : 0;
}
