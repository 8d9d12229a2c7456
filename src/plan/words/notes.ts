// Sentences that a person should read before an apply: where messages go astray meanwhile, and how to avoid it.

import type { Assessment, Locate } from '../../assess/index.js';
import type { Compiled } from '../../compile/index.js';
import type { LostRoutes, Message } from '../../route/index.js';
import { counted } from '../../text/index.js';
import type { Binding, ObjectKind } from '../../topology/index.js';
import { headerMatch, isWithin, valueKey } from '../../topology/index.js';
import type { Draft } from '../steps/draft.js';
import type { TellFate } from './fate.js';
import { LOST } from './fate.js';
import type { Phases } from '../steps/phases.js';

export interface Telling {
  readonly routes: LostRoutes;
  readonly tell: TellFate;
  /** There was a broker to ask for counts. */
  readonly isCounted: boolean;
}

export function makeNotes(
  { desired, locate }: Assessment,
  draft: Draft,
  { routes, tell, isCounted }: Telling,
): readonly string[] {
  const notes: string[] = [];
  const draining = [...desired.origins.queues.values()].filter((origin) => origin.draining);
  if (draining.length > 0)
    notes.push(
      `${counted(draining.length, 'queue')} ${draining.length === 1 ? 'is' : 'are'} draining: a message to such an ` +
        `address is ${tell(draining.map(({ address }) => address))}`,
    );
  notes.push(...notesOnLosses(routes, locate, tell));
  notes.push(...notesOnReplacements(desired, draft, tell));
  if (draft.phases.of('clear policy').length > 0)
    notes.push(`The net is taken away: from then on a message that no binding takes is ${LOST}`);
  notes.push(...notesOnRoutes(draft.phases));
  if (!isCounted && draft.queuesToGo.length + draft.replacements.length > 0)
    notes.push('Made without a live broker: which of the queues that go would be held is not known.');
  return notes;
}

/** All routes of a queue, or some of them. */
function notesOnLosses({ lost, partly }: LostRoutes, locate: Locate, tell: TellFate): readonly string[] {
  const notes: string[] = [];
  const whole = [...lost.keys()].filter((queue) => !partly.has(queue));
  if (whole.length > 0)
    notes.push(
      `${counted(whole.length, 'queue')} would lose the route by which messages reach ` +
        `${whole.length === 1 ? 'it' : 'them'} now: from then on a message to that address is ` +
        tell(whole.map((queue) => locate.address('queue', queue))),
    );
  const [first] = partly;
  if (first !== undefined)
    notes.push(
      `${counted(partly.size, 'queue')} would lose one of the routes by which messages reach ` +
        `${partly.size === 1 ? 'it' : 'them'} now, and keep another: a message ${messageText(lost.get(first)?.[0])}is ` +
        tell([...partly].map((queue) => locate.address('queue', queue))),
    );
  return notes;
}

/** `such as daemon=storage cluster:=54 `: as `topo trace` takes it. */
function messageText(message: Message | undefined): string {
  if (message && Object.keys(message.headers).length === 0) return 'without headers ';
  const words = Object.entries(message?.headers ?? {}).map(([key, value]) =>
    typeof value === 'string' ? `${key}=${value}` : `${key}:=${JSON.stringify(value)}`,
  );
  return words.length === 0 ? '' : `such as ${words.join(' ')} `;
}

/** One of its kind is told by its name, many by their number. */
function notesOnReplacements(desired: Compiled, { replacements }: Draft, tell: TellFate): readonly string[] {
  const queues = replacements.filter(({ kind }) => kind === 'queue');
  const exchanges = replacements.filter(({ kind }) => kind === 'exchange');
  const [queue] = queues;
  return [
    ...exchanges.map(({ kind, name }) => noteOnReplacement(desired, kind, name, tell)),
    ...(queue && queues.length === 1 ? [noteOnReplacement(desired, 'queue', queue.name, tell)] : []),
    ...(queues.length > 1
      ? [
          `While ${counted(queues.length, 'queue')} are replaced, a message to one of them is ` +
            `${tell(queues.map(({ name }) => desired.origins.queues.get(name)?.address))} ` +
            'Each goes only when it is empty and nobody reads it.',
        ]
      : []),
  ];
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
    `While exchange ${name} is replaced, a message to the ${counted(below, 'queue')} below it is ${tell([address])} ` +
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
