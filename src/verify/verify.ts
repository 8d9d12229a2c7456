// Desired + live + counts → what is not as it should be, worst first. It reads, and changes nothing.

import type { Blocked, Locate } from '../assess/index.js';
import { isBlocked } from '../assess/index.js';
import type { Change } from '../diff/index.js';
import type { Binding, Place } from '../topology/index.js';
import { findChanges } from './changes.js';
import { findDangerous } from './dangerous-bindings.js';
import type { Finding, FindingKind, Found, Severity } from './finding.js';
import { findActivity } from './queue-activity.js';
import type { Proof } from './routes.js';
import { proveRoutes } from './routes.js';
import { findStrangers, findUnregistered } from './strangers.js';
import { findTwins } from './twins.js';
import type { VerifyInput } from './verify-input.js';

export const severities: Readonly<Record<FindingKind, Severity>> = {
  missing: 'error',
  mismatch: 'error',
  'catch-all': 'error',
  'type-clash': 'error',
  unroutable: 'error',
  'duplicate-route': 'error',
  'extra-binding': 'warning',
  orphan: 'warning',
  suspect: 'warning',
  'no-consumer': 'warning',
  down: 'warning',
  uncounted: 'info',
  draining: 'info',
  foreign: 'info',
};

export const findingKinds = Object.keys(severities) as readonly FindingKind[];

export interface Verified extends Pick<Proof, 'routes' | 'proved'> {
  /** In the order of their severity, then of their kind; within a kind in the inventory's order. */
  readonly findings: readonly Finding[];
}

export function verify(input: VerifyInput): Verified {
  const { live, ownership, routing, desired, changes, blocked, locate, managementUrl } = input;
  const wanted = desired.topology.bindings;
  const going = bindingsThatGo(changes, blocked);
  const dangerous = findDangerous({ live, ownership, locate, routing, wanted, going, managementUrl });
  const told = new Set<unknown>(dangerous.map(({ binding }) => binding));
  const proof = proveRoutes(input);
  const findings = [
    ...findChanges(input),
    ...findStrangers(input),
    ...findUnregistered(input),
    ...findActivity(input),
    ...findTwins(input, proof.doubled),
  ].filter(({ kind, binding }) => !((kind === 'extra-binding' || kind === 'foreign') && told.has(binding)));
  for (const finding of [...dangerous, ...proof.findings]) findings.push(finding);
  const sorted = findings
    .map((finding): Finding => ({ ...finding, severity: severityOf(finding), place: placeOf(finding, locate) }))
    .sort((a, b) => rankOf(a) - rankOf(b));
  return { findings: sorted, routes: proof.routes, proved: proof.proved };
}

const order: readonly Severity[] = ['error', 'warning', 'info'];
const ranks = new Map(findingKinds.map((kind, index) => [kind, index]));

function rankOf({ severity, kind }: Finding): number {
  return order.indexOf(severity) * findingKinds.length + (ranks.get(kind) ?? 0);
}

/** A binding's is its destination's. */
function placeOf({ object: { kind, name }, binding }: Found, locate: Locate): Place | undefined {
  const of = kind === 'binding' ? binding?.destinationType : kind;
  return of === 'exchange' || of === 'queue' ? locate.place(of, name) : undefined;
}

/** A queue that cannot be counted is worth a warning where messages may wait in it for nobody. */
function severityOf({ kind, messages }: Found): Severity {
  return kind === 'uncounted' && messages !== 0 ? 'warning' : severities[kind];
}

/** As a plan has it: not what hangs on something that is in the way. */
function bindingsThatGo(changes: readonly Change[], blocked: Blocked): ReadonlySet<Binding> {
  const going = new Set<Binding>();
  for (const change of changes)
    if (change.kind === 'binding' && change.change === 'extra' && !isBlocked(change.live, blocked))
      going.add(change.live);
  return going;
}
