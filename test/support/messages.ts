// What publishers of a fleet send: to a queue by each way that its inventory has, with strings or with integers.

import { waysOf } from '../../src/compile/index.js';
import type { HeaderValue, Headers, Message } from '../../src/route/index.js';
import type { Address } from '../../src/topology/index.js';
import { addressHeaders } from '../../src/topology/index.js';
import type { TestDesired } from './desired.js';

/** A message to a queue by each way that the inventory has; by headers with strings. */
export function messagesByWay(
  { compiled, inventory }: TestDesired,
  name: string,
  address: Address,
): readonly Message[] {
  const { entry, direct } = waysOf(compiled);
  return [
    ...(entry === undefined ? [] : [{ exchange: entry, headers: addressHeaders(address, inventory.routing.headers) }]),
    ...(direct === undefined ? [] : [{ exchange: direct, headers: {}, routingKey: name }]),
  ];
}

/** Ids of one digit as the integers that some publishers send. */
export function asIntegers(headers: Headers): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([key, id]): [string, HeaderValue] => [
      key,
      typeof id === 'string' && /^[1-9]$/.test(id) ? Number(id) : id,
    ]),
  );
}
