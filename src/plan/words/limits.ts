// What is said of limits by policy that cannot be set, or that hold only in part.

import type { BarredLimits, CappedLimits } from '../../assess/index.js';
import type { Advice, Sentence } from '../../text/index.js';
import { counted, plain, say, sayAll, shellWord, thousands } from '../../text/index.js';
import { valueKey } from '../../topology/index.js';
import type { Refusal } from '../plan.js';

/** The policy of a daemon would reach too much, or is not the only one. */
export function refuseLimits({ policy, isThere, strays, firstIs, theirs }: BarredLimits): Refusal {
  const about = { kind: 'policy', name: policy.name } as const;
  const left = plain(isThere ? 'left as it is' : 'not set');
  const [stray] = strays;
  if (stray !== undefined)
    return {
      ...about,
      reason: say`${left}: it would limit queue "${stray}"${moreText(strays.length)} too, by its name ("${policy.pattern}"), and that is no queue of its daemon`,
      remedy: strayRemedy(stray, firstIs),
    };
  const [[queue, other] = ['', policy]] = theirs;
  return {
    ...about,
    reason: say`${left}: policy "${other.name}" (priority ${other.priority}) applies to queue "${queue}"${moreText(theirs.size)}, and RabbitMQ applies one only`,
    remedy: say`let that policy match other queues, or exchanges only (--apply-to exchanges); or write these limits into it`,
  };
}

function moreText(count: number): string {
  return count > 1 ? ` and ${thousands(count - 1)} more` : '';
}

function strayRemedy(queue: string, whose: BarredLimits['firstIs']): Sentence {
  switch (whose) {
    case 'ours':
      return say`apply without --no-prune: it goes, and the policy comes after it`;
    case 'suspect':
      return say`take it with --adopt ${shellWord(queue)}, or delete it; or write these limits as arguments`;
    case 'foreign':
      return say`give that queue another name, or write these limits as arguments`;
  }
}

/** An operator policy is beside it, and the smaller limit holds. Nobody but the broker's administrator can lift that one. */
export function cappedAdvice({ policy, operator, limits, queues }: CappedLimits): Required<Advice> {
  const [first = '', ...more] = queues;
  const where = more.length === 0 ? say`queue ${first}` : say`${counted(queues.length, 'queue')} (${first}, …)`;
  return {
    why: say`operator policy "${operator}" allows ${where} less than policy "${policy}" does: ${sayAll(limits.map(limitText), ', ')}`,
    remedy: say`write what holds into the inventory, or ask the broker's administrator`,
  };
}

function limitText({ key, ours, holds }: CappedLimits['limits'][number]): Sentence {
  return say`${plain(key)} ${valueKey(holds)} holds in the place of ${valueKey(ours)}`;
}
