// What verify says about one object (schemas/verify.schema.json).

import type { Sentence } from '../text/index.js';
import type { Counts } from '../live/index.js';
import type { ShownPart, SubjectKind } from '../plan/index.js';
import type { Address, Binding, Place } from '../topology/index.js';

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

/** The counts are on findings about a live queue. */
export interface Finding extends Partial<Counts> {
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** The name of a binding is its destination's. */
  readonly object: { readonly kind: SubjectKind; readonly name: string };
  readonly binding?: Binding;
  readonly path?: Address;
  /** Which line of the inventory asks for it. Not in the JSON: it has the path. */
  readonly place?: Place | undefined;
  readonly message: Sentence;
  readonly remedy: Sentence;
}

/** Before its severity is known. */
export type Found = Omit<Finding, 'severity'>;

export interface VerifyReport {
  readonly version: 1;
  /** No finding of a kind that `--fail-on` names (by default: no error and no warning). */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  /** With `--only`: what is shown in the place of all findings. */
  readonly only?: ShownPart & { readonly findings: readonly Finding[] };
  readonly checked: {
    readonly exchanges: number;
    readonly queues: number;
    readonly bindings: number;
    readonly routes: number;
  };
  /** So many of the checked routes hold. */
  readonly proved: number;
}
