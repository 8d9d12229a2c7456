// Text → a tree of our own nodes, or what is wrong with the YAML. The only file that knows the package `yaml`.
// Surprise: its lexer and parser are driven by hand, so that nesting and second documents are seen before anything
// recursive runs; and unique keys, aliases and merge keys are ours, because the package's checks are quadratic
// (100,000 keys in 40 s) or blind (an alias bomb).

import { Composer, Lexer, Parser, isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { CST, Document } from 'yaml';
import type { Problem } from '../inventory.js';
import { nearest } from '../shape/nearest.js';
import type { Source } from './source.js';
import { errorAt, placeOf, quote } from './source.js';
import type { Entry, List, Mapping, Node, Scalar } from './tree.js';
import { isHarmless, yamlProblems } from './yaml-problems.js';

const MAX_DEPTH = 100;
/** How many nodes aliases may stand for, beside those that are written. */
const MAX_ALIASED = 1_000_000;

/** Out: no root where the file is empty, or so broken that what follows would be guesswork. */
export interface Parsed {
  readonly root: Node | undefined;
  readonly problems: readonly Problem[];
  /** A second document follows, which is not read. */
  readonly partial: boolean;
}

export function parse(source: Source): Parsed {
  const { document, problems, partial } = compose(source);
  const faults = [...(document?.errors ?? []), ...(document?.warnings ?? []).filter(isTagFault)];
  const found = [...problems, ...yamlProblems(source, faults, lastScalar(document?.contents))];
  if (document?.contents == null || !faults.every(({ code }) => isHarmless(code)))
    return { root: undefined, problems: found, partial };
  const walk: Walk = { source, problems: found, anchors: new Map(), aliased: 0, stopped: false };
  const { node } = visit(walk, document.contents, 1);
  return { root: walk.stopped ? undefined : node, problems: found, partial };
}

function isTagFault({ code }: { readonly code: string }): boolean {
  return code === 'TAG_RESOLVE_FAILED';
}

/** Where the last scalar of the file begins: a quote that is never closed swallows the rest. */
function lastScalar(node: unknown): number | undefined {
  if (isScalar(node)) return node.range?.[0];
  if (isMap(node)) {
    const last = node.items.at(-1);
    return lastScalar(last?.value) ?? lastScalar(last?.key);
  }
  return isSeq(node) ? lastScalar(node.items.at(-1)) : undefined;
}

interface Composed {
  readonly document: Document.Parsed | undefined;
  readonly problems: Problem[];
  readonly partial: boolean;
}

/** The first document; none where it is nested too deeply for anything recursive. */
function compose(source: Source): Composed {
  const parser = new Parser();
  const composer = new Composer({ version: '1.2', uniqueKeys: false, resolveKnownTags: false, logLevel: 'silent' });
  const documents: Document.Parsed[] = [];
  const problems: Problem[] = [];
  let seen = 0;
  const take = (token: CST.Token): void => {
    if (token.type === 'document') seen += 1;
    const version = token.type === 'directive' ? /^%YAML\s+(\S+)/.exec(token.source)?.[1] : undefined;
    if (version === undefined) documents.push(...composer.next(token));
    else if (version !== '1.2') problems.push(otherYaml(source, token.offset, version));
  };
  for (const lexeme of new Lexer().lex(source.text)) {
    for (const token of parser.next(lexeme)) take(token);
    const [bottom] = parser.stack;
    if (seen > 0 && bottom?.type === 'document') {
      problems.push(secondDocument(source, bottom.offset));
      documents.push(...composer.end());
      return { document: documents[0], problems, partial: true };
    }
    if (parser.stack.length > MAX_DEPTH + 2)
      return { document: undefined, problems: [...problems, tooDeep(source, parser.offset)], partial: true };
  }
  for (const token of parser.end()) take(token);
  documents.push(...composer.end());
  return { document: documents[0], problems, partial: false };
}

function otherYaml(source: Source, offset: number, version: string): Problem {
  return errorAt({ source, offset }, `the file is written for YAML ${version}`, 'YAML 1.2', 'take this line out');
}

function secondDocument(source: Source, offset: number): Problem {
  return errorAt(
    { source, offset },
    'a second YAML document begins here',
    'one document in a file',
    'put it into a file of its own',
  );
}

function tooDeep(source: Source, offset: number): Problem {
  return errorAt({ source, offset }, 'the nesting is too deep', `at most ${MAX_DEPTH} levels`);
}

interface Walk {
  readonly source: Source;
  readonly problems: Problem[];
  readonly anchors: Map<string, Visited | 'open'>;
  aliased: number;
  /** Nothing that is read from here on would be true. */
  stopped: boolean;
}

interface Visited {
  readonly node: Node;
  /** Nodes that it stands for, aliases unfolded. */
  readonly size: number;
  /** Levels of lists and mappings below it, itself included. */
  readonly height: number;
}

/** `before`: where the key stands, for a value that is not there. */
function visit(walk: Walk, written: unknown, depth: number, before?: Scalar): Visited {
  if (isAlias(written)) return visitAlias(walk, written.source, written.range?.[0] ?? 0, depth);
  if (!isScalar(written) && !isMap(written) && !isSeq(written))
    return { node: leftOut(walk, before?.offset ?? 0), size: 1, height: 0 };
  const offset = written.range?.[0] ?? 0;
  if (isScalar(written) && written.anchor === undefined)
    return { node: scalarOf(walk, written, offset), size: 1, height: 0 };
  if (!isScalar(written) && depth > MAX_DEPTH) return stop(walk, tooDeep(walk.source, offset));
  const { anchor } = written;
  if (anchor !== undefined) walk.anchors.set(anchor, 'open');
  const visited = isScalar(written)
    ? { node: scalarOf(walk, written, offset), size: 1, height: 0 }
    : isMap(written)
      ? visitMapping(walk, written.items, offset, depth)
      : visitList(walk, written.items, offset, depth);
  if (anchor !== undefined) walk.anchors.set(anchor, visited);
  return visited;
}

function visitAlias(walk: Walk, name: string, offset: number, depth: number): Visited {
  const { source } = walk;
  const target = walk.anchors.get(name);
  if (target === undefined || target === 'open') {
    const message = target
      ? `the alias *${name} stands inside its own anchor`
      : `there is no anchor &${name} before the alias *${name}`;
    const hint = target ? undefined : nearest(name, [...walk.anchors.keys()]);
    return stop(walk, errorAt({ source, offset }, message, 'an anchor that ends before the alias', hint));
  }
  walk.aliased += target.size;
  if (depth + target.height > MAX_DEPTH + 1) return stop(walk, tooDeep(source, offset));
  if (walk.aliased > MAX_ALIASED)
    return stop(
      walk,
      errorAt(
        { source, offset },
        'the aliases of this file unfold to too much',
        `at most ${MAX_ALIASED} entries by aliases`,
      ),
    );
  return target;
}

/** Says it once: what has been stopped reports nothing more. */
function stop(walk: Walk, problem: Problem): Visited {
  if (!walk.stopped) walk.problems.push(problem);
  walk.stopped = true;
  return { node: leftOut(walk, 0), size: 1, height: 0 };
}

function visitList(walk: Walk, written: readonly unknown[], offset: number, depth: number): Visited {
  const items: Node[] = [];
  let size = 1;
  let height = 0;
  for (const item of written) {
    const visited = visit(walk, item, depth + 1);
    items.push(visited.node);
    size += visited.size;
    height = Math.max(height, visited.height);
  }
  const list: List = { kind: 'list', items, value: items.map((item) => item.value), source: walk.source, offset };
  return { node: list, size, height: height + 1 };
}

function visitMapping(
  walk: Walk,
  pairs: readonly { key: unknown; value: unknown }[],
  offset: number,
  depth: number,
): Visited {
  const entries = new Map<string, Entry>();
  const merges: Node[] = [];
  let size = 1;
  let height = 0;
  for (const pair of pairs) {
    const key = visit(walk, pair.key, depth + 1).node;
    const visited = visit(walk, pair.value, depth + 1, key.kind === 'scalar' ? key : undefined);
    size += visited.size + 1;
    height = Math.max(height, visited.height);
    if (walk.stopped) break;
    if (key.kind !== 'scalar')
      walk.problems.push(errorAt(key, `a ${key.kind} stands where a key belongs`, 'a name or an id'));
    else if (key.plain && key.text === '<<')
      merges.push(...(visited.node.kind === 'list' ? visited.node.items : [visited.node]));
    else addEntry(walk, entries, { key, value: visited.node });
  }
  for (const node of merges) {
    if (node.kind !== 'mapping')
      walk.problems.push(
        errorAt(node, 'the merge key << takes no such value', 'an alias of a mapping, or a list of them'),
      );
    else for (const [text, entry] of node.entries) if (!entries.has(text)) entries.set(text, entry);
  }
  const value: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [text, entry] of entries) value[text] = entry.value.value;
  const mapping: Mapping = { kind: 'mapping', entries, value, source: walk.source, offset };
  return { node: mapping, size, height: height + 1 };
}

function addEntry(walk: Walk, entries: Map<string, Entry>, entry: Entry): void {
  const { key } = entry;
  const first = entries.get(key.text)?.key;
  if (!first) entries.set(key.text, entry);
  else if (!walk.stopped)
    walk.problems.push(
      errorAt(
        key,
        `the key ${quote(key.text)} is there already, at line ${placeOf(first).line}`,
        'each key once',
        'put the two together',
      ),
    );
}

function scalarOf(walk: Walk, written: unknown, offset: number): Scalar {
  if (!isScalar(written)) return leftOut(walk, offset);
  const { value, source: typed = '', type, tag } = written;
  const plain = type === 'PLAIN' && tag === undefined;
  const text = type !== 'PLAIN' && typeof value === 'string' ? value : typed;
  return { kind: 'scalar', value: readValue(value, text), text, plain, source: walk.source, offset };
}

/** JSON has no infinity and no NaN: `.inf` is a text. */
function readValue(value: unknown, text: string): Scalar['value'] {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : text;
  return null;
}

function leftOut({ source }: Walk, offset: number): Scalar {
  return { kind: 'scalar', value: null, text: '', plain: true, source, offset };
}
