// The inventory once it has been understood: every default filled in, ranges expanded, every entry with its place.

import type { Command } from '../text/index.js';
import type { Arguments, Level, Place, Scope } from '../topology/index.js';

export interface Inventory {
  readonly vhost: string | undefined;
  /** The cluster name this inventory is for. */
  readonly broker: string | undefined;
  readonly routing: Routing;
  /** `removals`: so many queues may lose their route in one apply, where that is more than the guard itself allows. */
  readonly guard: { readonly removals: number | undefined };
  /** In the order of the files. */
  readonly daemons: readonly Daemon[];
  readonly clusters: readonly Cluster[];
}

export interface Routing {
  readonly entry: string;
  readonly owner: string;
  /** Which header has a level's id. */
  readonly headers: Readonly<Record<Level, string>>;
  readonly values: 'string' | 'both';
  readonly unroutable: Net | undefined;
  /** The headers exchanges. Without them there is `direct`. */
  readonly tree: boolean;
  readonly direct: Direct | undefined;
  /** Of `routing.entry`, or of the file's start where it is not written. */
  readonly place: Place;
}

/** What is put under the whole tree, to keep messages that no binding takes. */
export interface Net {
  /** Of its exchange and of its queue. */
  readonly name: string;
  /** Messages. */
  readonly maxLength: number;
  /** The inventory's default; the default arguments are for the queues of the tree alone. */
  readonly type: QueueType;
  /** Of `routing.unroutable`. */
  readonly place: Place;
}

/** A direct exchange to which every queue is bound by its own name. */
export interface Direct {
  readonly name: string;
  /** Of `routing.direct`. */
  readonly place: Place;
}

/** What an inventory need not write. */
export const USUAL_ENTRY = 'global';
export const USUAL_NET = { name: 'unroutable', maxLength: 100_000 } as const;

/** The direct exchange's, beside this entry. */
export function usualDirect(entry: string): string {
  return `${entry}.direct`;
}

export type QueueType = 'classic' | 'quorum';

export interface Daemon {
  readonly name: string;
  readonly scope: Scope;
  readonly draining: boolean;
  /** Defaults of the inventory and the daemon's own, merged. */
  readonly queue: {
    readonly type: QueueType;
    readonly arguments: Arguments;
    /** Limits by a policy; empty: it has none. */
    readonly policy: Arguments;
  };
  readonly place: Place;
}

export interface Cluster {
  readonly id: string;
  /** Names of the cluster- and hypervisor-scoped daemons that this cluster has. */
  readonly daemons: readonly string[];
  readonly draining: boolean;
  readonly hypervisors: readonly Hypervisor[];
  readonly place: Place;
}

export interface Hypervisor {
  readonly id: string;
  /** Names of the hypervisor-scoped daemons that it has: its cluster's, or the subset it was given. */
  readonly daemons: readonly string[];
  readonly draining: boolean;
  /** Of the id or of the range that it comes from. */
  readonly place: Place;
}

/** One thing that is wrong (error) or doubtful (warning) in an inventory, plan or option file. */
export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  readonly severity: 'error' | 'warning';
  /** What is wrong. */
  readonly message: string;
  /** What would have been right. */
  readonly expected?: string;
  /** What to do now, or the nearest valid name. */
  readonly hint?: string;
  /** To be copied: stands behind the hint and a colon. */
  readonly command?: Command;
  /** The offending source line, shown under the problem in text; not part of the JSON. */
  readonly sourceLine?: string;
}
