// The states of a queue: what RabbitMQ says in the field `state`, and what is read off its members where that lies. One table of
// what each means.

export interface QueueState {
  /** As the management API says it, or `minority` and `without leader`, which the members tell. */
  readonly name: string;
  /** `up`: its counts are of now. `down`: nobody can read from it now, and its counts are the last ones. */
  readonly is: 'up' | 'down' | 'unknown';
  /** RabbitMQ 3.10 may show none of its bindings meanwhile. */
  readonly hidesBindings: boolean;
}

const states: ReadonlyMap<string, QueueState> = new Map(
  (
    [
      ['running', 'up', false],
      ['idle', 'up', false],
      ['flow', 'up', false],
      ['down', 'down', true],
      ['stopped', 'down', true],
      ['crashed', 'down', false],
      ['minority', 'down', false],
      ['without leader', 'down', false],
    ] as const
  ).map(([name, is, hidesBindings]) => [name, { name, is, hidesBindings }]),
);

/** One object for one state that is known. */
export function queueState(name: string): QueueState {
  return states.get(name) ?? { name, is: 'unknown', hidesBindings: false };
}

/** Whether a queue in this state answers: what is down keeps its last counts, and the caller waiting. */
export function isCountable(state: QueueState | undefined): boolean {
  return state === undefined || state.is === 'up';
}
