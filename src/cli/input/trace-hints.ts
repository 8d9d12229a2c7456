// What the inventory knows of a message that went astray: its address is draining, or it has a route that the broker lacks.

import { nearest } from '../../inventory/index.js';
import type { Headers, Message, Trace } from '../../route/index.js';
import { prepareRoutes, trace } from '../../route/index.js';
import type { Address, Level } from '../../topology/index.js';
import { LEVELS } from '../../topology/index.js';
import { waysOf } from '../../compile/index.js';
import type { Desired } from './desired.js';

/** A header that the tree does not read, and whose name is nearly one of its own; or a routing key, which it does not read. */
export function slipHint({ inventory, compiled }: Desired, message: Message): readonly string[] {
  const { entry, direct } = waysOf(compiled);
  const { headers, routingKey = '', exchange } = message;
  if (exchange !== entry) return [];
  if (routingKey !== '' && direct !== undefined)
    return [`${entry} does not look at the routing key: --exchange ${direct} does`];
  const known = Object.values(inventory.routing.headers);
  return Object.keys(headers).flatMap((name) => {
    const meant = known.includes(name)
      ? undefined
      : nearest(
          name,
          known.filter((one) => !Object.hasOwn(headers, one)),
        );
    return meant === undefined ? [] : [`no exchange of the tree reads the header ${JSON.stringify(name)}: ${meant}`];
  });
}

/** A draining address keeps its queue and has no binding, so the broker alone cannot say why nothing matches. */
export function drainingHint({ inventory, compiled }: Desired, message: Message, { queues }: Trace): readonly string[] {
  const { headers } = inventory.routing;
  const { entry, direct } = waysOf(compiled);
  const isMeant = (queue: string, address: Address): boolean => {
    if (message.exchange === direct) return message.routingKey === queue;
    const isHeader = (level: Level): boolean => textOf(message.headers, headers[level]) === address[level];
    return message.exchange === entry && LEVELS.every((level) => address[level] === undefined || isHeader(level));
  };
  for (const [queue, { address, place, draining }] of compiled.origins.queues) {
    if (!draining || !isMeant(queue, address)) continue;
    const told = `draining in the inventory (${place.file}:${place.line}): ${queue}`;
    return [
      queues.has(queue)
        ? `${told} is still bound: topo apply takes its binding away`
        : `${told} keeps its queue and gets no new task`,
    ];
  }
  return [];
}

/** An id that was sent as an integer means the same address. */
function textOf(headers: Headers, header: string): string | undefined {
  const value = Object.hasOwn(headers, header) ? headers[header] : undefined;
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined;
}

/** Queues that the broker does not deliver it to, and a tree that is as the inventory asks for would. */
export function inventoryHint({ compiled }: Desired, message: Message, { queues }: Trace): readonly string[] {
  const onPaper = trace(prepareRoutes(compiled.topology), message);
  const missing = [...onPaper.queues].flatMap(([queue, { alternate }]) =>
    alternate || queues.has(queue) ? [] : [queue],
  );
  if (missing.length === 0) return [];
  return [`the inventory routes it to ${missing.join(', ')}: topo plan shows what the broker lacks`];
}
