// `graph --format dot`: for Graphviz, such as `dot -Tsvg`.

import type { Graph } from '../../graph/index.js';
import { inert } from '../page/inert.js';
import type { DrawnNode } from './folded.js';
import { foldGraph } from './folded.js';
import { FAN, paints } from './drawing.js';

export function* dot(graph: Graph): Generator<string> {
  const { nodes, edges } = foldGraph(graph, graph.only === undefined ? FAN : Infinity);
  const ids = new Map(nodes.map((node, index) => [node, `n${index}`]));
  const id = (node: DrawnNode): string => ids.get(node) ?? '';
  yield 'digraph topo {\n';
  yield '  rankdir=LR;\n';
  yield '  node [fontname="Helvetica", fontsize=11, style="filled", fillcolor="white"];\n';
  yield '  edge [fontname="Helvetica", fontsize=10];\n';
  for (const node of nodes) yield `  ${id(node)} [${attributesOf(node).join(', ')}];\n`;
  for (const { from, to, label, dashed } of edges)
    yield `  ${id(from)} -> ${id(to)} [label=${quoted([label])}${dashed ? ', style=dashed' : ''}];\n`;
  yield '}\n';
}

function attributesOf({ kind, lines, state }: DrawnNode): readonly string[] {
  const isExchange = kind === 'exchange' || kind === 'exchanges';
  const paint = state && paints[state];
  return [
    `label=${quoted(lines)}`,
    isExchange ? 'shape=ellipse' : 'shape=box',
    ...(kind === 'exchanges' || kind === 'queues' ? ['peripheries=2'] : []),
    ...(paint ? [`fillcolor="${paint.fill}"`, `color="${paint.ink}"`, `fontcolor="${paint.ink}"`] : []),
  ];
}

/** In a quoted text Graphviz reads `\` as the beginning of an escape, and `&` as that of an entity. */
function quoted(lines: readonly string[]): string {
  const text = (line: string): string =>
    inert(line)
      .replace(/[\\"]/g, (character) => `\\${character}`)
      .replaceAll('&', '&amp;');
  return `"${lines.map(text).join('\\n')}"`;
}
