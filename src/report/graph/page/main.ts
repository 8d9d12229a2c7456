// The page: what is chosen, filtered or sought is kept here, and each part is told of it.

import { detailOf } from './detail.js';
import type { GraphDocument } from './document.js';
import { unpack } from './document.js';
import { byId, element } from './element.js';
import type { Branch, Fleet, Shown } from './fleet.js';
import { lineOf, makeFleet, shownState } from './fleet.js';
import { makeFilters } from './filters.js';
import type { Going } from './rows.js';
import { dot, makeRows } from './rows.js';
import { search } from './search.js';
import { makeWall } from './wall.js';
import { anyWay } from './way.js';
import { ageText, branchName, readText } from './words.js';

unpack(byId('graph', HTMLScriptElement).text).then(
  (graph) => {
    show(makeFleet(graph));
  },
  (error: unknown) => {
    byId('page', HTMLElement).textContent = `This page cannot be shown: ${String(error)}`;
  },
);

function show(fleet: Fleet): void {
  const aim = byId('graph', HTMLScriptElement).dataset['aim'] ?? '';
  const detail = byId('detail', HTMLElement);
  let states: ReadonlySet<Shown> = new Set();
  let chosen: Branch | undefined;

  const select = (branch: Branch, going: Going): void => {
    chosen = branch;
    rows.reveal(branch, going);
    const shut = element('button', { class: 'shut', text: 'Close', set: { type: 'button' } });
    shut.addEventListener('click', () => {
      detail.classList.remove('open');
    });
    detail.replaceChildren(
      shut,
      ...detailOf(branch, {
        fleet,
        aim,
        select: (other) => {
          select(other, 'focus');
        },
      }),
    );
    detail.classList.toggle('open', branch !== fleet.root);
    detail.scrollTop = 0;
    wall.draw(chosen, states);
    if (branch.id !== decodeURIComponent(location.hash.slice(1)))
      history.replaceState(null, '', branch.id === '' ? '#' : `#${encodeURIComponent(branch.id)}`);
  };
  const rows = makeRows(fleet, (branch) => {
    select(branch, 'focus');
  });
  const wall = makeWall(fleet, (branch) => {
    select(branch, 'stay');
  });
  const filters = makeFilters(fleet, (next) => {
    states = next;
    rows.filter(states);
    wall.draw(chosen, states);
  });

  byId('facts', HTMLElement).replaceChildren(...factsOf(fleet.document));
  byId('way', HTMLElement).replaceChildren(anyWay(fleet));
  byId('filters', HTMLElement).replaceChildren(filters);
  byId('wall', HTMLElement).replaceChildren(wall.element);
  byId('tree', HTMLElement).replaceChildren(rows.element);
  wireSearch(fleet, (branch) => {
    select(branch, 'focus');
  });
  wireTheme(() => {
    wall.draw(chosen, states);
  });
  const first = branchInAddress(fleet);
  if (first) select(first, first.parent ? 'scroll' : 'stay');
  else select(fleet.root, 'stay');
  addEventListener('hashchange', () => {
    const branch = branchInAddress(fleet);
    if (branch) select(branch, 'focus');
  });
  document.body.classList.add('ready');
}

/** A link to one row: the queue's name, or the ids of a place. */
function branchInAddress({ root }: Fleet): Branch | undefined {
  const wanted = decodeURIComponent(location.hash.slice(1));
  const find = (branch: Branch): Branch | undefined => {
    if (branch.id === wanted) return branch;
    for (const child of branch.children) {
      const found = find(child);
      if (found) return found;
    }
    return undefined;
  };
  return find(root);
}

function factsOf(graph: GraphDocument): readonly HTMLElement[] {
  const facts = readText(graph).map((text) => element('span', { text }));
  const { readAt } = graph;
  if (readAt === undefined) return facts;
  const time = element('time', { set: { datetime: readAt } });
  const tell = (): void => {
    const seconds = (Date.now() - Date.parse(readAt)) / 1000;
    time.textContent = `read ${readAt.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')}, ${ageText(seconds)} ago`;
    time.classList.toggle('old', seconds > 3600);
  };
  tell();
  setInterval(tell, 10_000);
  return [...facts, time];
}

/** A box with a list of what fits: arrows choose, Enter goes there. `/` goes to the box. */
function wireSearch(fleet: Fleet, go: (branch: Branch) => void): void {
  const box = byId('search', HTMLInputElement);
  const list = byId('hits', HTMLUListElement);
  let hits: readonly Branch[] = [];
  let active = 0;
  const close = (): void => {
    list.hidden = true;
    box.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
  };
  const mark = (): void => {
    for (const [index, item] of [...list.querySelectorAll('[role=option]')].entries())
      item.setAttribute('aria-selected', String(index === active));
    if (hits.length > 0) box.setAttribute('aria-activedescendant', `hit-${active}`);
  };
  const take = (branch: Branch | undefined): void => {
    if (!branch) return;
    close();
    go(branch);
  };
  box.addEventListener('input', () => {
    const { shown, all } = search(fleet, box.value);
    hits = shown;
    active = 0;
    const items = shown.map((branch, index) => hitRow(branch, index, take));
    const text = all === 0 ? 'nothing fits' : all > shown.length ? `and ${all - shown.length} more: type on` : '';
    const rest = text === '' ? [] : [element('li', { class: 'quiet', text, set: { role: 'presentation' } })];
    list.replaceChildren(...items, ...rest);
    list.hidden = box.value.trim() === '';
    box.setAttribute('aria-expanded', String(!list.hidden));
    mark();
  });
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') take(hits[active]);
    else if (event.key === 'Escape') close();
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      active = Math.min(hits.length - 1, Math.max(0, active + (event.key === 'ArrowDown' ? 1 : -1)));
      mark();
    }
  });
  box.addEventListener('blur', () => {
    setTimeout(close, 150);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    box.focus();
  });
}

function hitRow(branch: Branch, index: number, take: (branch: Branch) => void): HTMLElement {
  const above = lineOf(branch).slice(1, -1).map(branchName).join(' › ');
  const item = element(
    'li',
    { set: { role: 'option', id: `hit-${index}`, 'aria-selected': index === 0 } },
    ...(branch.queue ? [dot(shownState(branch.queue))] : []),
    element('span', { class: 'name', text: branchName(branch) }),
    element('span', { class: 'quiet', text: above }),
  );
  item.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    take(branch);
  });
  return item;
}

/** As the system has it, until the button says otherwise. */
function wireTheme(changed: () => void): void {
  const button = byId('theme', HTMLButtonElement);
  const system = matchMedia('(prefers-color-scheme: dark)');
  let chosen: boolean | undefined;
  const isDark = (): boolean => chosen ?? system.matches;
  const show = (): void => {
    document.documentElement.dataset['theme'] = isDark() ? 'dark' : 'light';
    button.textContent = isDark() ? 'Light' : 'Dark';
    changed();
  };
  button.addEventListener('click', () => {
    chosen = !isDark();
    show();
  });
  system.addEventListener('change', show);
  show();
}
