// Proves the routes: a message to each address of the inventory, sent on paper through the LIVE bindings, foreign ones
// included. It has to reach its queue, and no other queue of ours.

import type { HeaderValue, Headers, Trace } from '../route/index.js';
import { headerWords, prepareRoutes, trace } from '../route/index.js';
import type { Address } from '../topology/index.js';
import { addressHeaders } from '../topology/index.js';
import type { Command, Sentence } from '../text/index.js';
import { commandLine, say } from '../text/index.js';
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
  const { desired, live, ownership, routing } = input;
  const why = (headers: Headers): Sentence => say`see why: ${traceCommand(headers, input.where)}`;
  // No message of theirs has a double, at which versions differ.
  const routes = prepareRoutes(live.topology, { exchangePolicies: live.exchangePolicies });
  const told = alreadyTold(input);
  const findings: Found[] = [];
  const doubled = new Set<string>();
  let sent = 0;
  let proved = 0;
  for (const [name, { role, address, draining }] of desired.origins.queues) {
    if (draining || role === 'net') continue;
    for (const headers of messagesTo(address, routing)) {
      sent += 1;
      const traced = trace(routes, { exchange: routing.entry, headers });
      const isReached = traced.queues.get(name)?.alternate === false;
      // Where a plugin's exchange is on its way, it may arrive all the same.
      if (!isReached && !told.has(name) && traced.unknown.length === 0)
        findings.push({ ...unroutable(name, address, traced), remedy: why(headers) });
      const others = [...traced.queues].flatMap(([other, { alternate }]) =>
        other !== name && !alternate && ownership.standings.queues.has(other) ? [other] : [],
      );
      if (isReached && others.length === 0) proved += 1;
      if (others.length === 0) continue;
      for (const queue of [name, ...others]) doubled.add(queue);
      findings.push({ ...duplicate(name, address, others), remedy: why(headers) });
    }
  }
  return { findings, routes: sent, proved, doubled };
}

/** Queues of which another finding says that nothing arrives: their own binding is missing, as it is where they are, or they are down. */
function alreadyTold({ changes, live }: VerifyInput): ReadonlySet<string> {
  const told = new Set(live.unseen);
  for (const change of changes)
    if (change.kind === 'binding' && change.change === 'missing' && change.desired.destinationType === 'queue')
      told.add(change.desired.destination);
  return told;
}

/** As a publisher writes it: strings; with `values: both` also with the integers that some clients send. */
function messagesTo(address: Address, { headers, values }: Addressing): readonly Headers[] {
  const written = addressHeaders(address, headers);
  if (values === 'string') return [written];
  const typed = Object.entries(written).map(([key, value]): [string, HeaderValue] =>
    key !== headers.daemon && isInteger(value) ? [key, Number(value)] : [key, value],
  );
  return typed.some(([, value]) => typeof value === 'number') ? [written, Object.fromEntries(typed)] : [written];
}

function isInteger(value: string): boolean {
  return Number.isSafeInteger(Number(value)) && String(Number(value)) === value;
}

function unroutable(name: string, path: Address, { losses, queues }: Trace): Unexplained {
  const caught = [...queues.keys()];
  const where = losses.map(({ exchange }) => exchange).join(', ');
  const fate =
    caught.length > 0 ? say`ends in ${caught.join(', ')}` : say`is lost at ${where === '' ? 'its way' : where}`;
  return {
    kind: 'unroutable',
    object: { kind: 'queue', name },
    path,
    message: say`a message to it ${fate}`,
  };
}

const SHOWN = 3;

function duplicate(name: string, path: Address, others: readonly string[]): Unexplained {
  const more = others.length > SHOWN ? ` and ${others.length - SHOWN} more` : '';
  return {
    kind: 'duplicate-route',
    object: { kind: 'queue', name },
    path,
    message: say`a message to it reaches ${others.slice(0, SHOWN).join(', ')}${more} too: its task runs more than once`,
  };
}

function traceCommand(headers: Headers, where: string): Command {
  return { command: `topo trace${where} ${commandLine(...headerWords(headers))}` };
}
