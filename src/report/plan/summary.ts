// The one sentence that says a plan in counts, and the sentence about a guard: the same in text and Markdown.

import type { Guard, Plan } from '../../plan/index.js';
import { counted, thousands } from '../../text/index.js';

export function summaryLine({ steps, summary }: Plan): string {
  const { declare, bind, adopt, unbind, set, clear, held, refused, losingRoute, unchanged } = summary;
  const waiting = [held > 0 && `${thousands(held)} held`, refused > 0 && `${thousands(refused)} refused`];
  if (steps.length === 0) {
    const rest = waiting.filter((word) => word !== false).map((word) => `, ${word}`);
    return `No changes. ${counted(unchanged, 'object')} unchanged${rest.join('')}.`;
  }
  const counts: readonly (readonly [number, string])[] = [
    [declare, 'to declare'],
    [bind, 'to bind'],
    [adopt, 'to adopt'],
    [set, 'to set'],
    [summary.replace, 'to replace'],
    [unbind, 'to unbind'],
    [summary.delete, 'to delete'],
    [clear, 'to clear'],
  ];
  const told = counts.filter(([count]) => count > 0).map(([count, words]) => `${thousands(count)} ${words}`);
  const doing = [...told, ...waiting.filter((word) => word !== false)].join(', ');
  return `Plan: ${doing}; ${losingText(losingRoute)}; ${thousands(unchanged)} unchanged.`;
}

/** What a message costs the broker; nothing where there is no queue. */
export function routingLine({ routing }: Plan): string | undefined {
  const { typical, worst } = routing.scannedPerMessage;
  if (worst === 0) return undefined;
  const most = worst === typical ? '' : ` (at most ${thousands(worst)})`;
  return `A message is compared with ${counted(typical, 'binding')} on its way${most}.`;
}

function losingText(count: number): string {
  if (count === 0) return 'no queue loses its route';
  return count === 1 ? '1 queue loses its route' : `${thousands(count)} queues lose their route`;
}

export function guardText({ limit, actual }: Guard): string {
  const queues = `${counted(actual, 'queue')} would lose the route by which messages reach ${actual === 1 ? 'it' : 'them'}`;
  return `${queues}; the limit for one apply is ${thousands(limit)}.`;
}

/** `vhost / on rabbit@prod (RabbitMQ 3.12.4)` */
export function whereText({ vhost, broker }: Plan): string {
  if (!broker) return `vhost ${vhost}, made without a live broker`;
  return `vhost ${vhost} on ${broker.clusterName} (RabbitMQ ${broker.rabbitmqVersion})`;
}

/** Options that shape a plan, where they are not the usual ones. */
export function optionsText({ options }: Plan): string {
  return [
    ...(options.prune ? [] : ['--no-prune: nothing is unbound or deleted']),
    ...options.replace.map((name) => `--replace ${name}`),
    ...options.adopt.map((name) => `--adopt ${name}`),
  ].join(', ');
}
