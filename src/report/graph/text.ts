// `graph --format text`: the tree that compile shows; where a broker was read with the state of each queue behind it, and what
// the inventory has no more below it.

import type { Compiled } from '../../compile/index.js';
import type { Graph, GraphQueue } from '../../graph/index.js';
import { IN_STATE, STATES, countByState } from '../../state/index.js';
import { counted, thousands } from '../../text/index.js';
import type { Marks } from '../compile/text.js';
import { treeLines } from '../compile/text.js';
import { inert, inertLines } from '../page/inert.js';
import type { Style } from '../page/style.js';

export function graphText(graph: Graph, compiled: Compiled, style: Style): Generator<string> {
  return inertLines(graphLines(graph, compiled, style), style);
}

function* graphLines(graph: Graph, compiled: Compiled, style: Style): Generator<string> {
  const { broker, readAt, vhost } = graph;
  if (graph.only === undefined) yield* treeLines(compiled, style, marksOf(graph));
  else yield* treeLines(partOf(compiled, graph), style, marksOf(graph), Infinity);
  if (readAt === undefined) return;
  const left = graph.queues.filter(({ role }) => role === undefined);
  if (left.length > 0) {
    yield '';
    yield style.strong('Not in the inventory');
    for (const queue of left.slice(0, LISTED)) yield `  queue ${inert(queue.name)}  ${style.hold(markOf(queue))}`;
    if (left.length > LISTED) yield style.dim(`  … ${thousands(left.length - LISTED)} more …`);
  }
  yield '';
  yield `${style.strong('How the queues are:')} ${countStates(graph.queues, false)}.`;
  yield style.dim(inert(`Read ${readAt} from ${broker?.clusterName ?? ''}, vhost ${vhost}.`));
}

const LISTED = 20;

/** What `--only` chose. */
function partOf(compiled: Compiled, { exchanges, queues }: Graph): Compiled {
  const names = {
    exchange: new Set(exchanges.map(({ name }) => name)),
    queue: new Set(queues.map(({ name }) => name)),
  };
  const { topology } = compiled;
  return {
    ...compiled,
    topology: {
      exchanges: new Map([...topology.exchanges].filter(([name]) => names.exchange.has(name))),
      queues: new Map([...topology.queues].filter(([name]) => names.queue.has(name))),
      bindings: topology.bindings.filter(
        ({ source, destination, destinationType: type }) => names.exchange.has(source) && names[type].has(destination),
      ),
      policies: topology.policies,
    },
  };
}

/** Of a part every queue is told; of the whole what is not fine. */
function marksOf({ readAt, only, exchanges, queues }: Graph): Marks {
  if (readAt === undefined) return { of: () => '', among: () => '' };
  const queueNamed = new Map(queues.map((queue) => [queue.name, queue]));
  const exchangeStates = new Map(exchanges.map(({ name, state }) => [name, state]));
  return {
    of(kind, name) {
      const queue = kind === 'queue' ? queueNamed.get(name) : undefined;
      if (queue) return queue.state === 'fine' && only === undefined ? '' : markOf(queue);
      const state = kind === 'exchange' ? exchangeStates.get(name) : undefined;
      return state === undefined || state === 'fine' ? '' : STATES[state];
    },
    among: (kind, names) =>
      kind === 'queue'
        ? countStates(
            names.map((name) => queueNamed.get(name)).filter((queue) => queue !== undefined),
            true,
          )
        : '',
  };
}

function markOf({ state, messages, consumers }: GraphQueue): string {
  if (state === undefined) return '';
  const counts = [
    ...(messages === undefined || messages === null || messages === 0 ? [] : [counted(messages, 'message')]),
    ...(consumers === undefined || consumers === null || consumers === 0 ? [] : [counted(consumers, 'consumer')]),
  ];
  return [STATES[state], ...counts].join(', ');
}

/** `9,998 fine, 2 without a reader`; `quiet`: what is fine is not told. */
function countStates(queues: readonly GraphQueue[], quiet: boolean): string {
  const told = [...countByState(queues)]
    .reverse()
    .flatMap(([state, count]) => (quiet && state === 'fine' ? [] : [`${thousands(count)} ${IN_STATE[state]}`]));
  return told.length === 0 && !quiet ? 'there is none' : told.join(', ');
}
