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

/** What `plan --fail-on` names, in the order in which apply ends by it. */
export const planKinds = ['guard', 'refused', 'held'] as const;

export type PlanKind = (typeof planKinds)[number];

type Counted = Readonly<Record<'steps' | 'refusals' | 'held' | 'guards', readonly unknown[]>>;

/** The first of the kinds by which apply would not end with 0; undefined where none of these is in the plan. */
export function failingKind({ guards, refusals, held }: Counted, failing: ReadonlySet<PlanKind>): PlanKind | undefined {
  const found = { guard: guards, refused: refusals, held };
  return planKinds.find((kind) => failing.has(kind) && found[kind].length > 0);
}

/**
 * As apply would end where `failing` names the reason; else 2 where `--detailed-exitcode` asks for it and something differs. A
 * guard that nobody named is shown, and has no code.
 */
export function planExitCode(plan: Counted, isDetailed: boolean, failing: ReadonlySet<PlanKind> = new Set()): number {
  switch (failingKind(plan, failing)) {
    case 'guard':
      return EXIT.guarded;
    case 'refused':
    case 'held':
      return EXIT.held;
    case undefined:
      return isDetailed && plan.steps.length + plan.refusals.length > 0 ? EXIT.differs : EXIT.done;
  }
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
