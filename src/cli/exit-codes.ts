// The exit codes: the README has them, and they do not change.

export const EXIT = {
  done: 0,
  /** It could not be done; nothing changed. */
  impossible: 1,
  /** `plan --detailed-exitcode`: there are steps or refusals; `verify`: findings. */
  differs: 2,
  /** A guard refused the whole run. */
  guarded: 3,
  /** Nothing failed, but queues are held or objects were refused. */
  held: 4,
  stalePlan: 5,
  locked: 6,
  /** Some steps failed or were skipped. */
  failed: 7,
  usage: 64,
  badInput: 65,
  interrupted: 130,
} as const;

/** `isDetailed`: as `--detailed-exitcode` asks. A guard that trips is shown, and has no code of its own. */
export function planExitCode(
  { steps, refusals }: { readonly steps: readonly unknown[]; readonly refusals: readonly unknown[] },
  isDetailed: boolean,
): number {
  return isDetailed && steps.length + refusals.length > 0 ? EXIT.differs : EXIT.done;
}

export interface StopDetails {
  /** The broker's object that it is about. */
  readonly object?: string;
  /** Lines to copy, printed below the remedy. */
  readonly example?: string;
}

/** Something the operator has to know, with the code to end with. Printed in two lines, never with a stack. */
export class Stop extends Error {
  constructor(
    readonly exitCode: number,
    message: string,
    readonly remedy?: string,
    readonly more: StopDetails = {},
  ) {
    super(message);
    this.name = 'Stop';
  }
}

export function badUsage(message: string, remedy?: string): Stop {
  return new Stop(EXIT.usage, message, remedy);
}
