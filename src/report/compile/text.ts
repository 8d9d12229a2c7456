// The desired topology as a tree from what publishers address, for a person. Surprise: it is walked by place and not by
// binding, so that a draining queue, which has no binding, stands where it belongs. Large fan-outs are folded. Where there is
// a tree, the queues stand in it, and the direct exchange says how many of them it reaches.

import type { Compiled, Origin } from '../../compile/index.js';
import { exchangesByAddress, waysOf } from '../../compile/index.js';
import type { Binding, Exchange, Level, ObjectKind, Policy, Queue } from '../../topology/index.js';
import { addressKey, levelOf, parentOf, pushTo, queueType } from '../../topology/index.js';
import { inert, inertLines } from '../page/inert.js';
import { counted, thousands } from '../../text/index.js';
import { pad, widthOf } from '../page/layout.js';
import { POLICIES } from '../plan/outline/runs.js';
import { argumentTexts, criteriaText, leadsTo, policyText } from '../page/step-row.js';
import type { Style } from '../page/style.js';

/** What is known of the objects beside what the inventory says, in a few words for the end of a line; mostly nothing. */
export interface Marks {
  of(kind: ObjectKind, name: string): string;
  among(kind: ObjectKind, names: readonly string[]): string;
}

interface Pen {
  readonly style: Style;
  readonly marks: Marks;
  readonly siblings: number;
  /** Something was. */
  folded: boolean;
}

const unmarked: Marks = { of: () => '', among: () => '' };

/** In lines, each with its line feed. */
export function compileText(compiled: Compiled, style: Style): Generator<string> {
  return inertLines(treeLines(compiled, style, unmarked), style);
}

/** Made of inert text. `siblings`: so many of one kind are shown each. */
export function* treeLines(compiled: Compiled, style: Style, marks: Marks, siblings = SIBLINGS): Generator<string> {
  const pen: Pen = { style, marks, siblings, folded: false };
  const tree = growTree(compiled);
  const { entry, direct } = waysOf(compiled);
  const rootLine = (name: string): string => {
    const root = compiled.topology.exchanges.get(name);
    const told = root ? detailOf(root) : '';
    return `${style.strong(inert(name))}${told === '' ? '' : `  ${style.dim(told)}`}`;
  };
  if (entry !== undefined) {
    yield rootLine(entry);
    yield* childLines(tree, '', tree.childrenOf('exchange', entry), pen);
  }
  if (direct !== undefined) {
    if (entry !== undefined) yield '';
    yield rootLine(direct);
    if (entry === undefined) yield* childLines(tree, '', tree.childrenOf('exchange', direct), pen);
    else {
      const bound = compiled.topology.bindings.filter(({ source }) => source === direct).length;
      yield `${style.dim('└──')} ${BY_NAME} ${style.dim('──▶')} ${bound === 1 ? '1 queue' : `each of ${counted(bound, 'queue')}`}`;
    }
  }
  const { beside } = tree;
  const { policies } = compiled.topology;
  if (beside.length + policies.length > 0) {
    yield '';
    yield style.strong('Beside the tree');
  }
  yield* policyLines(policies, pen);
  yield* foldLines(beside, pen, (node) => [`  ${besideText(node, pen)}`]);
  yield '';
  if (pen.folded) yield style.dim('Large fan-outs are folded: --format json shows every object.');
  yield style.strong(countsText(compiled));
}

/** The routing key is the name. */
const BY_NAME = 'by its name';

/** Several of the net differ in their patterns alone, which nobody reads; each daemon has other limits. */
function* policyLines(policies: readonly Policy[], pen: Pen): Generator<string> {
  const { style } = pen;
  const line = (policy: Policy): string => `  policy ${inert(policy.name)}  ${style.dim(policyText(policy))}`;
  const net = policies.filter(({ applyTo }) => applyTo === 'exchanges');
  const [first] = net;
  const last = net.at(-1);
  if (net.length <= POLICIES) yield* net.map(line);
  else if (first && last) {
    pen.folded = true;
    const names = `${inert(first.name)} … ${inert(last.name)} (${thousands(net.length)})`;
    yield `  policy ${names}  ${style.dim(leadsTo(first))}`;
  }
  yield* policies.filter(({ applyTo }) => applyTo !== 'exchanges').map(line);
}

interface Node {
  readonly kind: ObjectKind;
  readonly object: Exchange | Queue;
  /** From its parent to it; none: draining. Of what hangs nowhere: undefined. */
  readonly bindings: readonly Binding[] | undefined;
  readonly parent: Parent | undefined;
}

interface Parent {
  readonly exchange: string;
  /** The last part of the address: what the binding of a draining queue would have. Undefined at the direct exchange. */
  readonly last: { readonly level: Level; readonly id: string } | undefined;
}

interface Tree {
  childrenOf(kind: ObjectKind, name: string): readonly Node[];
  /** What hangs nowhere. */
  readonly beside: readonly Node[];
}

function growTree(compiled: Compiled): Tree {
  const { topology, origins } = compiled;
  const { entry, direct } = waysOf(compiled);
  const exchangesAt = exchangesByAddress(compiled);
  const hangingFrom = (origin: Origin): Parent | undefined => {
    if (entry !== undefined) return parentInTree(origin, exchangesAt);
    return direct !== undefined && origin.role === 'tree' ? { exchange: direct, last: undefined } : undefined;
  };
  const bindings = { exchange: new Map<string, Binding[]>(), queue: new Map<string, Binding[]>() };
  for (const binding of topology.bindings)
    if (entry === undefined || binding.source !== direct)
      pushTo(bindings[binding.destinationType], binding.destination, binding);
  const children = new Map<string, Node[]>();
  const beside: Node[] = [];
  const add = (kind: ObjectKind, object: Exchange | Queue): void => {
    const origin = origins[`${kind}s`].get(object.name);
    const parent = origin && hangingFrom(origin);
    if (parent === undefined) {
      if (origin?.role === 'net') beside.push({ kind, object, bindings: undefined, parent });
      return;
    }
    const node = { kind, object, bindings: bindings[kind].get(object.name) ?? [], parent };
    pushTo(children, parent.exchange, node);
  };
  for (const queue of topology.queues.values()) add('queue', queue);
  for (const exchange of topology.exchanges.values()) add('exchange', exchange);
  return {
    childrenOf: (kind, name) => (kind === 'exchange' ? (children.get(name) ?? []) : []),
    beside,
  };
}

/** Undefined of the entry, and of what stands beside the tree. */
function parentInTree({ role, address }: Origin, exchangesAt: ReadonlyMap<string, string>): Parent | undefined {
  const level = levelOf(address);
  const id = level && address[level];
  const exchange = exchangesAt.get(addressKey(parentOf(address)));
  return role !== 'tree' || level === undefined || id === undefined || exchange === undefined
    ? undefined
    : { exchange, last: { level, id } };
}

function detailOf(object: Exchange | Queue): string {
  if ('type' in object) return object.type === 'headers' ? '' : inert(object.type);
  return inert([queueType(object), ...argumentTexts(object.arguments)].join(', '));
}

/** More siblings of one kind are folded to the first three and the last. */
const SIBLINGS = 12;

function* childLines(tree: Tree, indent: string, children: readonly Node[], pen: Pen): Generator<string> {
  const { style } = pen;
  const last = children.at(-1);
  const shown = visible(children, pen);
  const label = Math.max(0, ...shown.map((node) => widthOf(labelOf(node))));
  const queues = shown.filter(({ kind }) => kind === 'queue');
  const name = Math.max(0, ...queues.map(({ object }) => widthOf(inert(object.name))));
  const lines = function* (node: Node): Generator<string> {
    const end = node === last;
    const corner = style.dim(`${indent}${end ? '└' : '├'}${isDraining(node) ? '╌╌' : '──'}`);
    yield `${corner} ${nodeText(node, pen, label, name)}`;
    yield* childLines(tree, `${indent}${end ? '   ' : '│  '}`, tree.childrenOf(node.kind, node.object.name), pen);
  };
  yield* foldLines(children, pen, lines, `${indent}│   `);
}

function visible(nodes: readonly Node[], { siblings }: Pen): readonly Node[] {
  return (['queue', 'exchange'] as const).flatMap((kind) => {
    const alike = nodes.filter((node) => node.kind === kind);
    return alike.length <= siblings ? alike : [...alike.slice(0, 3), ...alike.slice(-1)];
  });
}

function* foldLines(
  nodes: readonly Node[],
  pen: Pen,
  lines: (node: Node) => Iterable<string>,
  indent = '  ',
): Generator<string> {
  for (const kind of ['queue', 'exchange'] as const) {
    const alike = nodes.filter((node) => node.kind === kind);
    const shown = visible(alike, pen);
    for (const [index, node] of shown.entries()) {
      if (alike.length > shown.length && index === shown.length - 1) {
        pen.folded = true;
        yield pen.style.dim(`${indent}${moreText(kind, alike.slice(3, -1), pen.marks)}`);
      }
      yield* lines(node);
    }
  }
}

function moreText(kind: ObjectKind, hidden: readonly Node[], marks: Marks): string {
  const draining = hidden.filter(isDraining).length;
  const marked = marks.among(
    kind,
    hidden.map(({ object }) => object.name),
  );
  const told = marked === '' && draining > 0 ? `${thousands(draining)} of them draining` : marked;
  return `… ${thousands(hidden.length)} more${told === '' ? '' : `, ${told}`} …`;
}

function besideText({ kind, object }: Node, pen: Pen): string {
  const detail = detailOf(object);
  const told = detail === '' ? '' : `  ${pen.style.dim(detail)}`;
  return `${kind} ${inert(object.name)}${told}${markText(kind, object.name, pen)}`;
}

function markText(kind: ObjectKind, name: string, { marks, style }: Pen): string {
  const mark = marks.of(kind, name);
  return mark === '' ? '' : `  ${style.hold(mark)}`;
}

function nodeText(node: Node, pen: Pen, labelWidth: number, nameWidth: number): string {
  const { kind, object } = node;
  const { style } = pen;
  const label = pad(labelOf(node), labelWidth);
  const detail = detailOf(object);
  const told = detail === '' ? '' : `  ${style.dim(detail)}`;
  const name = inert(object.name);
  const mark = markText(kind, object.name, pen);
  if (kind === 'exchange') return `${label} ${style.dim('──▶')} ${name}${told}${mark}`;
  if (!isDraining(node)) return `${label} ${style.dim('──▶')} ${pad(name, nameWidth)}${told}${mark}`;
  const unbound = mark === '' ? `  ${style.hold('draining, not bound')}` : mark;
  return `${style.dim(`${label} ╌╌ `)} ${pad(name, nameWidth)}${told}${unbound}`;
}

function labelOf({ kind, bindings, parent }: Node): string {
  if (parent && !parent.last) return BY_NAME;
  const bound = bindings?.map(criteriaText).join(', ');
  if (bound !== undefined && bound !== '') return bound;
  return parent?.last ? inert(`${parent.last.level}=${parent.last.id}`) : kind;
}

function isDraining({ bindings }: Node): boolean {
  return bindings?.length === 0;
}

function countsText({ topology, origins }: Compiled): string {
  let draining = 0;
  const { exchanges, queues, bindings, policies } = topology;
  for (const name of queues.keys()) if (origins.queues.get(name)?.draining === true) draining += 1;
  const told = [
    counted(exchanges.size, 'exchange'),
    `${counted(queues.size, 'queue')}${draining > 0 ? ` (${thousands(draining)} draining)` : ''}`,
    counted(bindings.length, 'binding'),
    ...(policies.length > 0 ? [counted(policies.length, 'policy')] : []),
  ];
  return `${told.join(', ')}.`;
}
