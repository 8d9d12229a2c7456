// The whole fleet in one picture: a frame for each daemon and cluster, in it a cell for each queue in the order of the
// inventory, coloured by its state; a dark middle: messages lie in it, and nobody reads. Drawn on a canvas, for ten thousand cells; the tree beside it says the same in words.

import type { HierarchyRectangularNode } from 'd3-hierarchy';
import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import { element } from './element.js';
import type { QueueRow } from './document.js';
import type { Branch, Fleet, Shown } from './fleet.js';
import { countIn, shownState } from './fleet.js';
import { branchName, branchText, countsText, stateWord } from './words.js';

type Cell = HierarchyRectangularNode<Branch>;

export interface Wall {
  readonly element: HTMLElement;
  draw(chosen: Branch | undefined, states: ReadonlySet<Shown>): void;
}

/** Points of the screen. */
const TITLE = 18;
const FRAME = 4;
const LARGEST = 30;
/** So much room a queue in a large fleet; in a small one more, up to a height. */
const AREA = { least: 58, most: 200 };
const BAND = 46;
const HEIGHTS = { least: 120, small: 400, most: 640 };

export function makeWall(fleet: Fleet, select: (branch: Branch) => void): Wall {
  const canvas = element('canvas', { set: { role: 'img', 'aria-label': `The fleet: ${branchText(fleet.root)}` } });
  const tip = element('div', { class: 'tip', set: { 'aria-hidden': true } });
  const box = element('div', { class: 'wall' }, canvas, tip);
  let cells: readonly Cell[] = [];
  let drawn: { readonly chosen: Branch | undefined; readonly states: ReadonlySet<Shown> } = {
    chosen: undefined,
    states: new Set(),
  };
  const redraw = (): void => {
    paint(canvas, cells, drawn.chosen, drawn.states);
  };
  new ResizeObserver(() => {
    cells = lay(fleet.root, box.clientWidth);
    redraw();
  }).observe(box);
  const under = (event: PointerEvent | MouseEvent): Cell | undefined =>
    cells.find(({ data, x0, x1, y0, y1 }) => {
      const { offsetX: x, offsetY: y } = event;
      return data.queue !== undefined && x >= x0 && x < x1 && y >= y0 && y < y1;
    });
  canvas.addEventListener('pointermove', (event) => {
    const cell = under(event);
    tip.hidden = cell === undefined;
    if (cell) showTip(tip, cell, box.clientWidth);
  });
  canvas.addEventListener('pointerleave', () => {
    tip.hidden = true;
  });
  canvas.addEventListener('click', (event) => {
    const cell = under(event);
    if (cell) select(cell.data);
  });
  tip.hidden = true;
  return {
    element: box,
    draw(chosen, states) {
      drawn = { chosen, states };
      redraw();
    },
  };
}

/** Beside what its queues take, a frame has a title and a rim: so it gets as much more room as these take. */
function weightOf({ queue, children, queues }: Branch): number {
  if (queue) return 1;
  return children.some((child) => child.queue) ? 3 * Math.sqrt(queues) + 6 : 0;
}

/** Queues that hang from the entry itself have a frame of their own. */
function childrenOf(branch: Branch): readonly Branch[] {
  if (branch.level !== 'fleet') return branch.children;
  const own = branch.children.filter(({ queue }) => queue);
  const frames = branch.children.filter(({ queue }) => !queue);
  if (own.length === 0 || frames.length === 0) return branch.children;
  return [...frames, { ...branch, level: 'beside', children: own, queues: own.length }];
}

function lay(root: Branch, width: number): readonly Cell[] {
  const tree = hierarchy(root, childrenOf).sum(weightOf);
  const weight = tree.value ?? 0;
  const lines = weight / Math.max(1, width);
  const small = Math.min(HEIGHTS.small, Math.max(HEIGHTS.least, lines * AREA.most));
  const height = Math.min(HEIGHTS.most, Math.max(small, lines * AREA.least));
  const cells = treemap<Branch>()
    .size([width, width < 600 ? height * 1.3 : height])
    .tile((node, x0, y0, x1, y1) => {
      if (isGrid(node)) for (const cell of node.children ?? []) Object.assign(cell, { x0, y0, x1, y1 });
      else if (node.parent) treemapSquarify(node, x0, y0, x1, y1);
      else tileFleet(node, x0, y0, x1, y1);
    })
    .paddingTop((node) => (node.parent && hasTitle(node) ? TITLE : FRAME))
    .paddingInner(3)
    .paddingRight(FRAME)
    .paddingBottom(FRAME)
    .paddingLeft(FRAME)(tree)
    .descendants();
  // Cells are of one size where they can be: no larger than what half of the frames have room for. In the band none is larger.
  const grids = cells.filter(isGrid);
  const inBand = (cell: Cell): boolean => cell.depth === 1;
  const sides = grids
    .filter((cell) => !inBand(cell))
    .map(sideOf)
    .sort((a, b) => a - b);
  const side = Math.min(LARGEST, sides[Math.floor(sides.length / 2)] ?? LARGEST);
  for (const grid of grids) tileCells(grid.children ?? [], Math.min(side, sideOf(grid)));
  return cells;
}

/** Daemons with a queue a cluster, or one, are small: they stand side by side in a band below the others. */
function tileFleet(root: Cell, x0: number, y0: number, x1: number, y1: number): void {
  const all = root.children ?? [];
  const small = all.filter(isGrid);
  const large = all.filter((cell) => !isGrid(cell));
  const height = large.length === 0 ? y1 - y0 : small.length === 0 ? 0 : BAND;
  const value = large.reduce((sum, cell) => sum + (cell.value ?? 0), 0);
  if (large.length > 0)
    treemapSquarify(Object.assign(root.copy(), { children: large, value }), x0, y0, x1, y1 - height);
  const room = (x1 - x0) / small.length;
  for (const [index, cell] of small.entries())
    Object.assign(cell, { x0: x0 + index * room, y0: y1 - height, x1: x0 + (index + 1) * room, y1 });
}

function isGrid({ children }: Cell): boolean {
  return children?.every((child) => child.children === undefined) === true;
}

function sideOf({ children: [first, ...more] = [] }: Cell): number {
  return first ? largestSide(more.length + 1, first.x1 - first.x0, first.y1 - first.y0) : LARGEST;
}

/** A large frame has room for its name. */
function hasTitle({ x0, x1, y0, y1 }: Cell): boolean {
  return x1 - x0 > 34 && y1 - y0 > 40;
}

/** Line by line. Each begins with the room of all of them. */
function tileCells(cells: readonly Cell[], side: number): void {
  const [first] = cells;
  if (!first) return;
  const { x0, y0, x1 } = first;
  const columns = Math.max(1, Math.floor((x1 - x0) / side + 0.001));
  for (const [index, cell] of cells.entries()) {
    cell.x0 = x0 + (index % columns) * side;
    cell.y0 = y0 + Math.floor(index / columns) * side;
    cell.x1 = cell.x0 + side;
    cell.y1 = cell.y0 + side;
  }
}

/** So that all of them fit, in lines that are full. */
function largestSide(count: number, width: number, height: number): number {
  const fits = (side: number): boolean => Math.floor(width / side) * Math.floor(height / side) >= count;
  let [least, most] = [0.5, Math.max(1, Math.min(width, height))];
  for (let step = 0; step < 24; step += 1) {
    const middle = (least + most) / 2;
    if (fits(middle)) least = middle;
    else most = middle;
  }
  return least;
}

function paint(
  canvas: HTMLCanvasElement,
  cells: readonly Cell[],
  chosen: Branch | undefined,
  states: ReadonlySet<Shown>,
): void {
  const [whole] = cells;
  const context = canvas.getContext('2d');
  if (!whole || !context) return;
  const scale = window.devicePixelRatio;
  canvas.width = Math.round(whole.x1 * scale);
  canvas.height = Math.round(whole.y1 * scale);
  canvas.style.height = `${whole.y1}px`;
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`);
  context.scale(scale, scale);
  context.clearRect(0, 0, whole.x1, whole.y1);
  context.font = `11px ${style.fontFamily}`;
  context.textBaseline = 'middle';
  const colours = new Map<Shown, string>();
  for (const cell of cells) {
    const { data, x0, x1, y0, y1 } = cell;
    if (!data.queue) {
      if (cell.parent) paintFrame(context, cell, countIn(data, states) > 0, colour);
      continue;
    }
    const state = shownState(data.queue);
    const fill = colours.get(state) ?? colour(state);
    colours.set(state, fill);
    const gap = Math.min(2, (x1 - x0) * 0.16);
    context.globalAlpha = states.size === 0 || states.has(state) ? 1 : 0.13;
    context.fillStyle = fill;
    context.fillRect(x0, y0, Math.max(0.5, x1 - x0 - gap), Math.max(0.5, y1 - y0 - gap));
    if (state !== 'waiting' && waitsForNobody(data.queue)) paintMark(context, cell, colour('mark'));
    context.globalAlpha = 1;
  }
  const found = chosen?.parent && cells.find(({ data }) => data === chosen);
  if (found) {
    context.lineWidth = 2;
    context.strokeStyle = colour('ink');
    context.strokeRect(found.x0 - 2, found.y0 - 2, found.x1 - found.x0 + 2.5, found.y1 - found.y0 + 2.5);
  }
}

/** Whatever its colour says: messages lie in it, and nobody reads them. */
function waitsForNobody({ messages, consumers }: QueueRow): boolean {
  return typeof messages === 'number' && messages > 0 && consumers === 0;
}

function paintMark(context: CanvasRenderingContext2D, { x0, x1, y0, y1 }: Cell, fill: string): void {
  const side = (x1 - x0) * 0.34;
  context.fillStyle = fill;
  context.fillRect((x0 + x1 - side) / 2 - (x1 - x0) * 0.08, (y0 + y1 - side) / 2 - (y1 - y0) * 0.08, side, side);
}

function paintFrame(
  context: CanvasRenderingContext2D,
  cell: Cell,
  lit: boolean,
  colour: (name: string) => string,
): void {
  const { x0, y0, x1, y1, data, depth } = cell;
  context.fillStyle = colour(depth % 2 === 1 ? 'frame' : 'frame-in');
  context.fillRect(x0, y0, x1 - x0, y1 - y0);
  if (!hasTitle(cell)) return;
  context.globalAlpha = lit ? 1 : 0.4;
  context.fillStyle = colour(depth === 1 ? 'ink' : 'quiet');
  const title = data.level === 'beside' ? 'one queue each' : branchName(data);
  context.fillText(fitting(context, title, x1 - x0 - 2 * FRAME), x0 + FRAME, y0 + TITLE / 2 + 1);
  context.globalAlpha = 1;
}

function fitting(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 0 && context.measureText(`${text.slice(0, end)}…`).width > width) end -= 1;
  return end > 1 ? `${text.slice(0, end)}…` : '';
}

function showTip(tip: HTMLElement, { data, x0, x1, y1 }: Cell, width: number): void {
  if (!data.queue) return;
  const counts = countsText(data.queue);
  tip.replaceChildren(
    element('b', { text: branchName(data) }),
    element('span', { text: [stateWord(shownState(data.queue)), counts].filter((text) => text !== '').join(' · ') }),
  );
  const isRight = x0 > width / 2;
  tip.style.left = isRight ? 'auto' : `${x0}px`;
  tip.style.right = isRight ? `${width - x1}px` : 'auto';
  tip.style.top = `${y1 + 6}px`;
}
