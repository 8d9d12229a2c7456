// What foreign things hold on to our objects: bindings across the border, and alternate or dead-letter exchanges that a
// foreign object or a policy names. An object with a tie is never deleted: somebody else's messages go through it.

import type { Arguments, Binding, ByKind, Topology } from '../topology/index.js';
import { ALTERNATE_EXCHANGE_ARGUMENT } from '../topology/index.js';
import { numberOfPolicy, policyName } from '../policy/index.js';
import type { Sentence } from '../text/index.js';
import { plain, say } from '../text/index.js';

export function findTies(
  live: Topology,
  ours: ByKind<unknown>,
  owner: string,
  isRegistry: (exchange: string) => boolean,
): ByKind<readonly Sentence[]> {
  const ties = { exchanges: new Map<string, Sentence[]>(), queues: new Map<string, Sentence[]>() };
  const tie = (kind: 'exchanges' | 'queues', name: unknown, reason: Sentence): void => {
    if (typeof name !== 'string' || !ours[kind].has(name)) return;
    const reasons = ties[kind].get(name);
    if (reasons) reasons.push(reason);
    else ties[kind].set(name, [reason]);
  };

  for (const binding of live.bindings) {
    if (isRegistry(binding.source)) continue;
    const { from, to } = endsOf(binding, ours);
    if (from && !to)
      tie(
        'exchanges',
        binding.source,
        say`foreign ${plain(binding.destinationType)} "${binding.destination}" is bound to it`,
      );
    if (to && !from)
      tie(`${binding.destinationType}s`, binding.destination, say`it is bound to foreign exchange "${binding.source}"`);
  }
  for (const exchange of live.exchanges.values())
    if (!ours.exchanges.has(exchange.name))
      tie(
        'exchanges',
        exchange.arguments[ALTERNATE_EXCHANGE_ARGUMENT],
        say`alternate exchange of foreign exchange "${exchange.name}"`,
      );
  for (const queue of live.queues.values())
    if (!ours.queues.has(queue.name)) tieDeadLetters(queue.arguments, 'x-', say`foreign queue "${queue.name}"`, tie);
  for (const policy of live.policies) {
    if (numberOfPolicy(policyName(owner), policy.name) !== undefined) continue;
    tie(
      'exchanges',
      policy.definition[ALTERNATE_EXCHANGE_ARGUMENT],
      say`alternate exchange in policy "${policy.name}"`,
    );
    tieDeadLetters(policy.definition, '', say`policy "${policy.name}"`, tie);
  }
  return ties;
}

function endsOf(binding: Binding, ours: ByKind<unknown>): { from: boolean; to: boolean } {
  return { from: ours.exchanges.has(binding.source), to: ours[`${binding.destinationType}s`].has(binding.destination) };
}

function tieDeadLetters(
  args: Arguments,
  prefix: 'x-' | '',
  who: Sentence,
  tie: (kind: 'exchanges' | 'queues', name: unknown, reason: Sentence) => void,
): void {
  const exchange = args[`${prefix}dead-letter-exchange`];
  if (exchange === '') tie('queues', args[`${prefix}dead-letter-routing-key`], say`dead letters of ${who} go to it`);
  else tie('exchanges', exchange, say`dead-letter exchange of ${who}`);
}
