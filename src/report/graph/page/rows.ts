// The tree that folds, by the rules of WAI-ARIA: one row can be reached by Tab, arrows go on from there. Rows are made when
// what they hang below is unfolded, so that a large fleet is on the screen at once.

import { element } from './element.js';
import type { Branch, Fleet, Shown } from './fleet.js';
import { countIn, lineOf, shownState } from './fleet.js';
import { branchName, branchText, countsText, shownStates, stateWord } from './words.js';

export interface Rows {
  readonly element: HTMLElement;
  /** Only what is in one of these states; none: all. */
  filter(states: ReadonlySet<Shown>): void;
  /** Unfolds down to it, and marks it. */
  reveal(branch: Branch, going: Going): void;
}

/** Whether the screen goes to the row, or the keyboard as well. */
export type Going = 'stay' | 'scroll' | 'focus';

/** So few that are left by a filter are unfolded at once. */
const FEW = 60;

export function makeRows({ root }: Fleet, select: (branch: Branch) => void): Rows {
  const list = element('ul', { class: 'tree', set: { role: 'tree', 'aria-label': 'The fleet as a tree' } });
  const rowOf = new Map<Branch, HTMLLIElement>();
  const branchOf = new WeakMap<Element, Branch>();
  const open = new Set<Branch>([root]);
  let states: ReadonlySet<Shown> = new Set();
  let chosen: Branch | undefined;
  let current: Branch = root;

  const visibleChildren = (branch: Branch): readonly Branch[] =>
    branch.children.filter((child) => countIn(child, states) > 0);

  const makeRow = (branch: Branch, position: number, size: number): HTMLLIElement => {
    const folds = branch.children.length > 0;
    const row = element('li', {
      set: {
        role: 'treeitem',
        tabindex: branch === current ? 0 : -1,
        'aria-level': lineOf(branch).length,
        'aria-posinset': position,
        'aria-setsize': size,
        'aria-expanded': folds ? open.has(branch) : undefined,
        'aria-selected': branch === chosen,
      },
    });
    row.append(rowLine(branch, folds));
    rowOf.set(branch, row);
    branchOf.set(row, branch);
    if (folds && open.has(branch)) row.append(makeGroup(branch));
    return row;
  };

  const makeGroup = (branch: Branch): HTMLElement => {
    const children = visibleChildren(branch);
    return element(
      'ul',
      { set: { role: 'group' } },
      ...children.map((child, index) => makeRow(child, index + 1, children.length)),
    );
  };

  const draw = (): void => {
    rowOf.clear();
    if (!lineOf(current).every((branch) => countIn(branch, states) > 0)) current = root;
    list.replaceChildren(makeRow(root, 1, 1));
  };

  const setOpen = (branch: Branch, isOpen: boolean): void => {
    const row = rowOf.get(branch);
    if (!row || branch.children.length === 0 || open.has(branch) === isOpen) return;
    if (isOpen) open.add(branch);
    else open.delete(branch);
    row.setAttribute('aria-expanded', String(isOpen));
    row.querySelector(':scope > ul')?.remove();
    if (isOpen) row.append(makeGroup(branch));
  };

  const setCurrent = (branch: Branch, going: Going): void => {
    rowOf.get(current)?.setAttribute('tabindex', '-1');
    current = branch;
    const row = rowOf.get(branch);
    row?.setAttribute('tabindex', '0');
    if (going === 'focus') row?.focus({ preventScroll: true });
    if (going !== 'stay') row?.firstElementChild?.scrollIntoView({ block: 'nearest' });
  };

  const shown = (): readonly Element[] => [...list.querySelectorAll('[role=treeitem]')];

  const goTo = (row: Element | undefined): void => {
    const branch = row && branchOf.get(row);
    if (branch) setCurrent(branch, 'focus');
  };

  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => {
      const rows = shown();
      goTo(rows[rows.findIndex((row) => branchOf.get(row) === current) + 1]);
    },
    ArrowUp: () => {
      const rows = shown();
      goTo(rows[rows.findIndex((row) => branchOf.get(row) === current) - 1]);
    },
    ArrowRight: () => {
      if (!open.has(current)) setOpen(current, true);
      else goTo(rowOf.get(visibleChildren(current)[0] ?? current));
    },
    ArrowLeft: () => {
      if (current.children.length > 0 && open.has(current)) setOpen(current, false);
      else if (current.parent) setCurrent(current.parent, 'focus');
    },
    Home: () => {
      goTo(shown()[0]);
    },
    End: () => {
      goTo(shown().at(-1));
    },
    Enter: () => {
      select(current);
    },
    ' ': () => {
      select(current);
    },
  };

  list.addEventListener('keydown', (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  list.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : undefined;
    const row = target?.closest('[role=treeitem]');
    const branch = row ? branchOf.get(row) : undefined;
    if (!branch) return;
    if (branch.children.length > 0 && (target?.closest('.twist') || branch === chosen))
      setOpen(branch, !open.has(branch));
    else if (branch.children.length > 0) setOpen(branch, true);
    setCurrent(branch, 'focus');
    if (!target?.closest('.twist')) select(branch);
  });

  draw();
  return {
    element: list,
    filter(next) {
      states = next;
      if (next.size > 0 && countIn(root, next) <= FEW) openAll(root, open, next);
      draw();
    },
    reveal(branch, going) {
      const line = lineOf(branch);
      if (!line.every((each) => countIn(each, states) > 0)) {
        states = new Set();
        draw();
      }
      for (const above of line.slice(0, -1)) setOpen(above, true);
      if (chosen) rowOf.get(chosen)?.setAttribute('aria-selected', 'false');
      chosen = branch;
      rowOf.get(branch)?.setAttribute('aria-selected', 'true');
      setCurrent(branch, going);
    },
  };
}

function openAll(branch: Branch, open: Set<Branch>, states: ReadonlySet<Shown>): void {
  if (countIn(branch, states) === 0) return;
  if (branch.children.length > 0) open.add(branch);
  for (const child of branch.children) openAll(child, open, states);
}

function rowLine(branch: Branch, folds: boolean): HTMLElement {
  const twist = element('span', { class: folds ? 'twist' : 'twist none', set: { 'aria-hidden': true } });
  const name = element('span', { class: 'name', text: branchName(branch) });
  if (branch.queue) {
    const state = shownState(branch.queue);
    const told = [stateWord(state), countsText(branch.queue)].filter((text) => text !== '').join(' · ');
    return element('div', { class: 'row' }, twist, dot(state), name, element('span', { class: 'quiet', text: told }));
  }
  const text = element('span', { class: 'quiet', text: branchText(branch) });
  return element('div', { class: 'row' }, twist, name, bar(branch), text);
}

export function dot(state: Shown): HTMLElement {
  return element('span', { class: `dot ${state}`, set: { 'aria-hidden': true } });
}

/** How its queues are, as parts of a line. The text beside it says it. */
function bar({ states, queues }: Branch): HTMLElement {
  const parts = shownStates.flatMap((state) => {
    const count = states.get(state) ?? 0;
    if (count === 0) return [];
    const part = element('span', { class: state });
    part.style.flexGrow = String(Math.max(count, queues / 40));
    return [part];
  });
  return element('span', { class: 'bar', set: { 'aria-hidden': true } }, ...parts);
}
