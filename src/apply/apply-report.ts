// What an apply did, step by step (schemas/apply.schema.json). Written also when it was interrupted or cut off.

import type { Counts } from '../live/index.js';
import type { Sentence } from '../text/index.js';
import type { StandIn, Step } from '../plan/index.js';

export type StepResult = 'done' | 'failed' | 'held' | 'refused' | 'skipped';

/** Counts: of a held queue. */
export interface Outcome extends Partial<Counts> {
  readonly step: Step | StandIn;
  readonly result: StepResult;
  /** The broker's own reason (failed), or why it waits (held), was refused or left out (skipped). */
  readonly error?: Sentence;
  /** What to do now. */
  readonly remedy?: Sentence;
}

export interface ReadBackError {
  readonly message: Sentence;
  readonly remedy?: Sentence;
}

export interface ApplyReport {
  readonly version: 1;
  readonly vhost: string;
  readonly outcomes: readonly Outcome[];
  readonly summary: {
    readonly done: number;
    readonly failed: number;
    readonly held: number;
    readonly refused: number;
    readonly skipped: number;
  };
  /** True when the broker was read again and a new plan has no step. */
  readonly converged: boolean;
  /** Why the broker could not be read again; then nobody has seen what it is like now. */
  readonly error?: ReadBackError;
  readonly exitCode: number;
}
