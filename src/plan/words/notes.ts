// Sentences that a person should read before an apply: where messages go astray meanwhile, and how to avoid it.

import type { Compiled } from '../../compile/index.js';
import type { Address, Binding, ObjectKind } from '../../topology/index.js';
import { headerMatch, isWithin, valueKey } from '../../topology/index.js';
import type { Draft } from '../steps/draft.js';
import type { TellFate } from './fate.js';
import { LOST } from './fate.js';
import type { Phases } from '../steps/phases.js';

export interface Telling {
  readonly tell: TellFate;
  /** There was a broker to ask for counts. */
  readonly counted: boolean;
}

/** `losing`: the addresses of the queues that lose their route. */
export function makeNotes(
  desired: Compiled,
  draft: Draft,
  losing: readonly (Address | undefined)[],
  { tell, counted }: Telling,
): readonly string[] {
  const notes: string[] = [];
  const draining = [...desired.origins.queues.values()].filter((origin) => origin.draining);
  if (draining.length > 0)
    notes.push(
      `${queues(draining.length)} ${draining.length === 1 ? 'is' : 'are'} draining: a message to such an address is ` +
        tell(draining.map(({ address }) => address)),
    );
  if (losing.length > 0)
    notes.push(
      `${queues(losing.length)} would lose the route by which messages reach ${losing.length === 1 ? 'it' : 'them'} ` +
        `now: from then on a message to that address is ${tell(losing)}`,
    );
  for (const { kind, name } of draft.replacements) notes.push(noteOnReplacement(desired, kind, name, tell));
  if (draft.phases.of('clear policy').length > 0)
    notes.push(`The net is taken away: from then on a message that no binding takes is ${LOST}`);
  notes.push(...notesOnRoutes(draft.phases));
  if (!counted && draft.queuesToGo.length + draft.replacements.length > 0)
    notes.push('Made without a live broker: which of the queues that go would be held is not known.');
  return notes;
}

function noteOnReplacement(desired: Compiled, kind: ObjectKind, name: string, tell: TellFate): string {
  const origin = desired.origins[`${kind}s`].get(name);
  const address = origin?.role === 'net' ? undefined : origin?.address;
  if (kind === 'queue')
    return `While queue ${name} is replaced, a message to it is ${address ? tell([address]) : LOST} It goes only when it is empty and nobody reads it.`;
  if (!address) return `While exchange ${name} is replaced, a message that no binding takes is ${LOST}`;
  let below = 0;
  for (const origin of desired.origins.queues.values())
    if (origin.role === 'tree' && isWithin(origin.address, address)) below += 1;
  return (
    `While exchange ${name} is replaced, a message to the ${queues(below)} below it is ${tell([address])} ` +
    'Do it while nothing is sent there.'
  );
}

/**
 * Two changes that look harmless step by step. A binding that is made again with another header, or another type of
 * value: publishers have to change at the same moment. And a match that leads elsewhere: the scope of a daemon changed.
 */
function notesOnRoutes(phases: Phases): readonly string[] {
  const sameEnds = new Set<string>();
  const sameMatch = new Map<string, Binding>();
  for (const { binding } of phases.of('unbind')) {
    sameEnds.add(endsOf(binding));
    sameMatch.set(matchOf(binding), binding);
  }
  if (sameEnds.size === 0) return [];
  let rewritten = 0;
  const notes: string[] = [];
  for (const { binding } of [...phases.of('bind net'), ...phases.of('bind'), ...phases.of('bind again')]) {
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

function noteOnMove(before: Binding, after: Binding): string {
  const end = (binding: Binding): string => `${binding.destinationType} ${binding.destination}`;
  return (
    `What ${before.source} sends to ${end(before)} now goes to ${end(after)}: for a moment to both, so that a task ` +
    'can run twice, and what waits in the old queues stays there. In two applies: add a daemon of another name with the ' +
    'new scope and move the publishers to it; then take the old one out.'
  );
}

function endsOf({ source, destination, destinationType }: Binding): string {
  return `${source}\u0000${destinationType}\u0000${destination}`;
}

function matchOf({ source, arguments: args }: Binding): string {
  const { mode, criteria } = headerMatch(args);
  return `${source}\u0000${mode}\u0000${valueKey(criteria)}`;
}

function queues(count: number): string {
  return `${count} queue${count === 1 ? '' : 's'}`;
}
