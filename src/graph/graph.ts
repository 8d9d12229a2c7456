// The tree as it is drawn (schemas/graph.schema.json): its exchanges and queues with the state of each, and what binds them.

import type { Counts } from '../live/index.js';
import type { Address, Binding, Level, Part, Role } from '../topology/index.js';
import type { Ways } from '../compile/index.js';
import type { Finding } from '../verify/index.js';
import type { State } from '../state/index.js';

export interface GraphExchange {
  readonly name: string;
  readonly type: string;
  /** undefined: of an exchange of ours that the inventory has no more. */
  readonly role: Role | undefined;
  readonly path: Address | undefined;
  /** Absent where no broker was read. */
  readonly state?: State;
}

/** The counts are there where a broker was read. */
export interface GraphQueue extends Partial<Counts> {
  readonly name: string;
  readonly type: string;
  readonly role: Role | undefined;
  readonly path: Address | undefined;
  readonly draining: boolean;
  readonly state?: State;
}

export interface GraphBinding {
  readonly binding: Binding;
  /** `missing`: the inventory asks for it. `extra`: it does not. Absent where no broker was read. */
  readonly state?: 'fine' | 'missing' | 'extra';
}

export interface Graph {
  readonly version: 1;
  readonly vhost: string;
  /** Absent with `readAt` where no broker was read. */
  readonly broker?: { readonly clusterName: string; readonly rabbitmqVersion: string };
  /** When the broker had been read: ISO 8601. */
  readonly readAt?: string;
  /** The exchanges that publishers address. */
  readonly ways: Ways;
  /** Which header has a level's id. */
  readonly headers: Readonly<Record<Level, string>>;
  /** The part that is shown; absent: the whole. */
  readonly only?: Part;
  /** From the entry down, in the inventory's order; then what it has no more. */
  readonly exchanges: readonly GraphExchange[];
  readonly queues: readonly GraphQueue[];
  readonly bindings: readonly GraphBinding[];
  /** What verify says about the part that is shown. */
  readonly findings: readonly Finding[];
}
