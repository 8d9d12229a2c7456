// Sentences that a person should read before an apply: where messages go astray meanwhile, and how to avoid it.

import type { Compiled } from '../compile/index.js';
import type { Path } from '../topology/index.js';
import { ALTERNATE_EXCHANGE_ARGUMENT, headerMatch, valueKey } from '../topology/index.js';
import type { Draft } from './draft.js';
import type { PlannedBinding, Step } from './plan.js';

/** `losing`: queues that lose their route. `counted`: there was a broker to ask for counts. */
export function makeNotes(desired: Compiled, draft: Draft, losing: number, counted: boolean): readonly string[] {
  const notes: string[] = [];
  const fate = fateOf(desired);
  let draining = 0;
  for (const origin of desired.origins.queues.values()) if (origin.draining) draining += 1;
  if (draining > 0)
    notes.push(
      `${queues(draining)} ${draining === 1 ? 'is' : 'are'} draining: a message to such an address is ${fate}`,
    );
  if (losing > 0)
    notes.push(
      `${queues(losing)} would lose the route by which messages reach ${losing === 1 ? 'it' : 'them'} now: from then ` +
        `on a message to that address is ${fate}`,
    );
  for (const { kind, name } of draft.replacements) notes.push(noteOnReplacement(desired, kind, name, fate));
  if (draft.steps.some(({ action }) => action === 'clear'))
    notes.push(`The net is taken away: from then on a message that no binding takes is ${LOST}`);
  notes.push(...notesOnRoutes(draft.steps));
  if (!counted && draft.queuesToGo.length + draft.replacements.length > 0)
    notes.push('Made without a live broker: which of the queues that go would be held is not known.');
  return notes;
}

const LOST = 'returned to a publisher that sets `mandatory`, and LOST for any other.';

/** Of a message that no binding takes. */
function fateOf({ topology }: Compiled): string {
  const net = topology.policies[0]?.definition[ALTERNATE_EXCHANGE_ARGUMENT];
  return typeof net === 'string' ? `kept in the net, queue ${net}: no worker reads it there.` : LOST;
}

function noteOnReplacement(desired: Compiled, kind: 'exchange' | 'queue', name: string, fate: string): string {
  if (kind === 'queue')
    return `While queue ${name} is replaced, a message to it is ${isNet(desired, name) ? LOST : fate} It goes only when it is empty and nobody reads it.`;
  const path = desired.origins.exchanges.get(name)?.path;
  if (!path) return `While exchange ${name} is replaced, a message that no binding takes is ${LOST}`;
  let below = 0;
  for (const origin of desired.origins.queues.values()) if (origin.path && isBelow(origin.path, path)) below += 1;
  return (
    `While exchange ${name} is replaced, a message to the ${queues(below)} below it is ${fate} ` +
    'Do it while nothing is sent there.'
  );
}

function isNet(desired: Compiled, queue: string): boolean {
  return desired.origins.queues.get(queue)?.path === undefined;
}

function isBelow(path: Path, above: Path): boolean {
  return (
    (above.daemon === undefined || above.daemon === path.daemon) &&
    (above.cluster === undefined || above.cluster === path.cluster)
  );
}

/**
 * Two changes that look harmless step by step. A binding that is made again with another header, or another type of
 * value: publishers have to change at the same moment. And a match that leads elsewhere: the scope of a daemon changed.
 */
function notesOnRoutes(steps: readonly Step[]): readonly string[] {
  const sameEnds = new Set<string>();
  const sameMatch = new Map<string, PlannedBinding>();
  for (const { action, binding } of steps)
    if (action === 'unbind' && binding) {
      sameEnds.add(endsOf(binding));
      sameMatch.set(matchOf(binding), binding);
    }
  if (sameEnds.size === 0) return [];
  let rewritten = 0;
  const notes: string[] = [];
  for (const { action, binding } of steps) {
    if (action !== 'bind' || !binding) continue;
    if (sameEnds.has(endsOf(binding))) rewritten += 1;
    const before = sameMatch.get(matchOf(binding));
    if (before && endsOf(before) !== endsOf(binding)) notes.push(noteOnMove(before, binding));
  }
  if (rewritten > 0)
    notes.unshift(
      `${rewritten} ${rewritten === 1 ? 'binding changes' : 'bindings change'} the header or the value that ` +
        `${rewritten === 1 ? 'it matches' : 'they match'}: a publisher that still sends the old one loses its messages. ` +
        'In two applies: first `--no-prune`, which adds the new bindings beside the old; then change the publishers; ' +
        'then apply without it.',
    );
  return notes;
}

function noteOnMove(before: PlannedBinding, after: PlannedBinding): string {
  const place = (binding: PlannedBinding): string => `${binding.destinationType} ${binding.destination}`;
  return (
    `What ${before.source} sends to ${place(before)} now goes to ${place(after)}: for a moment to both, so that a task ` +
    'can run twice, and what waits in the old queues stays there. In two applies: add a daemon of another name with the ' +
    'new scope and move the publishers to it; then take the old one out.'
  );
}

function endsOf({ source, destination, destinationType }: PlannedBinding): string {
  return `${source}\u0000${destinationType}\u0000${destination}`;
}

function matchOf({ source, arguments: args }: PlannedBinding): string {
  const { mode, criteria } = headerMatch(args);
  return `${source}\u0000${mode}\u0000${valueKey(criteria)}`;
}

function queues(count: number): string {
  return `${count} queue${count === 1 ? '' : 's'}`;
}
