// The one sentence that says a plan in counts, and the sentence about a guard: the same in text and Markdown.

import type { Guard, Plan } from '../../plan/index.js';
import { counted, thousands } from '../../text/index.js';
import type { Extent } from '../page/part-text.js';

export function summaryLine(plan: Plan): string {
  const { steps, summary } = plan;
  const { declare, bind, adopt, unbind, set, clear, held, refused, unchanged } = summary;
  if (steps.length === 0) {
    const reasons = [
      ...(refused > 0 ? [`${counted(refused, 'object')} ${refused === 1 ? 'is' : 'are'} refused`] : []),
      ...(held > 0 ? [`${counted(held, 'object')} ${held === 1 ? 'is' : 'are'} held`] : []),
    ];
    const verdict = reasons.length === 0 ? 'No changes' : `Nothing will change, because ${reasons.join(' and ')}`;
    return `${verdict}. ${counted(unchanged, 'object')} unchanged.`;
  }
  const waiting = [
    ...(held > 0 ? [`${thousands(held)} held`] : []),
    ...(refused > 0 ? [`${thousands(refused)} refused`] : []),
  ];
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
  const doing = [...told, ...waiting].join(', ');
  return `Plan: ${doing}; ${losingText(plan)}; ${thousands(unchanged)} unchanged.`;
}

export function stepsShown({ steps }: Plan, only: NonNullable<Plan['only']>): Extent {
  return { shown: only.steps.length, all: steps.length, noun: steps.length === 1 ? 'step' : 'steps' };
}

/** What a message costs the broker; nothing where there is no queue. */
export function routingLine({ routing, direct }: Plan): string | undefined {
  const { typical, worst } = routing.scannedPerMessage;
  if (worst === 0) return undefined;
  const most = worst === typical ? '' : ` (at most ${thousands(worst)})`;
  const compared = `is compared with ${counted(typical, 'binding')} on its way${most}`;
  return direct === undefined ? `A message ${compared}.` : `By headers a message ${compared}; by ${direct} with none.`;
}

/** `3 queues lose their route, and 12 more while they are replaced` */
export function losingText({ steps, summary: { losingRoute }, whileReplaced = 0 }: Plan): string {
  const lasting = losingRoute - whileReplaced;
  const lose = (count: number): string =>
    `${counted(count, 'queue')} ${count === 1 ? 'loses its' : 'lose their'} route`;
  if (losingRoute === 0) return 'no queue loses its route';
  if (whileReplaced === 0) return lose(lasting);
  const meanwhile = meanwhileText(steps, whileReplaced);
  return lasting === 0
    ? `${lose(whileReplaced)} ${meanwhile}`
    : `${lose(lasting)}, and ${thousands(whileReplaced)} more ${meanwhile}`;
}

/** A queue has no route while it is replaced, nor while an exchange on the way to it is. */
function meanwhileText(steps: Plan['steps'], queues: number): string {
  const kinds = new Set(steps.flatMap(({ action, kind }) => (action === 'replace' ? [kind] : [])));
  const they = queues === 1 ? 'it' : 'they';
  if (!kinds.has('exchange')) return `while ${they} ${queues === 1 ? 'is' : 'are'} replaced`;
  const above = `what leads to ${queues === 1 ? 'it' : 'them'}`;
  return kinds.has('queue') ? `while ${they} or ${above} is replaced` : `while ${above} is replaced`;
}

/** Its question stands before it: what is gone by mistake needs no way round. */
export function guardText({ steps, whileReplaced = 0 }: Plan, { limit, actual }: Guard): string {
  const queues = `${counted(actual, 'queue')} would lose the route by which messages reach ${actual === 1 ? 'it' : 'them'}`;
  const meanwhile =
    whileReplaced === 0
      ? ''
      : `, ${whileReplaced === actual ? '' : `${thousands(whileReplaced)} of them `}${meanwhileText(steps, whileReplaced)}`;
  return `${queues}${meanwhile}; the limit for one apply is ${thousands(limit)}.`;
}

/** What the inventory would have to say, so that it is reviewed with the rest. */
export function guardKey({ name, actual }: Guard): string {
  return `guard: { ${name}: ${actual} }`;
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
