// All that is known of the chosen row: how it is and what follows from that, its counts, what leads to it, what verify
// found, and the command that shows the way of a message to it.

import { LEVELS, addressHeaders } from '../../../topology/index.js';
import { commandLine, thousands } from '../../../text/index.js';
import { inert } from '../../page/inert.js';
import type { FindingRow, QueueRow } from './document.js';
import { element } from './element.js';
import type { Branch, Fleet } from './fleet.js';
import { objectOf, shownState } from './fleet.js';
import { dot } from './rows.js';
import { wayTo } from './way.js';
import { branchName, branchText, edgeText, shownStates, stateTells, stateWord } from './words.js';

export interface Around {
  readonly fleet: Fleet;
  /** Behind `topo trace`: the inventory and the broker that were read. */
  readonly aim: string;
  select(branch: Branch): void;
}

export function detailOf(branch: Branch, around: Around): readonly HTMLElement[] {
  const { queue } = branch;
  const parts = queue ? ofQueue(branch, queue, around) : ofBranch(branch, around);
  return [element('h2', { class: 'name', text: branchName(branch) }), ...parts];
}

function ofQueue(branch: Branch, queue: QueueRow, around: Around): readonly HTMLElement[] {
  const state = shownState(queue);
  const others = around.fleet.leaves.filter((leaf) => leaf !== branch && isSamePlace(leaf, branch));
  return [
    element('p', { class: 'state' }, dot(state), element('strong', { text: stateWord(state) })),
    element('p', { class: 'quiet', text: stateTells[state] }),
    facts([
      ...LEVELS.flatMap((level): [string, string][] => {
        const id = branch.path[level];
        return id === undefined ? [] : [[level, inert(id)]];
      }),
      ['type', `${inert(queue.type)} queue`],
      ...countRows(queue),
    ]),
    ...findingsPart(around.fleet.findings.get(`queue ${queue.name}`) ?? []),
    element('h3', { text: 'The way of a message to it' }),
    wayTo(around.fleet, queue.name),
    ...commandsPart(branch, queue, around),
    ...linksPart(
      `Also on ${branch.path.hypervisor === undefined ? '' : inert(branch.path.hypervisor)}`,
      others,
      around,
    ),
  ];
}

/** On one hypervisor: what stops when it is switched off. */
function isSamePlace({ path: a }: Branch, { path: b }: Branch): boolean {
  return a.hypervisor !== undefined && a.hypervisor === b.hypervisor && a.cluster === b.cluster;
}

function countRows({ messages, unacknowledged, consumers }: QueueRow): readonly [string, string][] {
  if (messages === undefined) return [];
  const text = (count: number | null | undefined): string =>
    typeof count === 'number' ? thousands(count) : 'not known';
  const ready = typeof messages === 'number' && typeof unacknowledged === 'number' ? messages - unacknowledged : null;
  return [
    ['messages that wait', text(ready)],
    ['being worked on', text(unacknowledged)],
    ['consumers', text(consumers)],
  ];
}

const LISTED = 25;

function ofBranch(branch: Branch, around: Around): readonly HTMLElement[] {
  const { fleet } = around;
  const object = objectOf(branch);
  const inside = fleet.leaves.filter((leaf) => isIn(leaf, branch));
  const notFine = shownStates
    .filter((state) => state !== 'fine' && state !== 'desired')
    .flatMap((state) => inside.filter(({ queue }) => queue && shownState(queue) === state));
  const whole = branch === fleet.root;
  return [
    element('p', { class: 'quiet', text: branchText(branch) }),
    facts([
      ...(branch.exchange ? ([['exchange', inert(`${branch.exchange.name}, ${branch.exchange.type}`)]] as const) : []),
      ...shownStates.flatMap((state): [string, string][] => {
        const count = branch.states.get(state) ?? 0;
        return count === 0 ? [] : [[stateWord(state), thousands(count)]];
      }),
    ]),
    ...findingsPart([
      ...(object === undefined ? [] : (fleet.findings.get(object) ?? [])),
      ...(whole ? fleet.elsewhere : []),
    ]),
    ...(object === undefined || whole ? [] : bindingsPart(object, fleet)),
    ...linksPart('Not fine', notFine, around),
  ];
}

function isIn(leaf: Branch, above: Branch): boolean {
  for (let at: Branch | undefined = leaf; at; at = at.parent) if (at === above) return true;
  return false;
}

function facts(rows: readonly (readonly [string, string])[]): HTMLElement {
  const pairs = rows.map(([term, text]) => element('div', {}, element('dt', { text: term }), element('dd', { text })));
  return element('dl', {}, ...pairs);
}

function findingsPart(findings: readonly FindingRow[]): readonly HTMLElement[] {
  if (findings.length === 0) return [];
  const items = findings
    .slice(0, LISTED)
    .map(({ kind, severity, object, message, remedy }) =>
      element(
        'li',
        { class: severity },
        element('strong', { text: kind }),
        ` ${inert(`${object.kind} ${object.name}: ${message}`)}`,
        element('p', { class: 'quiet', text: inert(remedy) }),
      ),
    );
  return [
    element('h3', { text: 'What verify says' }),
    element('ul', { class: 'findings' }, ...items),
    ...more(findings.length),
  ];
}

function more(all: number): readonly HTMLElement[] {
  return all > LISTED ? [element('p', { class: 'quiet', text: `and ${thousands(all - LISTED)} more` })] : [];
}

function bindingsPart(object: string, { into }: Fleet): readonly HTMLElement[] {
  const edges = into.get(object) ?? [];
  const items = edges.map((edge) => {
    const state = edge.state === 'missing' ? ' (missing)' : edge.state === 'extra' ? ' (not asked for)' : '';
    return element(
      'li',
      { class: edge.state ?? '' },
      element('span', { class: 'name', text: inert(edge.source) }),
      ` ${edgeText(edge)}${state}`,
    );
  });
  const text = element('p', { class: 'quiet', text: 'None: no message arrives.' });
  return [
    element('h3', { text: 'Bound from' }),
    items.length > 0 ? element('ul', { class: 'bindings' }, ...items) : text,
  ];
}

function commandsPart(branch: Branch, { name }: QueueRow, { fleet, aim }: Around): readonly HTMLElement[] {
  const { ways, headers } = fleet.document;
  const words = Object.entries(addressHeaders(branch.path, headers)).map(([key, id]) => `${key}=${id}`);
  const commands = [
    ...(ways.entry !== undefined && words.length > 0 ? [commandLine('topo', 'trace', ...words)] : []),
    ...(ways.direct !== undefined && words.length > 0
      ? [commandLine('topo', 'trace', '--exchange', ways.direct, '--routing-key', name)]
      : []),
  ];
  if (commands.length === 0) return [];
  return [element('h3', { text: 'Follow a message' }), ...commands.map((command) => copyable(inert(command + aim)))];
}

/** Where the browser gives no access to the clipboard, the text is selected for Ctrl+C. */
function copyable(text: string): HTMLElement {
  const code = element('code', { text, set: { tabindex: 0 } });
  const told = element('span', { class: 'quiet', set: { role: 'status' } });
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => {
        told.textContent = 'copied';
      },
      () => {
        getSelection()?.selectAllChildren(code);
        told.textContent = 'selected: Ctrl+C copies it';
      },
    );
  };
  const button = element('button', {
    text: 'Copy',
    set: { type: 'button', 'aria-label': `Copy ${text}` },
    click: copy,
  });
  return element('div', { class: 'command' }, code, button, told);
}

function linksPart(title: string, branches: readonly Branch[], around: Around): readonly HTMLElement[] {
  if (branches.length === 0) return [];
  const items = branches.slice(0, LISTED).map((branch) => {
    const state = branch.queue ? shownState(branch.queue) : 'fine';
    const button = element('button', {
      class: 'link name',
      text: branchName(branch),
      set: { type: 'button' },
      click: () => {
        around.select(branch);
      },
    });
    return element('li', {}, dot(state), button, element('span', { class: 'quiet', text: stateWord(state) }));
  });
  return [element('h3', { text: title }), element('ul', { class: 'links' }, ...items), ...more(branches.length)];
}
