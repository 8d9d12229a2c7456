// What verify says about one object (schemas/verify.schema.json).

import type { SubjectKind } from '../plan/index.js';
import type { Address, Binding } from '../topology/index.js';

export type FindingKind =
  | 'missing'
  | 'mismatch'
  | 'catch-all'
  | 'type-clash'
  | 'unroutable'
  | 'duplicate-route'
  | 'extra-binding'
  | 'orphan'
  | 'suspect'
  | 'no-consumer'
  | 'down'
  | 'uncounted'
  | 'draining'
  | 'foreign';

export type Severity = 'error' | 'warning' | 'info';

export interface Finding {
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** The name of a binding is its destination's. */
  readonly object: { readonly kind: SubjectKind; readonly name: string };
  readonly binding?: Binding;
  readonly path?: Address;
  /** ready + unacknowledged; null is unknown. On findings about a live queue. */
  readonly messages?: number | null;
  readonly unacknowledged?: number | null;
  readonly consumers?: number | null;
  readonly message: string;
  readonly remedy: string;
}

/** Before its severity is known. */
export type Found = Omit<Finding, 'severity'>;

export interface VerifyReport {
  readonly version: 1;
  /** No finding of a kind that `--fail-on` names (by default: no error and no warning). */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly checked: {
    readonly exchanges: number;
    readonly queues: number;
    readonly bindings: number;
    readonly routes: number;
  };
  /** So many of the checked routes hold. */
  readonly proved: number;
}
