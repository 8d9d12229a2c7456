// Desired + live + counts → what is not as it should be, worst first. It reads, and changes nothing.

import type { BindingChange, Change } from '../diff/index.js';
import type { Blocked, NetPolicy } from '../plan/index.js';
import {
  differenceText,
  findBlocked,
  findNetPolicies,
  isAsItShouldBe,
  isBlocked,
  isPartOfNet,
  locate,
  netsThatStay,
  refuseOverruled,
} from '../plan/index.js';
import type { Binding } from '../topology/index.js';
import { shellWord } from '../topology/index.js';
import { findDangerous } from './dangerous-bindings.js';
import type { Finding, FindingKind, Severity } from './finding.js';
import { countsOf, findActivity } from './queue-activity.js';
import type { Proof } from './routes.js';
import { proveRoutes } from './routes.js';
import type { VerifyInput } from './verify-input.js';

const severities: Readonly<Record<FindingKind, Severity>> = {
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
  const { live, ownership, routing, desired, changes, managementUrl } = input;
  const blocked = findBlocked(desired, ownership, changes, () => false);
  const wanted = desired.topology.bindings;
  const going = bindingsThatGo(changes, blocked);
  const dangerous = findDangerous({ live, ownership, routing, wanted, going, managementUrl });
  const told = new Set<unknown>(dangerous.map(({ binding }) => binding));
  const proof = proveRoutes(input);
  const findings = [
    ...findChanges(input, blocked),
    ...findStrangers(input),
    ...findUnregistered(input),
    ...findActivity(input),
  ].filter(({ kind, binding }) => !((kind === 'extra-binding' || kind === 'foreign') && told.has(binding)));
  for (const finding of [...dangerous, ...proof.findings]) findings.push(finding);
  const sorted = findings
    .map((finding): Finding => ({ ...finding, severity: severityOf(finding) }))
    .sort((a, b) => rankOf(a) - rankOf(b));
  return { findings: sorted, routes: proof.routes, proved: proof.proved };
}

const order: readonly Severity[] = ['error', 'warning', 'info'];
const ranks = new Map(findingKinds.map((kind, index) => [kind, index]));

function rankOf({ severity, kind }: Finding): number {
  return order.indexOf(severity) * findingKinds.length + (ranks.get(kind) ?? 0);
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

type Found = Omit<Finding, 'severity'>;
type Kind = 'exchange' | 'queue';

const APPLY = 'see it with `topo plan`, mend it with `topo apply`';

function* findChanges({ desired, ownership, changes, activity }: VerifyInput, blocked: Blocked): Generator<Found> {
  const at = locate(desired, ownership);
  const about = (kind: Kind, name: string): Pick<Found, 'path'> => {
    const path = at.path(kind, name);
    return path ? { path } : {};
  };
  const stays = netsThatStay(desired.topology, ownership, blocked);
  for (const change of changes) {
    if (change.change === 'extra' && isPartOfNet(change, stays)) continue;
    if (change.kind === 'binding') {
      yield* bindingFinding(change, about, { desired, ownership });
      continue;
    }
    const { kind } = change;
    const { name } = change.change === 'extra' ? change.live : change.desired;
    const object = { kind, name };
    if (change.change === 'missing')
      yield {
        kind: 'missing',
        object,
        ...about(kind, name),
        message: 'in the inventory, not on the broker',
        remedy: APPLY,
      };
    else if (change.change === 'different')
      yield {
        kind: 'mismatch',
        object,
        ...about(kind, name),
        ...countsOf(kind, name, activity),
        message: change.differences.map(differenceText).join(', '),
        remedy: 'RabbitMQ cannot change that in place: `topo plan` says what can be done',
      };
    else
      yield {
        kind: 'orphan',
        object,
        ...about(kind, name),
        ...countsOf(kind, name, activity),
        message: 'ours, and not in the inventory',
        remedy: 'write it back into the inventory, or let `topo apply` remove it',
      };
  }
  yield* policyFindings({ desired, ownership, changes }, blocked);
  for (const name of ownership.formerEntries)
    yield {
      kind: 'orphan',
      object: { kind: 'exchange', name },
      message: 'was the entry exchange once',
      remedy: 'delete it by hand when nothing publishes to it: topo never does, publishers would get 404',
    };
  for (const [name, policy] of ownership.overruled) {
    const { reason: message, remedy } = refuseOverruled(name, policy);
    yield { kind: 'mismatch', object: { kind: 'exchange', name }, ...about('exchange', name), message, remedy };
  }
  for (const { kind, name, reason } of ownership.taken)
    yield {
      kind: 'mismatch',
      object: { kind, name },
      message: `the inventory needs this name, and it is taken: ${reason}`,
      remedy: 'rename what the inventory calls so, or let the other owner delete it',
    };
}

/** What leaves is counted among what needs the net: it does, until an apply has taken it down. */
function* policyFindings(
  { desired, ownership, changes }: Pick<VerifyInput, 'desired' | 'ownership' | 'changes'>,
  blocked: Blocked,
): Generator<Found> {
  for (const policy of findNetPolicies(desired, ownership, changes, blocked, false))
    if (!isAsItShouldBe(policy))
      yield { object: { kind: 'policy', name: policy.name }, ...whatIsWrong(policy), remedy: APPLY };
  if (desired.topology.policies.length === 0)
    for (const { name } of ownership.topology.policies)
      yield {
        kind: 'orphan',
        object: { kind: 'policy', name },
        message: 'ours, and the inventory has no `routing.unroutable`',
        remedy: APPLY,
      };
}

function whatIsWrong({ live, wide, differences, gains, loses }: NetPolicy): Pick<Found, 'kind' | 'message'> {
  if (!wide) return { kind: 'orphan', message: 'ours, and no exchange needs it' };
  if (!live) return { kind: 'missing', message: `not set: what no binding of ${listed(gains)} takes is lost` };
  const texts = differences.map((difference) =>
    difference.field === 'pattern' ? patternText(gains, loses) : differenceText(difference),
  );
  return { kind: 'mismatch', message: texts.join(', ') };
}

/** The two patterns would be a kilobyte each, and a reader would have to find the difference. */
function patternText(gains: readonly string[], loses: readonly string[]): string {
  const texts = [
    ...(gains.length > 0 ? [`it does not reach ${listed(gains)}`] : []),
    ...(loses.length > 0 ? [`it reaches ${listed(loses)}, and is not to`] : []),
  ];
  return texts.length > 0 ? texts.join('; ') : 'its pattern names other exchanges than the tree has';
}

const LISTED = 3;

function listed(exchanges: readonly string[]): string {
  const more = exchanges.length > LISTED ? ` and ${exchanges.length - LISTED} more` : '';
  return `exchange${exchanges.length === 1 ? '' : 's'} ${exchanges.slice(0, LISTED).join(', ')}${more}`;
}

function* bindingFinding(
  change: BindingChange,
  about: (kind: Kind, name: string) => Pick<Found, 'path'>,
  { desired }: Pick<VerifyInput, 'desired' | 'ownership'>,
): Generator<Found> {
  const binding = change.change === 'missing' ? change.desired : change.live;
  const { destination, destinationType: type, source } = binding;
  const object = { kind: 'binding' as const, name: destination };
  if (change.change === 'missing') {
    const message = `no binding from ${source} with ${argumentsText(binding.arguments)}: tasks do not arrive`;
    yield { kind: 'missing', object, binding, ...about(type, destination), message, remedy: APPLY };
    return;
  }
  const origin = desired.origins[`${type}s`].get(destination);
  if (!origin) return;
  const message = origin.draining
    ? `draining, and still bound from ${source}: tasks go on arriving`
    : `bound from ${source} with ${argumentsText(binding.arguments)}, which the inventory does not ask for`;
  yield { kind: 'extra-binding', object, binding, ...about(type, destination), message, remedy: APPLY };
}

function* findStrangers({ ownership, activity }: VerifyInput): Generator<Found> {
  for (const { kind, name, reason, path } of ownership.suspects) {
    if (kind === 'binding') continue;
    const remedy = `if it is this tree's: topo apply --adopt ${shellWord(name)}`;
    const counts = countsOf(kind, name, activity);
    yield { kind: 'suspect', object: { kind, name }, ...(path && { path }), ...counts, message: reason, remedy };
  }
  for (const { kind, name, reason, binding } of ownership.foreign)
    yield {
      kind: 'foreign',
      object: { kind, name },
      ...(binding && { binding }),
      message: reason,
      remedy: 'none needed: topo leaves it alone',
    };
}

/** In use under a name of ours, equal, and without proof: the next apply registers it. */
function* findUnregistered({ desired, ownership, changes, activity }: VerifyInput): Generator<Found> {
  const at = locate(desired, ownership);
  const differs = new Set(changes.map((change) => (change.change === 'different' ? change.desired.name : '')));
  for (const kind of ['exchange', 'queue'] as const)
    for (const [name, proof] of ownership.proofs[`${kind}s`]) {
      const isEntry = kind === 'exchange' && ownership.entriesToRegister.has(name) && proof === 'entry';
      if (!isEntry && (proof !== 'needed' || differs.has(name))) continue;
      const path = at.path(kind, name);
      yield {
        kind: 'suspect',
        object: { kind, name },
        ...(path && { path }),
        ...countsOf(kind, name, activity),
        message: 'in the inventory, and neither marked nor registered as ours',
        remedy: '`topo apply` registers it as it is',
      };
    }
}

function argumentsText(args: NonNullable<Found['binding']>['arguments']): string {
  const pairs = Object.entries(args).filter(([key]) => key !== 'x-match');
  if (pairs.length === 0) return 'no header (it matches every message)';
  return pairs.map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' ');
}
