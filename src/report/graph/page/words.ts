// How the page says things. All that comes from an inventory or a broker is made inert here, and put into the page as text.

import { IN_STATE, STATES, statesInOrder } from '../../../state/index.js';
import { counted, thousands } from '../../../text/index.js';
import { partText } from '../../../topology/index.js';
import { inert } from '../../page/inert.js';
import type { EdgeRow, GraphDocument, QueueRow } from './document.js';
import type { Branch, Shown } from './fleet.js';

/** From the worst to the best. */
export const shownStates: readonly Shown[] = [...statesInOrder, 'desired'];

export function stateWord(state: Shown): string {
  return state === 'desired' ? 'as the inventory asks for it' : STATES[state];
}

/** What follows from it, for who sees the word for the first time. */
export const stateTells: Readonly<Record<Shown, string>> = {
  missing: 'The inventory asks for it, and the broker does not have it.',
  down: 'It has no leader, or its node is down: what it holds is not known.',
  unroutable: 'A message to it does not arrive.',
  wrong: 'It is there, and not as the inventory asks for it.',
  held: 'It is not in the inventory, and an apply leaves it for now: something is in it, or reads it.',
  orphan: 'It is ours, and not in the inventory any more.',
  draining: 'It gets no new task; what is in it is worked off.',
  uncounted: 'The broker did not say what it holds or who reads it.',
  unread: 'No consumer reads it: its worker is not there.',
  waiting: 'Messages wait in it for the worker that reads it.',
  fine: 'A worker reads it, and nothing waits.',
  desired: 'No broker was read: this is what the inventory asks for.',
};

export function branchName(branch: Branch): string {
  return inert(branch.queue?.name ?? branch.exchange?.name ?? branch.label);
}

/** `97 queues`, and what is not fine about them. */
export function branchText({ queues, states }: Branch): string {
  const told = shownStates.flatMap((state) => {
    const count = states.get(state) ?? 0;
    return count === 0 || state === 'fine' || state === 'desired' ? [] : [`${thousands(count)} ${IN_STATE[state]}`];
  });
  return [counted(queues, 'queue'), ...told].join(' · ');
}

/** `132 messages, 4 of them being worked on, 1 consumer`; nothing where no broker was read. */
export function countsText({ messages, unacknowledged, consumers }: QueueRow): string {
  if (messages === undefined) return '';
  const known = (count: number | null | undefined, noun: string): string =>
    count === null || count === undefined ? `${noun}s not known` : counted(count, noun);
  const working = unacknowledged ? ` (${thousands(unacknowledged)} being worked on)` : '';
  return `${known(messages, 'message')}${working}, ${known(consumers, 'consumer')}`;
}

/** What the exchange looks at in a message. */
export function edgeText({ routingKey, arguments: args }: EdgeRow): string {
  const pairs = Object.entries(args).flatMap(([key, value]) =>
    key === 'x-match' ? [] : [`${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`],
  );
  if (pairs.length > 0) return inert(pairs.join(', '));
  return routingKey === '' ? 'every message' : inert(`routing key ${routingKey}`);
}

export function readText({ broker, vhost, readAt, only }: GraphDocument): readonly string[] {
  const part = only ? [`${inert(partText(only))} alone`] : [];
  if (!broker || readAt === undefined)
    return [`vhost ${inert(vhost)}`, 'as the inventory asks for it: no broker was read', ...part];
  return [inert(broker.clusterName), `vhost ${inert(vhost)}`, `RabbitMQ ${inert(broker.rabbitmqVersion)}`, ...part];
}

/** `3 minutes`; the largest unit that fits. */
export function ageText(seconds: number): string {
  const units: readonly (readonly [number, string])[] = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ];
  const unit = units.find(([size]) => seconds >= size);
  return unit ? counted(Math.floor(seconds / unit[0]), unit[1]) : counted(Math.max(0, Math.floor(seconds)), 'second');
}
