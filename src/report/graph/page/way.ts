// The way of a message as a picture: what is published, the exchanges it passes and what each looks at, the queue. Of any
// message, or of one to a queue. A list, so that it is read aloud in its order, and runs down the screen where it is narrow.

import { LEVELS } from '../../../topology/index.js';
import { inert } from '../../page/inert.js';
import type { EdgeRow } from './document.js';
import { element } from './element.js';
import type { Fleet } from './fleet.js';
import { shownState } from './fleet.js';
import { edgeText } from './words.js';

/** Of any message. */
export function anyWay(fleet: Fleet): HTMLElement {
  const { entry, direct } = fleet.document.ways;
  const lists = [
    ...(entry === undefined ? [] : [anyByTree(fleet)]),
    ...(direct === undefined ? [] : [anyDirect(fleet)]),
  ];
  return element(
    'section',
    { class: 'way across', set: { 'aria-labelledby': 'way-title' } },
    element('h2', { text: 'The way of a message', set: { id: 'way-title' } }),
    ...lists,
  );
}

/** Of one to this queue. */
export function wayTo(fleet: Fleet, queue: string): HTMLElement {
  const lists = waysTo(fleet, queue);
  const none = element('p', { class: 'quiet', text: 'No binding leads to it: it gets no message.' });
  return element('div', { class: 'way' }, ...(lists.length > 0 ? lists : [none]));
}

function anyByTree({ document: { ways, headers, queues } }: Fleet): HTMLElement {
  const deepest = Math.max(
    0,
    ...queues.map(({ path }) => LEVELS.filter((level) => path?.[level] !== undefined).length),
  );
  const hops = LEVELS.slice(0, deepest).flatMap((level, index) => [
    arrow(`${inert(headers[level])}=…`),
    index === deepest - 1 ? stop('queue', 'its queue') : stop('exchange', `its ${level}’s`),
  ]);
  return list('by its headers', [arrow('publish'), stop('exchange', inert(ways.entry ?? '')), ...hops]);
}

function anyDirect({ document: { ways } }: Fleet): HTMLElement {
  const hops = [
    arrow('publish'),
    stop('exchange', inert(ways.direct ?? '')),
    arrow('routing key = its name'),
    stop('queue', 'its queue'),
  ];
  return list('by its name', hops);
}

/** Each binding of the queue, and of what leads to it from the way's beginning. */
function waysTo(fleet: Fleet, queue: string): readonly HTMLElement[] {
  const { ways } = fleet.document;
  return (fleet.into.get(`queue ${queue}`) ?? []).map((last) => {
    const edges = edgesDown(fleet, last, []);
    const [first] = edges;
    const isDirect = first?.source === ways.direct;
    const hops = edges.flatMap((edge, index) => {
      const isLast = index === edges.length - 1;
      const state = fleet.byObject.get(`${edge.destinationType} ${edge.destination}`);
      const broken = isLast
        ? state?.queue && shownState(state.queue) === 'missing'
        : state?.exchange?.state === 'missing';
      return [
        arrow(edgeText(edge), edge.state),
        stop(edge.destinationType, inert(edge.destination), broken ? 'missing' : undefined),
      ];
    });
    return list(isDirect ? 'by its name' : 'by its headers', [
      arrow('publish'),
      stop('exchange', inert(first?.source ?? '')),
      ...hops,
    ]);
  });
}

function edgesDown(fleet: Fleet, last: EdgeRow, below: readonly EdgeRow[]): readonly EdgeRow[] {
  const { ways } = fleet.document;
  const line = [last, ...below];
  if (last.source === ways.entry || last.source === ways.direct || line.length > LEVELS.length) return line;
  const [above] = fleet.into.get(`exchange ${last.source}`) ?? [];
  return above ? edgesDown(fleet, above, line) : line;
}

function list(label: string, hops: readonly HTMLElement[]): HTMLElement {
  return element(
    'div',
    { class: 'line' },
    element('span', { class: 'label', text: label }),
    element('ol', { set: { 'aria-label': label } }, ...hops),
  );
}

function stop(kind: 'exchange' | 'queue', name: string, state?: 'missing'): HTMLElement {
  return element(
    'li',
    { class: `stop ${kind}${state ? ` ${state}` : ''}` },
    element('span', { class: 'kind', text: state ? `${kind}, ${state}` : kind }),
    element('span', { class: 'name', text: name }),
  );
}

function arrow(text: string, state?: EdgeRow['state']): HTMLElement {
  const told = state === 'missing' ? `${text} (missing)` : state === 'extra' ? `${text} (not asked for)` : text;
  return element('li', { class: `hop ${state ?? ''}` }, element('span', { text: told }));
}
