// A part of a Graph: what `--only` chose, and the exchanges above by which it hangs on what publishers address.

import type { Address, Selection } from '../topology/index.js';
import { isWay } from '../topology/index.js';
import type { Graph, GraphExchange, GraphQueue } from './graph.js';

/** Every address where something stands, or should. */
export function pathsOf({ exchanges, queues }: Graph): readonly Address[] {
  return [...exchanges, ...queues].flatMap(({ path }) => path ?? []);
}

export function narrowGraph(graph: Graph, selection: Selection): Graph {
  const exchanges = graph.exchanges.filter(
    ({ role, path }) => (role !== undefined && isWay(role)) || selection.sideOf(path) !== undefined,
  );
  const queues = graph.queues.filter(({ path }) => selection.sideOf(path) === 'within');
  const names = { exchange: namesOf(exchanges), queue: namesOf(queues) };
  return {
    ...graph,
    only: selection.part,
    exchanges,
    queues,
    bindings: graph.bindings.filter(
      ({ binding: { source, destination, destinationType: type } }) =>
        names.exchange.has(source) && names[type].has(destination),
    ),
    findings: graph.findings.filter(({ path }) => selection.sideOf(path) !== undefined),
  };
}

function namesOf(objects: readonly (GraphExchange | GraphQueue)[]): ReadonlySet<string> {
  return new Set(objects.map(({ name }) => name));
}
