// Graph → the few nodes of a drawing: a fan-out wider than a limit becomes one node that says how many are in it and how they
// are. What diagrams of GitHub and Graphviz are written from.

import type { Graph, GraphBinding, GraphExchange, GraphQueue } from '../../graph/index.js';
import type { State } from '../../state/index.js';
import { IN_STATE, STATES, countByState, worst } from '../../state/index.js';
import { counted, thousands } from '../../text/index.js';
import { addressKey, parentOf, pushTo } from '../../topology/index.js';
import { criteriaText } from '../page/step-row.js';

export interface DrawnNode {
  readonly kind: 'exchange' | 'queue' | 'exchanges' | 'queues';
  readonly lines: readonly string[];
  readonly state: State | undefined;
}

export interface DrawnEdge {
  readonly from: DrawnNode;
  readonly to: DrawnNode;
  readonly label: string;
  /** Solid: every message that fits passes. Dashed: none does now, or only what nothing else took. */
  readonly dashed: boolean;
}

export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** Something was folded. */
  readonly folded: boolean;
}

/** `limit`: so many that hang below one exchange are drawn each. */
export function foldGraph(graph: Graph, limit: number): Drawing {
  const { exchanges, queues, ways } = graph;
  const exchangeNamed = new Map(exchanges.map((exchange) => [exchange.name, exchange]));
  const queueNamed = new Map(queues.map((queue) => [queue.name, queue]));
  const below = childrenOf(graph);
  const nodes: DrawnNode[] = [];
  const edges: DrawnEdge[] = [];
  const drawn = new Map<string, DrawnNode>();
  let folded = false;

  const nodeOf = (made: DrawnNode, key: string | undefined): DrawnNode => {
    nodes.push(made);
    if (key !== undefined) drawn.set(key, made);
    return made;
  };
  const drawBelow = (from: DrawnNode, sources: readonly string[]): void => {
    const children = sources.flatMap((source) => below.get(source) ?? []);
    for (const kind of ['queue', 'exchange'] as const) {
      const alike = children.filter((child) => child.kind === kind);
      const names = [...new Set(alike.map(({ name }) => name))];
      if (names.length === 0) continue;
      if (sources.length > 1 || names.length > limit) {
        folded = true;
        const many =
          kind === 'queue' ? manyQueues(named(names, queueNamed)) : manyExchanges(named(names, exchangeNamed));
        const node = nodeOf(many, undefined);
        edges.push({ from, to: node, label: foldedLabel(alike, graph), dashed: false });
        if (kind === 'exchange') drawBelow(node, names);
        continue;
      }
      for (const name of names) {
        const key = `${kind} ${name}`;
        const known = drawn.get(key);
        const node =
          known ??
          nodeOf(
            kind === 'queue' ? oneQueue(queueNamed.get(name), name) : oneExchange(exchangeNamed.get(name), name),
            key,
          );
        const reasons = alike.filter((child) => child.name === name);
        edges.push({
          from,
          to: node,
          label: [...new Set(reasons.map(({ label }) => label))].join(', '),
          dashed: reasons.every(({ dashed }) => dashed),
        });
        if (!known && kind === 'exchange') drawBelow(node, [name]);
      }
    }
  };

  for (const name of rootsOf(graph)) {
    const root = nodeOf(oneExchange(exchangeNamed.get(name), name), `exchange ${name}`);
    if (name === ways.direct && ways.entry !== undefined) drawDirect(root, name);
    else drawBelow(root, [name]);
  }
  function drawDirect(root: DrawnNode, name: string): void {
    const names = (below.get(name) ?? []).map((child) => child.name);
    const known = names.map((each) => drawn.get(`queue ${each}`)).filter((node) => node !== undefined);
    if (known.length === names.length && names.length <= Math.min(limit, BY_NAME_EACH))
      for (const to of known) edges.push({ from: root, to, label: BY_NAME, dashed: false });
    else {
      folded = true;
      const to = nodeOf(manyQueues(named(names, queueNamed)), undefined);
      edges.push({ from: root, to, label: BY_NAME, dashed: false });
    }
  }
  return { nodes, edges: [...edges, ...netEdges(graph, drawn)], folded };
}

/** To more queues the direct way is one line: each of them would have a second one. */
const BY_NAME_EACH = 8;

const BY_NAME = 'routing key = its name';

interface Child {
  readonly kind: 'queue' | 'exchange';
  readonly name: string;
  readonly label: string;
  readonly dashed: boolean;
}

/** By source. What has an address and no binding hangs, dashed, below the exchange of the address above. */
function childrenOf({ bindings, queues, exchanges, ways }: Graph): ReadonlyMap<string, readonly Child[]> {
  const children = new Map<string, Child[]>();
  const bound = new Set<string>();
  const readsHeaders = new Set(exchanges.flatMap(({ name, type }) => (type === 'headers' ? [name] : [])));
  for (const { binding, state } of bindings) {
    const { source, destination: name, destinationType: kind } = binding;
    if (source !== ways.direct || ways.entry === undefined) bound.add(`${kind} ${name}`);
    pushTo(children, source, {
      kind,
      name,
      label: labelOf(binding, state, readsHeaders.has(binding.source)),
      dashed: state === 'missing',
    });
  }
  const exchangeAt = new Map(
    exchanges.flatMap(({ name, path }) => (path === undefined ? [] : [[addressKey(path), name]])),
  );
  for (const { name, path, draining } of queues) {
    if (path === undefined || bound.has(`queue ${name}`)) continue;
    const source = exchangeAt.get(addressKey(parentOf(path))) ?? ways.entry;
    if (source !== undefined)
      pushTo(children, source, { kind: 'queue', name, label: draining ? 'draining' : 'not bound', dashed: true });
  }
  return children;
}

/** A fanout exchange looks at nothing. */
function labelOf(binding: GraphBinding['binding'], state: GraphBinding['state'], readsHeaders: boolean): string {
  const criteria = readsHeaders || binding.routingKey !== '' ? criteriaText(binding) : '';
  const told = state === 'missing' ? '(missing)' : state === 'extra' ? '(not asked for)' : '';
  return [criteria, told].filter((word) => word !== '').join(' ');
}

function foldedLabel(children: readonly Child[], { headers }: Graph): string {
  const [first] = children;
  if (!first) return '';
  const header = Object.values(headers).find((name) => first.label.startsWith(`${name}=`));
  return header === undefined ? (children.length === 1 ? first.label : '') : `${header}=…`;
}

/** What publishers address, and what a net catches with. */
function rootsOf({ ways, exchanges }: Graph): readonly string[] {
  const net = exchanges.filter(({ role }) => role === 'net').map(({ name }) => name);
  return [ways.entry, ways.direct, ...net].filter((name) => name !== undefined);
}

function netEdges({ ways, exchanges }: Graph, drawn: ReadonlyMap<string, DrawnNode>): readonly DrawnEdge[] {
  const net = exchanges.find(({ role }) => role === 'net');
  const to = net && drawn.get(`exchange ${net.name}`);
  const from = [ways.entry, ways.direct].map((name) => name !== undefined && drawn.get(`exchange ${name}`));
  return to
    ? from.flatMap((node) => (node ? [{ from: node, to, label: 'what no binding takes', dashed: true }] : []))
    : [];
}

function named<Noun>(names: readonly string[], nouns: ReadonlyMap<string, Noun>): readonly Noun[] {
  return names.map((name) => nouns.get(name)).filter((noun) => noun !== undefined);
}

function oneQueue(queue: GraphQueue | undefined, name: string): DrawnNode {
  const state = queue?.state;
  return { kind: 'queue', lines: [name, ...(state === undefined || state === 'fine' ? [] : [STATES[state]])], state };
}

function oneExchange(exchange: GraphExchange | undefined, name: string): DrawnNode {
  const state = exchange?.state;
  return {
    kind: 'exchange',
    lines: [name, ...(state === undefined || state === 'fine' ? [] : [STATES[state]])],
    state,
  };
}

function manyExchanges(exchanges: readonly GraphExchange[]): DrawnNode {
  return { kind: 'exchanges', ...many(counted(exchanges.length, 'exchange'), exchanges) };
}

function manyQueues(queues: readonly GraphQueue[]): DrawnNode {
  return { kind: 'queues', ...many(counted(queues.length, 'queue'), queues) };
}

function many(
  count: string,
  objects: readonly { readonly name: string; readonly state?: State }[],
): Pick<DrawnNode, 'lines' | 'state'> {
  const [first, last] = [objects[0]?.name ?? '', objects.at(-1)?.name ?? ''];
  const counts = countByState(objects);
  const told = [...counts].flatMap(([state, alike]) =>
    state === 'fine' ? [] : [`${thousands(alike)} ${IN_STATE[state]}`],
  );
  return {
    lines: [count, objects.length > 1 ? `${first} … ${last}` : first, ...told],
    state: counts.size === 0 ? undefined : worst(counts.keys()),
  };
}
