// How the policies of an owner are called: `topo.<owner>.unroutable` for the net, `topo.<owner>.<daemon>` for limits.

import type { Policy } from '../topology/index.js';
import { isDaemonPattern } from './daemon-pattern.js';

/** The owner's first policy: it gives exchanges of the tree their alternate exchange. */
export function policyName(owner: string): string {
  return `topo.${owner}.${NET}`;
}

const NET = 'unroutable';

/** Where one pattern has no room for all exchanges there are more: `topo.global.unroutable.2`, `….3`, … */
export function numberedPolicy(first: string, number: number): string {
  return number === 1 ? first : `${first}.${number}`;
}

/** The number of a policy of the same owner; undefined for any other. `first`: the first one's name. */
export function numberOfPolicy(first: string, name: string): number | undefined {
  if (name === first) return 1;
  if (!name.startsWith(`${first}.`)) return undefined;
  const written = name.slice(first.length + 1);
  return /^([2-9]|[1-9][0-9]{1,5})$/.test(written) ? Number(written) : undefined;
}

/** Whose policy of the net it is, by its name. */
export function ownerOfPolicy(name: string): string | undefined {
  const owner = /^topo\.(.+)\.unroutable(?:\.[0-9]+)?$/s.exec(name)?.[1];
  return owner !== undefined && numberOfPolicy(policyName(owner), name) !== undefined ? owner : undefined;
}

/**
 * The policy with a daemon's limits. A dot of the daemon's is written `%2E`: so all before the last dot is the owner, and
 * the owners `a` and `a.b` have no name in common.
 */
export function limitsPolicyName(owner: string, daemon: string): string {
  return `topo.${owner}.${daemon.replaceAll('%', '%25').replaceAll('.', '%2E')}`;
}

/** The daemon whose limits a policy of that name has; undefined where it is another owner's, or the net's. */
export function daemonOfPolicy(owner: string, name: string): string | undefined {
  const start = `topo.${owner}.`;
  if (!name.startsWith(start)) return undefined;
  const daemon = name.slice(start.length).replaceAll('%2E', '.').replaceAll('%25', '%');
  return !isTakenByNet(daemon) && limitsPolicyName(owner, daemon) === name ? daemon : undefined;
}

/** Daemons of which the policy would have the name of one of the net's, of this owner or of another. */
export function isTakenByNet(daemon: string): boolean {
  return daemon === NET || /^[0-9]*$/.test(daemon);
}

/**
 * Whether it is one of this owner's: by its name. Where that is of no daemon in the inventory, by its pattern as well, which tells
 * what is left of a daemon from what somebody made by hand under such a name. `daemons`: those of the inventory.
 */
export function isPolicyOf(
  owner: string,
  { name, pattern }: Pick<Policy, 'name' | 'pattern'>,
  daemons: ReadonlySet<string>,
): boolean {
  if (numberOfPolicy(policyName(owner), name) !== undefined) return true;
  const daemon = daemonOfPolicy(owner, name);
  return daemon !== undefined && (daemons.has(daemon) || isDaemonPattern(daemon, pattern));
}

/** Whether it has the limits of a daemon, whoever's that is. */
export function isLimitsPolicy(name: string): boolean {
  const owner = /^topo\.(.+)\.[^.]+$/s.exec(name)?.[1];
  return owner !== undefined && daemonOfPolicy(owner, name) !== undefined;
}
