// The one word for how a queue or an exchange is, as a table says it and a picture colours it. Several may be true of one: the
// worst is said, for it hides the others. It imports nothing, so that a page in a browser can say the same.

/** By state, what a person reads; the worst first. */
export const STATES = {
  missing: 'missing',
  down: 'down',
  unroutable: 'no route leads to it',
  wrong: 'not as the inventory has it',
  held: 'held',
  orphan: 'orphan',
  draining: 'draining',
  uncounted: 'not known',
  unread: 'nobody reads',
  waiting: 'messages wait',
  fine: 'fine',
} as const;

export type State = keyof typeof STATES;

/** Behind a number of them. */
export const IN_STATE: Readonly<Record<State, string>> = {
  missing: 'missing',
  down: 'down',
  unroutable: 'without a route',
  wrong: 'not right',
  held: 'held',
  orphan: 'orphaned',
  draining: 'draining',
  uncounted: 'not known',
  unread: 'without a reader',
  waiting: 'with messages waiting',
  fine: 'fine',
};

/** From the worst to the best. */
export const statesInOrder: readonly State[] = Object.keys(STATES).filter(isState);

const ranks: ReadonlyMap<State, number> = new Map(statesInOrder.map((state, index) => [state, index]));

function isState(word: string): word is State {
  return Object.hasOwn(STATES, word);
}

/** Of none: fine. */
export function worst(states: Iterable<State>): State {
  let found: State = 'fine';
  for (const state of states) if ((ranks.get(state) ?? 0) < (ranks.get(found) ?? 0)) found = state;
  return found;
}

/** From the worst to the best, those that there are. What has no state was not read. */
export function countByState(objects: Iterable<{ readonly state?: State }>): ReadonlyMap<State, number> {
  const counts = new Map<State, number>();
  for (const { state } of objects) if (state !== undefined) counts.set(state, (counts.get(state) ?? 0) + 1);
  return new Map(
    statesInOrder.flatMap((state) => {
      const count = counts.get(state);
      return count === undefined ? [] : [[state, count]];
    }),
  );
}
