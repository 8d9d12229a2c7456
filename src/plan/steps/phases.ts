// The phases of an apply, and the steps of each: a step is put into its phase by whoever makes it, and nobody works it out
// again. The order is such that no message enters a branch that is not whole.
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

import { depthOf, groupBy } from '../../topology/index.js';
import type { AdoptStep, BindingStep, DeclareStep, DeleteStep, PolicyStep, ReplaceStep, Step } from '../plan.js';

/** What builds: when a step of theirs fails, no later phase runs. In order. */
export const BUILDING = [
  'declare net',
  'bind net',
  'set policy',
  'declare exchanges',
  'declare queues',
  'adopt',
  'bind',
] as const;

/** What takes down, in order. */
const TAKING_DOWN = [
  'clear policy',
  'unbind',
  'replace',
  /** What went along with what was replaced, and what is new at it. */
  'bind again',
  'delete queues',
  'delete exchanges',
  /** The policies let go of the exchanges that were deleted. */
  'narrow policy',
] as const;

/** Steps of one phase may run side by side; a phase starts when the one before it has ended. */
export type Phase = (typeof BUILDING)[number] | (typeof TAKING_DOWN)[number];

interface StepsOf {
  readonly 'declare net': DeclareStep;
  readonly 'bind net': BindingStep;
  readonly 'set policy': PolicyStep;
  readonly 'declare exchanges': DeclareStep;
  readonly 'declare queues': DeclareStep;
  readonly adopt: AdoptStep;
  readonly bind: BindingStep;
  readonly 'clear policy': PolicyStep;
  readonly unbind: BindingStep;
  readonly replace: ReplaceStep;
  readonly 'bind again': BindingStep;
  readonly 'delete queues': DeleteStep;
  readonly 'delete exchanges': DeleteStep;
  readonly 'narrow policy': PolicyStep;
}

/** Whether a phase has levels of the tree in it, one after the other: from the entry down, or from the leaves up. */
const levels: Readonly<Partial<Record<Phase, 'down' | 'up'>>> = {
  bind: 'up',
  unbind: 'down',
  'bind again': 'up',
  'delete exchanges': 'up',
};

export interface Phases {
  /** The steps of a phase in groups that run one after the other; the steps of a group may run side by side. */
  groups<P extends Phase>(phase: P): readonly (readonly StepsOf[P][])[];
  of<P extends Phase>(phase: P): readonly StepsOf[P][];
  /** Every step, in the order in which they run. */
  all(): readonly Step[];
}

export interface PhasesToFill extends Phases {
  add<P extends Phase>(phase: P, step: StepsOf[P]): void;
  /** Takes the steps of a phase out again. */
  drop(phase: Phase): void;
}

export function startPhases(): PhasesToFill {
  const steps: { [P in Phase]: StepsOf[P][] } = {
    'declare net': [],
    'bind net': [],
    'set policy': [],
    'declare exchanges': [],
    'declare queues': [],
    adopt: [],
    bind: [],
    'clear policy': [],
    unbind: [],
    replace: [],
    'bind again': [],
    'delete queues': [],
    'delete exchanges': [],
    'narrow policy': [],
  };
  const groups = <P extends Phase>(phase: P): readonly (readonly StepsOf[P][])[] =>
    byLevel<StepsOf[P]>(steps[phase], levels[phase]);
  return {
    add(phase, step) {
      steps[phase].push(step);
    },
    drop(phase) {
      steps[phase].length = 0;
    },
    groups,
    of: (phase) => steps[phase],
    all: () => ([] as Step[]).concat(...[...BUILDING, ...TAKING_DOWN].flatMap((phase) => groups(phase))),
  };
}

function byLevel<S extends Step>(steps: readonly S[], order: 'down' | 'up' | undefined): readonly (readonly S[])[] {
  if (steps.length === 0) return [];
  if (order === undefined) return [steps];
  const byDepth = groupBy(steps, ({ path }) => depthOf(path));
  const sign = order === 'down' ? 1 : -1;
  return [...byDepth].sort(([a], [b]) => sign * (a - b)).map(([, siblings]) => siblings);
}
