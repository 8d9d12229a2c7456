// The live tree as its bindings spell it: from the entry, one header value a hop. Tells where a live object stands
// (its address), and which objects the tree spells by name without anybody having marked them.

import type { Address, Binding, ByKind, Level, Topology } from '../topology/index.js';
import { DEEPEST, LEVELS, groupBy, headerMatch, joinName } from '../topology/index.js';
import type { Claim } from './claim.js';

export interface LiveTree {
  /** Objects whose name is the values of a chain of bindings from the entry. */
  readonly spelled: { readonly exchanges: ReadonlySet<string>; readonly queues: ReadonlySet<string> };
  readonly addresses: ByKind<Address>;
}

export function walkTree(live: Topology, claim: Claim): LiveTree {
  const spelled = { exchanges: new Set<string>(), queues: new Set<string>() };
  const addresses = { exchanges: new Map<string, Address>(), queues: new Map<string, Address>() };
  const bySource = groupBy(live.bindings, ({ source }) =>
    live.exchanges.get(source)?.type === 'headers' ? source : undefined,
  );
  const walk: { readonly exchange: string; readonly values: readonly string[]; readonly address: Address }[] = [
    { exchange: claim.entry, values: [], address: {} },
  ];
  const visited = new Set([claim.entry]);
  for (const { exchange, values, address } of walk) {
    for (const binding of bySource.get(exchange) ?? []) {
      const hop = readHop(binding, claim);
      if (!hop) continue;
      const next = [...values, hop.value];
      const kind = `${binding.destinationType}s` as const;
      const nextAddress = { ...address, ...(hop.level && { [hop.level]: hop.value }) };
      if (next.reduce(joinName) === binding.destination) {
        spelled[kind].add(binding.destination);
        addresses[kind].set(binding.destination, nextAddress);
      } else if (!addresses[kind].has(binding.destination)) addresses[kind].set(binding.destination, nextAddress);
      if (kind === 'exchanges' && next.length < DEEPEST && !visited.has(binding.destination)) {
        visited.add(binding.destination);
        walk.push({ exchange: binding.destination, values: next, address: nextAddress });
      }
    }
  }
  return { spelled, addresses };
}

function readHop(binding: Binding, claim: Claim): { value: string; level: Level | undefined } | undefined {
  const criteria = Object.entries(headerMatch(binding.arguments).criteria);
  const only = criteria[0];
  if (criteria.length !== 1 || !only) return undefined;
  const [header, value] = only;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return { value: String(value), level: levelOfHeader(header, claim) };
}

function levelOfHeader(header: string, { headers }: Claim): Level | undefined {
  return LEVELS.find((level) => headers[level] === header);
}
