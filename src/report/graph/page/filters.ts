// The legend, which is the filter as well: a button for each state that a queue is in, with how many. Several may be chosen.

import { thousands } from '../../../text/index.js';
import { element } from './element.js';
import type { Fleet, Shown } from './fleet.js';
import { dot } from './rows.js';
import { shownStates, stateWord } from './words.js';

export function makeFilters({ root }: Fleet, changed: (chosen: ReadonlySet<Shown>) => void): HTMLElement {
  const chosen = new Set<Shown>();
  const buttons = shownStates
    .filter((state) => (root.states.get(state) ?? 0) > 0)
    .map((state) => {
      const button = element(
        'button',
        { class: 'chip', set: { type: 'button', 'aria-pressed': false, 'data-state': state } },
        dot(state),
        element('span', { text: stateWord(state) }),
        element('b', { text: thousands(root.states.get(state) ?? 0) }),
      );
      button.addEventListener('click', () => {
        if (!chosen.delete(state)) chosen.add(state);
        button.setAttribute('aria-pressed', String(chosen.has(state)));
        changed(new Set(chosen));
      });
      return button;
    });
  return element(
    'div',
    { class: 'chips', set: { role: 'group', 'aria-label': 'Show only queues that are' } },
    ...buttons,
  );
}
