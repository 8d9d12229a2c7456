// YAML text → a tree of our own nodes with their places, or the problems of the text. The only file that knows `yaml`.
//
// Surprise: `yaml` checks unique keys and expands aliases in ways that take quadratic time and more (40 s for 100,000
// keys, measured), so both are done here, in one walk. The text of a plain scalar is kept: an id is what was typed.

import type { Document, Node, ParsedNode } from 'yaml';
import { LineCounter, isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Place } from '../topology/index.js';
import type { Problem } from './inventory.js';

export type Written = WrittenScalar | WrittenList | WrittenMapping;

export interface WrittenScalar {
  readonly kind: 'scalar';
  readonly value: unknown;
  /** What was typed, for a plain scalar; the value, for a quoted one. */
  readonly text: string;
  readonly quoted: boolean;
  readonly at: Place;
}

export interface WrittenList {
  readonly kind: 'list';
  readonly items: readonly Written[];
  readonly at: Place;
}

export interface WrittenMapping {
  readonly kind: 'mapping';
  readonly entries: readonly WrittenEntry[];
  readonly at: Place;
}

export interface WrittenEntry {
  readonly key: WrittenScalar;
  readonly value: Written;
}

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_DEPTH = 100;
/** How many nodes aliases may stand for beyond those that are written. */
const MAX_ALIASED = 1_000_000;

/** Out: the root of the one document (undefined where it is empty or unreadable), and what is wrong with the text. */
export function parseYaml(file: string, bytes: Uint8Array | string): { root: Written | undefined; problems: Problem[] } {
  const at = (line: number, column: number, message: string, expected?: string): Problem => ({
    file,
    line,
    column,
    severity: 'error',
    message,
    ...(expected !== undefined && { expected }),
  });
  if (bytes.length > MAX_BYTES)
    return { root: undefined, problems: [at(1, 1, `the file has ${bytes.length} bytes`, 'at most 64 MiB in one file')] };
  const text = typeof bytes === 'string' ? bytes.replace(/^\uFEFF/, '') : new TextDecoder().decode(bytes);
  const lineStart = (offset: number): [number, number] => {
    const before = text.slice(0, offset).split('\n');
    return [before.length, (before.at(-1)?.length ?? 0) + 1];
  };
  if (typeof bytes !== 'string' && !isUtf8(bytes))
    return {
      root: undefined,
      problems: [at(...lineStart(Math.max(0, text.indexOf('\uFFFD'))), 'the text is not UTF-8', 'YAML in UTF-8')],
    };
  const nul = text.indexOf('\0');
  if (nul >= 0) return { root: undefined, problems: [at(...lineStart(nul), 'a NUL character', 'text')] };

  const lines = new LineCounter();
  try {
    const documents = parseAllDocuments(text, {
      lineCounter: lines,
      uniqueKeys: false,
      prettyErrors: false,
      version: '1.2',
      logLevel: 'silent',
    });
    const list = Array.isArray(documents) ? documents : [];
    return new Walk(file, lines).document(list);
  } catch (error) {
    const deep = error instanceof RangeError;
    return {
      root: undefined,
      problems: [
        deep
          ? at(1, 1, 'the text is nested too deeply', `at most ${MAX_DEPTH} levels`)
          : at(1, 1, `the text cannot be read: ${error instanceof Error ? error.message : String(error)}`, 'YAML 1.2'),
      ],
    };
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

interface Known {
  readonly node: Written;
  /** Nodes that it stands for, aliases unfolded. */
  readonly weight: number;
}

class Walk {
  private readonly problems: Problem[] = [];
  private readonly anchors = new Map<string, Known>();
  private aliased = 0;
  private tooMuch = false;

  constructor(
    private readonly file: string,
    private readonly lines: LineCounter,
  ) {}

  document(documents: readonly Document.Parsed[]): { root: Written | undefined; problems: Problem[] } {
    const [first, second] = documents;
    for (const error of first?.errors ?? [])
      this.report(error.pos[0], plainReason(error.code, error.message), 'YAML 1.2');
    if (second && first?.errors.length === 0)
      this.report(second.range[0], 'a second YAML document', 'one document a file', 'put it into a file of its own');
    if (first?.directives.yaml.explicit === true && first.directives.yaml.version !== '1.2')
      this.report(0, `%YAML ${first.directives.yaml.version}`, 'YAML 1.2, which needs no directive');
    if (!first?.contents || this.problems.length > 0) return { root: undefined, problems: this.problems };
    const { node } = this.node(first.contents, 1);
    return { root: this.tooMuch ? undefined : node, problems: this.problems };
  }

  private node(node: ParsedNode | Node | null | undefined, depth: number): Known {
    const offset = node?.range?.[0] ?? 0;
    const at = this.place(offset);
    const empty = emptyAt(at);
    if (!node || this.tooMuch) return empty;
    if (depth > MAX_DEPTH) {
      this.tooMuch = true;
      this.report(offset, 'nested too deeply', `at most ${MAX_DEPTH} levels`);
      return empty;
    }
    if (isAlias(node)) return this.alias(node.source, offset) ?? empty;
    const known = isMap(node) ? this.mapping(node.items, at, depth) : isSeq(node) ? this.list(node.items, at, depth) : this.scalar(node, at);
    const anchor = 'anchor' in node ? node.anchor : undefined;
    if (typeof anchor === 'string') this.anchors.set(anchor, known);
    return known;
  }

  private alias(name: string, offset: number): Known | undefined {
    const known = this.anchors.get(name);
    if (!known) {
      this.report(offset, `there is no anchor &${name} before the alias *${name}`, 'an anchor that ends before it');
      return undefined;
    }
    this.aliased += known.weight;
    if (this.aliased > MAX_ALIASED && !this.tooMuch) {
      this.tooMuch = true;
      this.report(offset, 'the aliases stand for too many values', `at most ${MAX_ALIASED} by aliases`);
    }
    return known;
  }

  private scalar(node: unknown, at: Place): Known {
    if (!isScalar(node)) return emptyAt(at);
    const quoted = node.type !== 'PLAIN' && node.type !== undefined;
    const text = quoted ? String(node.value) : (node.source ?? '');
    return { node: { kind: 'scalar', value: node.value, text, quoted, at }, weight: 1 };
  }

  private list(items: readonly unknown[], at: Place, depth: number): Known {
    const made: Written[] = [];
    let weight = 1;
    for (const item of items) {
      const known = this.node(asNode(item), depth + 1);
      made.push(known.node);
      weight += known.weight;
    }
    return { node: { kind: 'list', items: made, at }, weight };
  }

  private mapping(items: readonly { key: unknown; value: unknown }[], at: Place, depth: number): Known {
    const entries = new Map<string, WrittenEntry>();
    const merged: Written[] = [];
    let weight = 1;
    for (const { key, value } of items) {
      const keyNode = this.node(asNode(key), depth + 1).node;
      // A value that was left out stands where its key does.
      const known = asNode(value) ? this.node(asNode(value), depth + 1) : emptyAt(keyNode.at);
      weight += known.weight + 1;
      if (keyNode.kind !== 'scalar') {
        this.reportAt(keyNode.at, `a ${keyNode.kind} as a key`, 'a name or an id');
        continue;
      }
      if (keyNode.text === '<<' && !keyNode.quoted) {
        merged.push(...(known.node.kind === 'list' ? known.node.items : [known.node]));
        continue;
      }
      const first = entries.get(keyNode.text);
      if (first) this.reportAt(keyNode.at, `the key ${quote(keyNode.text)} is there already, at line ${first.key.at.line}`, 'each key once');
      else entries.set(keyNode.text, { key: keyNode, value: known.node });
    }
    for (const source of merged) {
      if (source.kind !== 'mapping') this.reportAt(source.at, 'the merge key << takes no such value', 'a mapping, or a list of mappings');
      else for (const entry of source.entries) if (!entries.has(entry.key.text)) entries.set(entry.key.text, entry);
    }
    return { node: { kind: 'mapping', entries: [...entries.values()], at }, weight };
  }

  private place(offset: number): Place {
    const { line, col } = this.lines.linePos(offset);
    return { file: this.file, line: Math.max(1, line), column: Math.max(1, col) };
  }

  private report(offset: number, message: string, expected: string, hint?: string): void {
    this.reportAt(this.place(offset), message, expected, hint);
  }

  private reportAt(at: Place, message: string, expected: string, hint?: string): void {
    this.problems.push({ ...at, severity: 'error', message, expected, ...(hint !== undefined && { hint }) });
  }
}

function emptyAt(at: Place): Known {
  return { node: { kind: 'scalar', value: null, text: '', quoted: false, at }, weight: 1 };
}

function asNode(value: unknown): Node | null {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : null;
}

function plainReason(code: string, message: string): string {
  return code === 'TAB_AS_INDENT' ? 'a tab in the indentation' : message.replace(/ at line \d+, column \d+:?[\s\S]*$/, '');
}

/** A name or id from the inventory as it stands in a message. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

/** The plain JavaScript value, for the schema check. */
export function valueOf(node: Written): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(valueOf);
    case 'mapping': {
      const value: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
      for (const entry of node.entries) value[entry.key.text] = valueOf(entry.value);
      return value;
    }
  }
}
