// What differs between inventory and broker, as findings.

import type { OwnPolicy } from '../assess/index.js';
import {
  findLimits,
  findNetPolicies,
  isAsItShouldBe,
  isBlocked,
  isPartOfNet,
  netPolicies,
  netsThatStay,
} from '../assess/index.js';
import type { BindingChange } from '../diff/index.js';
import {
  cappedAdvice,
  differenceText,
  differencesText,
  hangingText,
  refuseLimits,
  refuseOverruled,
  takenText,
  wasOnce,
} from '../plan/index.js';
import type { Sentence } from '../text/index.js';
import type { Binding, Exchange } from '../topology/index.js';
import { DIRECT_EXCHANGE_TYPE } from '../topology/index.js';
import { plain, say, sayAll } from '../text/index.js';
import type { Found } from './finding.js';
import { REMOVE_OR_KEEP, remediesOfLeaving } from './leaving.js';
import { countsFor } from './queue-activity.js';
import type { VerifyInput } from './verify-input.js';

const APPLY = say`see it with \`topo plan\`, mend it with \`topo apply\``;

export function* findChanges(input: VerifyInput): Generator<Found> {
  const { desired, ownership, changes, activity, blocked, locate } = input;
  const stays = netsThatStay(desired.topology, ownership, blocked);
  const leaving = remediesOfLeaving(input);
  for (const change of changes) {
    if (change.change === 'extra' && isPartOfNet(change, stays)) continue;
    if (change.kind === 'binding') {
      const binding = change.change === 'missing' ? change.desired : change.live;
      if (!isBlocked(binding, blocked)) yield* bindingFinding(change, input);
      continue;
    }
    const { kind } = change;
    const { name } = change.change === 'extra' ? change.live : change.desired;
    const object = { kind, name };
    // What is in the way has the one finding, and no apply mends what hangs below it.
    if (change.change === 'missing' && blocked[`${kind}s`].has(name)) continue;
    if (change.change === 'missing')
      yield {
        kind: 'missing',
        object,
        ...locate.row(kind, name),
        message: say`in the inventory, not on the broker`,
        remedy: APPLY,
      };
    else if (change.change === 'different')
      yield {
        kind: 'mismatch',
        object,
        ...locate.row(kind, name),
        ...countsFor(kind, name, activity),
        message: say`${differencesText(change.differences)}${hangingText(kind, name, blocked)}`,
        remedy: say`RabbitMQ cannot change that in place: \`topo plan\` says what can be done`,
      };
    else
      yield {
        kind: 'orphan',
        object,
        ...locate.row(kind, name),
        ...countsFor(kind, name, activity),
        message: say`ours, and not in the inventory`,
        remedy: (kind === 'queue' ? leaving.get(name) : undefined) ?? REMOVE_OR_KEEP,
      };
  }
  yield* policyFindings(input);
  for (const name of ownership.formerEntries)
    yield {
      kind: 'orphan',
      object: { kind: 'exchange', name },
      message: wasOnce(ownership.entries.get(name)),
      remedy: say`delete it by hand when nothing publishes to it: topo never does, publishers would get 404`,
    };
  for (const [name, policy] of ownership.overruled) {
    if (blocked.exchanges.has(name)) continue;
    const { reason: message, remedy } = refuseOverruled(name, policy);
    yield { kind: 'mismatch', object: { kind: 'exchange', name }, ...locate.row('exchange', name), message, remedy };
  }
  for (const stranger of ownership.taken)
    yield {
      kind: 'mismatch',
      object: { kind: stranger.kind, name: stranger.name },
      ...(stranger.kind !== 'binding' && locate.row(stranger.kind, stranger.name)),
      message: say`${takenText(stranger)}${hangingText(stranger.kind, stranger.name, blocked)}`,
      remedy: say`rename what the inventory calls so, or let the other owner delete it`,
    };
}

/** What leaves is counted among what needs the net: it does, until an apply has taken it down. */
function* policyFindings(input: VerifyInput): Generator<Found> {
  const { desired, ownership, blocked } = input;
  const found = findLimits(input, blocked, { prune: true, atOnce: true });
  for (const policy of [...findNetPolicies(input, blocked, false), ...found.policies])
    if (!isAsItShouldBe(policy) || !policy.narrow)
      yield { object: { kind: 'policy', name: policy.name }, ...whatIsWrong(policy), remedy: APPLY };
  for (const barred of found.barred) {
    const { name, reason: message, remedy } = refuseLimits(barred);
    yield { kind: 'mismatch', object: { kind: 'policy', name }, message, remedy };
  }
  for (const limits of found.capped) {
    const { why: message, remedy } = cappedAdvice(limits);
    yield { kind: 'foreign', object: { kind: 'policy', name: limits.policy }, message, remedy };
  }
  if (netPolicies(desired.topology).length === 0)
    for (const { name } of netPolicies(ownership.topology))
      yield {
        kind: 'orphan',
        object: { kind: 'policy', name },
        message: say`ours, and the inventory has no \`routing.unroutable\``,
        remedy: APPLY,
      };
}

function whatIsWrong({
  of,
  live,
  wide,
  narrow,
  differences,
  gains,
  loses,
}: OwnPolicy): Pick<Found, 'kind' | 'message'> {
  if (of === 'queue' && !narrow)
    return { kind: 'orphan', message: say`ours, and the inventory has no \`queue.policy\` for it` };
  if (of === 'queue' && !live)
    return { kind: 'missing', message: say`not set: the queues of its daemon have no limits by it` };
  if (!wide) return { kind: 'orphan', message: say`ours, and no exchange needs it` };
  if (!live) return { kind: 'missing', message: say`not set: what no binding of ${listed(gains)} takes is lost` };
  const texts = differences.map((difference) =>
    of === 'exchange' && difference.field === 'pattern' ? patternText(gains, loses) : differenceText(difference),
  );
  return { kind: 'mismatch', message: sayAll(texts, ', ') };
}

/** The two patterns would be a kilobyte each, and a reader would have to find the difference. */
function patternText(gains: readonly string[], loses: readonly string[]): Sentence {
  const texts = [
    ...(gains.length > 0 ? [say`it does not reach ${listed(gains)}`] : []),
    ...(loses.length > 0 ? [say`it reaches ${listed(loses)}, and is not to`] : []),
  ];
  return texts.length > 0 ? sayAll(texts, '; ') : say`its pattern names other exchanges than the tree has`;
}

const LISTED = 3;

function listed(exchanges: readonly string[]): string {
  const more = exchanges.length > LISTED ? ` and ${exchanges.length - LISTED} more` : '';
  return `exchange${exchanges.length === 1 ? '' : 's'} ${exchanges.slice(0, LISTED).join(', ')}${more}`;
}

function* bindingFinding(change: BindingChange, { live, locate, desired }: VerifyInput): Generator<Found> {
  const binding = change.change === 'missing' ? change.desired : change.live;
  const { destination, destinationType: type, source } = binding;
  const object = { kind: 'binding' as const, name: destination };
  const typeOf = (name: string): Exchange['type'] | undefined =>
    (live.topology.exchanges.get(name) ?? desired.topology.exchanges.get(name))?.type;
  if (change.change === 'missing') {
    const message = say`no binding from ${source} with ${matchText(binding, typeOf(source))}: tasks do not arrive`;
    yield { kind: 'missing', object, binding, ...locate.row(type, destination), message, remedy: APPLY };
    return;
  }
  const origin = desired.origins[`${type}s`].get(destination);
  if (!origin) return;
  const message = origin.draining
    ? say`draining, and still bound from ${source}: tasks go on arriving`
    : say`bound from ${source} with ${matchText(binding, typeOf(source))}, which the inventory does not ask for`;
  yield { kind: 'extra-binding', object, binding, ...locate.row(type, destination), message, remedy: APPLY };
}

/** What the exchange looks at. */
function matchText({ routingKey, arguments: args }: Binding, type: Exchange['type'] | undefined): Sentence {
  return type === DIRECT_EXCHANGE_TYPE ? say`routing key ${JSON.stringify(routingKey)}` : argumentsText(args);
}

function argumentsText(args: Binding['arguments']): Sentence {
  const pairs = Object.entries(args).filter(([key]) => key !== 'x-match');
  if (pairs.length === 0) return say`no header (it matches every message)`;
  return sayAll(
    pairs.map(([key, value]) => say`${plain(key)}=${typeof value === 'string' ? value : JSON.stringify(value)}`),
    ' ',
  );
}
