// Proves the routes: a message to each address of the inventory, sent on paper through the LIVE bindings, foreign ones
// included. It has to reach its queue, and no other queue of ours.

import type { HeaderValue, Headers, Trace } from '../route/index.js';
import { prepareRoutes, trace } from '../route/index.js';
import type { Path } from '../topology/index.js';
import { commandLine } from '../text/index.js';
import type { Found } from './finding.js';
import type { Routing, VerifyInput } from './verify-input.js';

type Unexplained = Omit<Found, 'remedy'>;

export interface Proof {
  readonly findings: readonly Found[];
  /** How many messages were sent. A draining address has none. */
  readonly routes: number;
  /** Those of them that came to their queue, and to no other of ours. */
  readonly proved: number;
}

export function proveRoutes(input: VerifyInput): Proof {
  const { desired, live, ownership, routing } = input;
  const why = (headers: Headers): string => `see why: ${traceCommand(headers, input.where)}`;
  const routes = prepareRoutes(live.topology, {
    exchangePolicies: live.exchangePolicies,
    ...(live.broker && { rabbitmqVersion: live.broker.rabbitmqVersion }),
  });
  const told = alreadyTold(input);
  const findings: Found[] = [];
  let sent = 0;
  let proved = 0;
  for (const [name, { path, draining }] of desired.origins.queues) {
    if (draining || !path) continue;
    for (const headers of messagesTo(path, routing)) {
      sent += 1;
      const traced = trace(routes, { exchange: routing.entry, headers });
      const isReached = traced.queues.get(name)?.alternate === false;
      // Where a plugin's exchange is on its way, it may arrive all the same.
      if (!isReached && !told.has(name) && traced.unknown.length === 0)
        findings.push({ ...unroutable(name, path, traced), remedy: why(headers) });
      const others = [...traced.queues].flatMap(([other, { alternate }]) =>
        other !== name && !alternate && ownership.proofs.queues.has(other) ? [other] : [],
      );
      if (isReached && others.length === 0) proved += 1;
      if (others.length > 0) findings.push({ ...duplicate(name, path, others), remedy: why(headers) });
    }
  }
  return { findings, routes: sent, proved };
}

/** Queues of which another finding says that nothing arrives: they or their own binding are missing, or they are down. */
function alreadyTold({ changes, live }: VerifyInput): ReadonlySet<string> {
  const told = new Set(live.unseen);
  for (const change of changes) {
    if (change.change !== 'missing') continue;
    if (change.kind === 'queue') told.add(change.desired.name);
    else if (change.kind === 'binding' && change.desired.destinationType === 'queue')
      told.add(change.desired.destination);
  }
  return told;
}

/** As a publisher writes it: strings; with `values: both` also with the integers that some clients send. */
function messagesTo({ daemon, cluster, hypervisor }: Path, { headers, values }: Routing): readonly Headers[] {
  const written: Headers = {
    ...(daemon !== undefined && { [headers.daemon]: daemon }),
    ...(cluster !== undefined && { [headers.cluster]: cluster }),
    ...(hypervisor !== undefined && { [headers.hypervisor]: hypervisor }),
  };
  if (values === 'string') return [written];
  const ids = [cluster, hypervisor].filter((id) => id !== undefined);
  if (!ids.some(isInteger)) return [written];
  const typed: Record<string, HeaderValue> = { ...written };
  for (const [key, value] of Object.entries(written))
    if (key !== headers.daemon && isInteger(value)) typed[key] = Number(value);
  return [written, typed];
}

function isInteger(value: unknown): boolean {
  return typeof value === 'string' && Number.isSafeInteger(Number(value)) && String(Number(value)) === value;
}

function unroutable(name: string, path: Path, { losses, queues }: Trace): Unexplained {
  const caught = [...queues.keys()];
  const where = losses.map(({ exchange }) => exchange).join(', ');
  const fate = caught.length > 0 ? `ends in ${caught.join(', ')}` : `is lost at ${where === '' ? 'its way' : where}`;
  return {
    kind: 'unroutable',
    object: { kind: 'queue', name },
    path,
    message: `a message to it ${fate}`,
  };
}

const SHOWN = 3;

function duplicate(name: string, path: Path, others: readonly string[]): Unexplained {
  const more = others.length > SHOWN ? ` and ${others.length - SHOWN} more` : '';
  return {
    kind: 'duplicate-route',
    object: { kind: 'queue', name },
    path,
    message: `a message to it reaches ${others.slice(0, SHOWN).join(', ')}${more} too: its task runs more than once`,
  };
}

function traceCommand(headers: Headers, where: string): string {
  const words = Object.entries(headers).map(([key, value]) =>
    typeof value === 'string' ? `${key}=${value}` : `${key}:=${JSON.stringify(value)}`,
  );
  return `topo trace${where} ${commandLine(...words)}`;
}
