// Exchanges that were the entry once, and that publishers may still send to.

import type { Compiled } from '../compile/index.js';
import type { Binding, Exchange } from '../topology/index.js';
import { headerMatch } from '../topology/index.js';
import type { Claim, Proof } from './ownership.js';

/**
 * Exchanges of ours that the inventory no longer names and publishers may still use: the one that gave the owner its
 * name, or one with a binding that only an entry has, by the daemon header to the object of that daemon's name.
 * Deleting one would close its publishers' channels (404).
 */
export function findFormerEntries(
  desired: Compiled,
  proofs: ReadonlyMap<string, Proof>,
  exchanges: ReadonlyMap<string, Exchange>,
  bindings: readonly Binding[],
  claim: Claim,
): readonly string[] {
  const former = new Set<string>();
  const candidate = (name: string): boolean =>
    proofs.has(name) && !desired.topology.exchanges.has(name) && exchanges.get(name)?.type === 'headers';
  if (candidate(claim.owner)) former.add(claim.owner);
  for (const { source, destination, arguments: args } of bindings)
    if (candidate(source) && headerMatch(args).criteria[claim.headers.daemon] === destination) former.add(source);
  return [...former];
}
