// A fleet without a tree: nothing but the queues' names says where they stand. Where one id ends and the next begins nobody
// knows for sure, and it does not count: the same queues are made. The guess is what most fleets are named like: the daemon
// ends where the first number begins. Where limits are set by policy, those tell the names of daemons.

import type { ToldDaemon } from '../../policy/index.js';
import type { Address } from '../../topology/index.js';
import { groupBy } from '../../topology/index.js';
import { looksLikeCluster } from './by-name.js';

export function addressesByName(names: readonly string[], told: readonly ToldDaemon[]): ReadonlyMap<string, Address> {
  const daemons = new Map(told.map(({ name, isGlobal }) => [name, isGlobal]));
  const splits = names.map((name) => ({ name, ...(splitAsTold(name, daemons) ?? splitName(name)) }));
  const whole = new Set(splits.filter(({ rest }) => rest === undefined).map(({ name }) => name));
  // A queue of a daemon's own name leaves no room for others below it: these are daemons by themselves, and so on.
  for (let size = -1; size !== whole.size;) {
    size = whole.size;
    for (const { name, daemon } of splits) if (whole.has(daemon)) whole.add(name);
  }
  const addresses = new Map<string, Address>();
  for (const [daemon, members] of groupBy(splits, (split) => split.daemon)) {
    // A daemon has one scope, and the shortest name says which.
    const isDeep = members.every(({ rest }) => rest !== undefined && /^[^-]+-./.test(rest));
    for (const { name, rest } of members)
      if (rest === undefined || whole.has(name)) addresses.set(name, { daemon: name });
      else if (!isDeep) addresses.set(name, { daemon, cluster: rest });
      else {
        const end = rest.indexOf('-');
        addresses.set(name, { daemon, cluster: rest.slice(0, end), hypervisor: rest.slice(end + 1) });
      }
  }
  return addresses;
}

/** Whether a name is one that these daemons have in such a cluster, or in another one with a number. */
export function likenessTo(addresses: ReadonlyMap<string, Address>): (name: string) => boolean {
  const clusters = new Set([...addresses.values()].flatMap(({ cluster }) => cluster ?? []));
  const isDeep = new Map([...addresses.values()].map(({ daemon, hypervisor }) => [daemon, hypervisor !== undefined]));
  const isCluster = (id: string | undefined): boolean => id !== undefined && looksLikeCluster(id, clusters);
  return (name) => {
    for (let end = name.indexOf('-'); end > 0; end = name.indexOf('-', end + 1)) {
      const deep = isDeep.get(name.slice(0, end));
      const rest = name.slice(end + 1);
      if (deep !== undefined && isCluster(deep ? /^([^-]+)-./.exec(rest)?.[1] : rest)) return true;
    }
    return false;
  };
}

interface Split {
  readonly daemon: string;
  /** undefined: it is the daemon's only one. */
  readonly rest: string | undefined;
}

/** By the longest name that fits. `daemons`: whether each has one queue for all. */
function splitAsTold(name: string, daemons: ReadonlyMap<string, boolean>): Split | undefined {
  if (daemons.get(name) === true) return { daemon: name, rest: undefined };
  for (let end = name.lastIndexOf('-'); end > 0; end = name.lastIndexOf('-', end - 1))
    if (end < name.length - 1 && daemons.get(name.slice(0, end)) === false)
      return { daemon: name.slice(0, end), rest: name.slice(end + 1) };
  return undefined;
}

function splitName(name: string): Split {
  const number = /^.+?-(?=[0-9])/.exec(name)?.[0].length;
  const end = number ?? name.indexOf('-', 1) + 1;
  return end <= 0 || end >= name.length
    ? { daemon: name, rest: undefined }
    : { daemon: name.slice(0, end - 1), rest: name.slice(end) };
}
