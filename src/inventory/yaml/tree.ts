// A YAML file as a tree that remembers where everything was written. Aliases are resolved (their nodes are shared),
// merge keys are merged. Surprise: a scalar has a `value` (what YAML 1.2 reads: 7) and a `text` (what was typed: 007).

import type { Located } from './source.js';

export type Node = Scalar | List | Mapping;

export interface Scalar extends Located {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** The source text of a plain scalar; the value of a quoted one. */
  readonly text: string;
  /** Neither quoted nor tagged: only such a one can be a range. */
  readonly plain: boolean;
}

export interface List extends Located {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly value: readonly unknown[];
}

export interface Mapping extends Located {
  readonly kind: 'mapping';
  /** By the text of the key, in the order written; what was merged comes last. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Without a prototype, so that no key is special. */
  readonly value: Readonly<Record<string, unknown>>;
}

export interface Entry {
  readonly key: Scalar;
  readonly value: Node;
}

/** The entries of a mapping; none of anything else, so that a rule can go on where the shape is wrong. */
export function entriesOf(node: Node | undefined): Iterable<Entry> {
  return node?.kind === 'mapping' ? node.entries.values() : [];
}

export function entryOf(node: Node | undefined, key: string): Entry | undefined {
  return node?.kind === 'mapping' ? node.entries.get(key) : undefined;
}

export function valueAt(node: Node | undefined, ...path: readonly string[]): Node | undefined {
  return path.reduce((inner, key) => entryOf(inner, key)?.value, node);
}

/** The scalars of a list; none of anything else. */
export function scalarsOf(node: Node | undefined): readonly Scalar[] {
  return node?.kind === 'list' ? node.items.filter((item) => item.kind === 'scalar') : [];
}

/** The entries of a list, or the keys of a mapping: what stands under `hypervisors`. */
export function keysOf(node: Node | undefined): readonly Scalar[] {
  return node?.kind === 'list' ? scalarsOf(node) : [...entriesOf(node)].map(({ key }) => key);
}

/** The text of a scalar that YAML reads as text. */
export function stringOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

/** A value that was left out: `key:` and nothing behind it. */
export function isLeftOut(node: Node): boolean {
  return node.kind === 'scalar' && node.plain && node.text === '';
}

/** Where a problem of this entry's value is shown: at its key when there is nothing else to show. */
export function shownAt({ key, value }: Entry): Located {
  return isLeftOut(value) ? key : value;
}
