// May this hypervisor be switched off? Yes where no task arrives at its queues, nothing waits in them, and nobody reads them:
// a worker that reads may have a task in its hands that the broker does not count.

import type { Sentence } from '../../text/index.js';
import { counted, plain, say, sayAll, thousands } from '../../text/index.js';
import type { QueueRow } from './queue-rows.js';

export interface SwitchOff {
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly why: Sentence;
  readonly remedy?: Sentence;
}

export function maySwitchOff(queues: readonly QueueRow[]): SwitchOff {
  const there = queues.filter(({ state }) => state !== 'missing');
  if (there.length === 0) return { answer: 'yes', why: say`it has no queue on the broker` };
  const fed = there.filter(({ bound }) => bound === true);
  const { messages, unacknowledged, consumers } = sumOf(there);
  const unknown = there.filter((row) => [row.messages, row.consumers, row.bound].includes(null)).length;
  const reasons = [
    ...(fed.length > 0
      ? [say`${counted(fed.length, 'queue')} ${plain(fed.length === 1 ? 'gets' : 'get')} new tasks`]
      : []),
    ...(messages > 0
      ? [say`${counted(messages, 'message')} ${plain(messages === 1 ? 'waits' : 'wait')}${inHand(unacknowledged)}`]
      : []),
    ...(consumers > 0 ? [say`${counted(consumers, 'consumer')} ${plain(consumers === 1 ? 'reads' : 'read')}`] : []),
  ];
  const unclear = unknown === 0 ? [] : [say`what is in ${counted(unknown, 'queue')}, or reads there, is not known`];
  if (reasons.length + unclear.length === 0)
    return { answer: 'yes', why: say`no task arrives, nothing waits, and nobody reads` };
  const why = sayAll([...reasons, ...unclear], ', ');
  if (reasons.length === 0) return { answer: 'unknown', why };
  return { answer: 'no', why, remedy: sayAll(remediesFor(fed, messages, consumers), ', then ') };
}

function inHand(unacknowledged: number): Sentence {
  return unacknowledged === 0 ? plain('') : say` (${thousands(unacknowledged)} unacknowledged)`;
}

function sumOf(rows: readonly QueueRow[]): Readonly<Record<'messages' | 'unacknowledged' | 'consumers', number>> {
  const sum = { messages: 0, unacknowledged: 0, consumers: 0 };
  for (const row of rows)
    for (const key of ['messages', 'unacknowledged', 'consumers'] as const) sum[key] += row[key] ?? 0;
  return sum;
}

/** In the order in which they are done. */
function remediesFor(fed: readonly QueueRow[], messages: number, consumers: number): readonly Sentence[] {
  return [
    ...(fed.length > 0 ? [howToUnbind(fed)] : []),
    ...(messages > 0 ? [say`let its workers read what waits`] : []),
    ...(consumers > 0 ? [say`stop them`] : []),
  ];
}

function howToUnbind(fed: readonly QueueRow[]): Sentence {
  if (fed.some(({ state }) => state === 'fine' || state === 'down'))
    return say`write \`state: draining\` to it and apply`;
  // Somebody reads it, or nobody knows: an apply leaves it bound.
  if (fed.some(({ state, consumers }) => state === 'orphan' && consumers !== 0))
    return say`write it back with \`state: draining\` and apply`;
  if (fed.some(({ state }) => state === 'draining' || state === 'orphan')) return say`\`topo apply\``;
  return say`take away the bindings of what is not ours`;
}
