// `graph --format mermaid`: a flowchart as GitHub, GitLab and many editors draw it. GitHub draws up to 500 lines between nodes
// and shows an error in place of more, so what is wider is folded.

import type { Graph } from '../../graph/index.js';
import { inert } from '../page/inert.js';
import type { DrawnNode, Drawing } from './folded.js';
import { foldGraph } from './folded.js';
import { FAN, paints } from './drawing.js';

const MOST = 480;

export function* mermaid(graph: Graph): Generator<string> {
  const drawing = fitting(graph);
  const ids = new Map(drawing.nodes.map((node, index) => [node, `n${index}`]));
  const id = (node: DrawnNode): string => ids.get(node) ?? '';
  yield 'flowchart LR\n';
  for (const node of drawing.nodes) yield `  ${id(node)}${shape(node)}${classOf(node)}\n`;
  for (const { from, to, label, dashed } of drawing.edges) {
    const line = dashed ? '-.->' : '-->';
    yield `  ${id(from)} ${line}${label === '' ? '' : `|"${quoted(label)}"|`} ${id(to)}\n`;
  }
  const used = new Set(drawing.nodes.map(({ state }) => state));
  for (const [state, { fill, ink }] of Object.entries(paints))
    if ([...used].some((each) => each === state)) yield `  classDef ${state} fill:${fill},stroke:${ink},color:${ink}\n`;
}

function fitting(graph: Graph): Drawing {
  const whole = graph.only === undefined ? undefined : foldGraph(graph, MOST);
  return whole && whole.edges.length <= MOST ? whole : foldGraph(graph, FAN);
}

function shape({ kind, lines }: DrawnNode): string {
  const text = `"${lines.map(quoted).join('<br/>')}"`;
  switch (kind) {
    case 'exchange':
      return `([${text}])`;
    case 'exchanges':
      return `([${text}])`;
    case 'queue':
      return `[${text}]`;
    case 'queues':
      return `[[${text}]]`;
  }
}

function classOf({ state }: DrawnNode): string {
  return state === undefined ? '' : `:::${state}`;
}

/** Mermaid reads HTML, Markdown and entities of its own in a quoted text: what could be one is written as an entity. */
function quoted(text: string): string {
  return inert(text).replace(/[^\p{L}\p{N} .,:=_/@+()…-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
}
