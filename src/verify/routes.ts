// Proves the routes: a message to each address of the inventory by each way that it has, sent on paper through the LIVE
// bindings, foreign ones included. It has to reach its queue, and no other queue of ours.

import type { HeaderValue, Headers, Message, Trace } from '../route/index.js';
import { headerWords, prepareRoutes, trace } from '../route/index.js';
import type { Address, Way } from '../topology/index.js';
import { addressHeaders, isCanonicalInteger } from '../topology/index.js';
import type { Ways } from '../compile/index.js';
import { waysOf } from '../compile/index.js';
import type { Command, Sentence } from '../text/index.js';
import { commandLine, plain, say } from '../text/index.js';
import type { Found } from './finding.js';
import type { Addressing, VerifyInput } from './verify-input.js';

type Unexplained = Omit<Found, 'remedy'>;

export interface Proof {
  readonly findings: readonly Found[];
  /** How many messages were sent. A draining address has none. */
  readonly routes: number;
  /** Those of them that came to their queue, and to no other of ours. */
  readonly proved: number;
  /** Queues of which the findings say that a message reaches another one too, and those others. */
  readonly doubled: ReadonlySet<string>;
}

export function proveRoutes(input: VerifyInput): Proof {
  const { desired, live, ownership } = input;
  const why = ({ message, way }: Sent): Sentence => say`see why: ${traceCommand(message, way, ways, input.where)}`;
  const ways = waysOf(desired);
  // No message of theirs has a double, at which versions differ.
  const routes = prepareRoutes(live.topology, { exchangePolicies: live.exchangePolicies });
  const told = alreadyTold(input, ways);
  const findings: Found[] = [];
  const doubled = new Set<string>();
  let sent = 0;
  let proved = 0;
  for (const [name, { role, address, draining }] of desired.origins.queues) {
    if (draining || role === 'net') continue;
    for (const one of messagesTo(name, address, ways, input.routing)) {
      sent += 1;
      const traced = trace(routes, one.message);
      const isReached = traced.queues.get(name)?.alternate === false;
      // Where a plugin's exchange is on its way, it may arrive all the same.
      if (!isReached && !told.has(one.way, name) && traced.unknown.length === 0)
        findings.push({ ...unroutable(name, address, sentText(one, ways), traced), remedy: why(one) });
      const others = [...traced.queues].flatMap(([other, { alternate }]) =>
        other !== name && !alternate && ownership.standings.queues.has(other) ? [other] : [],
      );
      if (isReached && others.length === 0) proved += 1;
      if (others.length === 0) continue;
      for (const queue of [name, ...others]) doubled.add(queue);
      findings.push({ ...duplicate(name, address, sentText(one, ways), others), remedy: why(one) });
    }
  }
  return { findings, routes: sent, proved, doubled };
}

interface Told {
  has(way: Way, queue: string): boolean;
}

/** Whether another finding says that nothing arrives: its own binding there is missing, as it is where it is, or it is down. */
function alreadyTold({ changes, live }: VerifyInput, { direct }: Ways): Told {
  const bound: Readonly<Record<Way, Set<string>>> = { entry: new Set(), direct: new Set() };
  for (const change of changes)
    if (change.kind === 'binding' && change.change === 'missing' && change.desired.destinationType === 'queue')
      bound[change.desired.source === direct ? 'direct' : 'entry'].add(change.desired.destination);
  return { has: (way, queue) => live.unseen.has(queue) || bound[way].has(queue) };
}

interface Sent {
  readonly way: Way;
  readonly message: Message;
}

/**
 * As a publisher writes it: by headers strings, with `values: both` also the integers that some clients send; by the direct
 * exchange the queue's name.
 */
function* messagesTo(name: string, address: Address, { entry, direct }: Ways, addressing: Addressing): Generator<Sent> {
  if (entry !== undefined)
    for (const headers of headersTo(address, addressing)) yield { way: 'entry', message: { exchange: entry, headers } };
  if (direct !== undefined) yield { way: 'direct', message: { exchange: direct, headers: {}, routingKey: name } };
}

function headersTo(address: Address, { headers, values }: Addressing): readonly Headers[] {
  const written = addressHeaders(address, headers);
  if (values === 'string') return [written];
  const typed = Object.entries(written).map(([key, value]): [string, HeaderValue] =>
    isCanonicalInteger(value) ? [key, Number(value)] : [key, value],
  );
  return typed.some(([, value]) => typeof value === 'number') ? [written, Object.fromEntries(typed)] : [written];
}

/** ` by headers`, ` by global.direct`: said where there are two ways, or no tree. */
function sentText({ way }: Sent, { entry, direct }: Ways): Sentence {
  if (way === 'direct') return say` by ${plain(direct ?? '')}`;
  return direct === undefined || entry === undefined ? plain('') : plain(' by headers');
}

function unroutable(name: string, path: Address, by: Sentence, { losses, queues }: Trace): Unexplained {
  const caught = [...queues.keys()];
  const where = losses.map(({ exchange }) => exchange).join(', ');
  const fate =
    caught.length > 0 ? say`ends in ${caught.join(', ')}` : say`is lost at ${where === '' ? 'its way' : where}`;
  return {
    kind: 'unroutable',
    object: { kind: 'queue', name },
    path,
    message: say`a message to it${by} ${fate}`,
  };
}

const SHOWN = 3;

function duplicate(name: string, path: Address, by: Sentence, others: readonly string[]): Unexplained {
  const more = others.length > SHOWN ? ` and ${others.length - SHOWN} more` : '';
  return {
    kind: 'duplicate-route',
    object: { kind: 'queue', name },
    path,
    message: say`a message to it${by} reaches ${others.slice(0, SHOWN).join(', ')}${more} too: its task runs more than once`,
  };
}

function traceCommand({ exchange, headers, routingKey }: Message, way: Way, ways: Ways, where: string): Command {
  // Without a tree the direct exchange is where topo trace begins.
  const words =
    way === 'entry'
      ? headerWords(headers)
      : [...(ways.entry === undefined ? [] : ['--exchange', exchange]), '--routing-key', routingKey ?? ''];
  return { command: `topo trace${where} ${commandLine(...words)}` };
}
