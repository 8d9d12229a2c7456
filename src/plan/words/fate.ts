// What becomes of a message to an address that nothing leads to: kept in the net, or lost. It ends at the last exchange
// on its way, and only that one's alternate exchange is asked.

import type { Compiled, Ways } from '../../compile/index.js';
import type { Address } from '../../topology/index.js';
import { addressKey, addressName, levelOf, parentOf } from '../../topology/index.js';
import type { CatchingNet } from '../../assess/index.js';

export const LOST = 'returned to a publisher that sets `mandatory`, and LOST for any other.';

/** In: the addresses, at least one; an unknown one counts as the entry. Out: the end of `a message to it is …`. */
export type TellFate = (addresses: readonly (Address | undefined)[]) => string;

/** `net`: undefined where there will be none. */
export function tellFate(desired: Compiled, ways: Ways, net: CatchingNet | undefined): TellFate {
  if (!net) return () => LOST;
  const kept = `kept in the net, queue ${net.name}: no worker reads it there`;
  return (addresses) => {
    const missed = addresses.filter((address) => net.misses.has(lastExchange(desired, ways, address))).length;
    if (missed === 0) return `${kept}.`;
    if (missed === addresses.length) return LOST;
    return `${kept}; to ${missed} of them, whose exchange the net does not reach, it is ${LOST}`;
  };
}

/**
 * The deepest one on the way to this address that the inventory has; where a queue was, there may be an exchange now. Without
 * a tree the direct one, from which all hangs.
 */
function lastExchange({ origins }: Compiled, { entry, direct }: Ways, address: Address = {}): string {
  for (let at = address; levelOf(at) !== undefined; at = parentOf(at)) {
    const name = addressName(at) ?? '';
    const origin = origins.exchanges.get(name);
    // Another address may have the same name.
    if (origin && addressKey(origin.address) === addressKey(at)) return name;
  }
  return entry ?? direct ?? '';
}
