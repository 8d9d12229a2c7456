// Sentences that a person should read before an apply: where messages go astray meanwhile, and how to avoid it.

import type { Assessment, Locate } from '../../assess/index.js';
import type { Compiled } from '../../compile/index.js';
import type { LostRoutes, Message } from '../../route/index.js';
import { counted } from '../../text/index.js';
import type { Address, Binding, ObjectKind } from '../../topology/index.js';
import { addressKey, endsOf, levelOf, parentOf } from '../../topology/index.js';
import type { Draft } from '../steps/draft.js';
import type { TellFate } from './fate.js';
import { LOST } from './fate.js';
import { cappedAdvice } from './limits.js';
import type { Phases } from '../steps/phases.js';
import type { Forecast } from './notes-on-twins.js';
import { notesOnTwins } from './notes-on-twins.js';
import { headerWords } from '../../route/index.js';

export interface Telling {
  readonly routes: LostRoutes;
  readonly tell: TellFate;
  /** There was a broker to ask for counts. */
  readonly isCounted: boolean;
  readonly forecast: Forecast;
  /** By exchange: messages of the last ten minutes. */
  readonly taken: ReadonlyMap<string, number>;
}

export function makeNotes(
  assessment: Assessment,
  draft: Draft,
  { routes, tell, isCounted, forecast, taken }: Telling,
): readonly string[] {
  const { desired, locate } = assessment;
  const notes: string[] = [];
  const draining = [...desired.origins.queues.values()].filter((origin) => origin.draining);
  if (draining.length > 0)
    notes.push(
      `${counted(draining.length, 'queue')} ${draining.length === 1 ? 'is' : 'are'} draining: a message to such an ` +
        `address is ${tell(draining.map(({ address }) => address))}`,
    );
  notes.push(...notesOnLosses(routes, locate, tell), ...notesOnClosing(assessment, draft, taken, tell));
  notes.push(...notesOnReplacements(desired, draft, tell));
  if (draft.phases.of('clear policy').length > 0)
    notes.push(`The net is taken away: from then on a message that no binding takes is ${LOST}`);
  notes.push(
    ...notesOnCapped(draft),
    ...notesOnRewriting(desired, draft.phases),
    ...notesOnTwins(assessment, draft, forecast),
  );
  if (!isCounted && draft.queuesToGo.length + draft.replacements.length > 0)
    notes.push('Made without a live broker: which of the queues that go would be held is not known.');
  return notes;
}

/** All routes of a queue, or some of them. */
function notesOnLosses({ lost, partly, keptBy }: LostRoutes, locate: Locate, tell: TellFate): readonly string[] {
  const notes: string[] = [];
  const whole = [...lost.keys()].filter((queue) => !partly.has(queue));
  if (whole.length > 0)
    notes.push(
      `${counted(whole.length, 'queue')} would lose the route by which messages reach ` +
        `${whole.length === 1 ? 'it' : 'them'} now: from then on a message to that address is ` +
        tell(whole.map((queue) => locate.address('queue', queue))),
    );
  const [first] = partly;
  const message = first === undefined ? undefined : lost.get(first)?.[0];
  if (first !== undefined)
    notes.push(
      `${counted(partly.size, 'queue')} would lose one of the routes by which messages reach ` +
        `${partly.size === 1 ? 'it' : 'them'} now, and keep another${byText(keptBy, message)}: a message ${messageText(message)}is ` +
        tell([...partly].map((queue) => locate.address('queue', queue))),
    );
  return notes;
}

/** Exchanges that publishers address, where that is news. */
function byText(exchanges: ReadonlySet<string>, message: Message | undefined): string {
  if (message && exchanges.has(message.exchange)) return '';
  const [name, ...more] = exchanges;
  return name === undefined
    ? ''
    : `, by ${name}${more.length === 0 ? '' : ` or ${counted(more.length, 'other exchange')}`}`;
}

/** `such as daemon=storage cluster:=54 `: as `topo trace` takes it. */
function messageText(message: Message | undefined): string {
  if (message === undefined) return '';
  const { headers, routingKey, exchange } = message;
  if (routingKey !== undefined) return `such as routing key ${JSON.stringify(routingKey)} to ${exchange} `;
  const words = headerWords(headers);
  return words.length === 0 ? 'without headers ' : `such as ${words.join(' ')} `;
}

/** Of each exchange that publishers address by a way that the inventory leaves out. */
function notesOnClosing(
  { ownership }: Assessment,
  { closing }: Draft,
  taken: ReadonlyMap<string, number>,
  tell: TellFate,
): readonly string[] {
  return closing.map((name) => {
    const count = taken.get(name);
    const lately =
      count === undefined
        ? 'may have taken some lately: the broker does not say'
        : `took ${count === 0 ? 'none' : counted(count, 'message')} in the last 10 minutes`;
    const by = ownership.entries.get(name) === 'direct' ? 'a queue’s name' : 'headers';
    return `Exchange ${name} stays, and leads nowhere any more: a message to it by ${by} is ${tell([undefined])} It ${lately}.`;
  });
}

function notesOnCapped({ capped }: Draft): readonly string[] {
  return capped.map((limits) => {
    const { why, remedy } = cappedAdvice(limits);
    return `Not all limits hold: ${why.text}: ${remedy.text}.`;
  });
}

/** One of its kind is told by its name, many by their number. */
function notesOnReplacements(desired: Compiled, { replacements }: Draft, tell: TellFate): readonly string[] {
  const namesOf = (kind: ObjectKind): readonly string[] =>
    replacements.filter((each) => each.kind === kind).map(({ name }) => name);
  const [queues, exchanges] = [namesOf('queue'), namesOf('exchange')];
  const isOfTree = (name: string): boolean => desired.origins.exchanges.get(name)?.role !== 'net';
  const nets = exchanges.filter((name) => !isOfTree(name));
  return [
    ...noteOnExchanges(desired, exchanges.filter(isOfTree), tell),
    ...nets.map((name) => `While exchange ${name} is replaced, a message that no binding takes is ${LOST}`),
    ...noteOnQueues(desired, queues, tell),
  ];
}

function noteOnQueues(desired: Compiled, names: readonly string[], tell: TellFate): readonly string[] {
  const [name, ...more] = names;
  if (name === undefined) return [];
  const origins = names.map((each) => desired.origins.queues.get(each));
  const isNet = more.length === 0 && origins[0]?.role === 'net';
  const fate = isNet ? LOST : tell(origins.map((origin) => origin?.address));
  return more.length === 0
    ? [`While queue ${name} is replaced, a message to it is ${fate} It goes only when it is empty and nobody reads it.`]
    : [
        `While ${counted(names.length, 'queue')} are replaced, a message to one of them is ${fate} ` +
          'Each goes only when it is empty and nobody reads it.',
      ];
}

function noteOnExchanges(desired: Compiled, names: readonly string[], tell: TellFate): readonly string[] {
  const [name, ...more] = names;
  if (name === undefined) return [];
  const addresses = names.flatMap((each) => desired.origins.exchanges.get(each)?.address ?? []);
  const replaced = new Set(addresses.map(addressKey));
  let below = 0;
  for (const { address } of desired.origins.queues.values())
    if (ancestorsOf(address).some((above) => replaced.has(addressKey(above)))) below += 1;
  const what = more.length === 0 ? `exchange ${name} is` : `${counted(names.length, 'exchange')} are`;
  return [
    `While ${what} replaced, a message to the ${counted(below, 'queue')} below ${more.length === 0 ? 'it' : 'them'} is ` +
      `${tell(addresses.map(parentOf))} Do it while nothing is sent there.`,
  ];
}

function ancestorsOf(address: Address): readonly Address[] {
  return levelOf(address) === undefined ? [address] : [address, ...ancestorsOf(parentOf(address))];
}

/** A binding that is made again with another header, or another type of value: publishers have to change at the same moment. */
function notesOnRewriting({ topology }: Compiled, phases: Phases): readonly string[] {
  const sameEnds = new Set(phases.of('unbind').map(({ binding }) => endsOf(binding)));
  if (sameEnds.size === 0) return [];
  // The net takes whatever comes.
  const byHeaders = ({ source }: Binding): boolean => topology.exchanges.get(source)?.type === 'headers';
  const made = [...phases.of('bind'), ...phases.of('bind again')].filter(({ binding }) => byHeaders(binding));
  const rewritten = made.filter(({ binding }) => sameEnds.has(endsOf(binding))).length;
  return rewritten === 0
    ? []
    : [
        `${counted(rewritten, 'binding')} ${rewritten === 1 ? 'changes' : 'change'} the header or the value that ` +
          `${rewritten === 1 ? 'it matches' : 'they match'}: a publisher that still sends the old one loses its messages. ` +
          'In two applies: first `--no-prune`, which adds the new bindings beside the old; then change the publishers; ' +
          'then apply without it.',
      ];
}
