// The trees of all files as one inventory, still as they were written: what the rules look at.
// Where a key stands twice, the first one counts and the second is a problem.

import type { Problem } from '../inventory.js';
import { errorAt, placeText, quote } from './source.js';
import type { Entry, Mapping, Node } from './tree.js';
import { entriesOf, entryOf, stringOf } from './tree.js';

export interface Written {
  readonly roots: readonly Mapping[];
  /** Part of the inventory could not be read, so what is not found may well be there. */
  readonly incomplete: boolean;
  readonly vhost: Entry | undefined;
  readonly broker: Entry | undefined;
  readonly routing: Entry | undefined;
  readonly queue: Entry | undefined;
  readonly daemons: ReadonlyMap<string, Entry>;
  readonly clusters: ReadonlyMap<string, Entry>;
}

const SINGLE_KEYS = ['vhost', 'broker', 'routing', 'guard', 'queue'] as const;

export function unite(roots: readonly Mapping[], incomplete: boolean): Written {
  const single = (key: (typeof SINGLE_KEYS)[number]): Entry | undefined => standing(roots, key)[0];
  return {
    roots,
    incomplete,
    vhost: single('vhost'),
    broker: single('broker'),
    routing: single('routing'),
    queue: single('queue'),
    daemons: union(roots, 'daemons'),
    clusters: union(roots, 'clusters'),
  };
}

function standing(roots: readonly Mapping[], key: string): readonly Entry[] {
  return roots.flatMap((root) => entryOf(root, key) ?? []);
}

function union(roots: readonly Mapping[], key: 'daemons' | 'clusters'): ReadonlyMap<string, Entry> {
  const all = new Map<string, Entry>();
  for (const part of standing(roots, key))
    for (const entry of entriesOf(part.value)) if (!all.has(entry.key.text)) all.set(entry.key.text, entry);
  return all;
}

export function* onlyOneFileSetsIt({ roots }: Written): Generator<Problem> {
  for (const key of SINGLE_KEYS) {
    const [first, ...more] = standing(roots, key);
    for (const again of more)
      if (first)
        yield errorAt(
          again.key,
          `${quote(key)} stands in ${placeText(first.key)} already`,
          'in one file only',
          'put the two together',
        );
  }
}

export function* noDaemonOrClusterTwice(written: Written): Generator<Problem> {
  for (const [kind, key] of [
    ['daemon', 'daemons'],
    ['cluster', 'clusters'],
  ] as const)
    for (const part of standing(written.roots, key))
      for (const { key: again } of entriesOf(part.value)) {
        const first = written[key].get(again.text)?.key;
        if (first && first !== again)
          yield errorAt(
            again,
            `${kind} ${quote(again.text)} stands in ${placeText(first)} already`,
            `each ${kind} once in all files`,
            'put the two together',
          );
      }
}

export function scopeOf(daemon: Entry | undefined): string | undefined {
  return stringOf(entryOf(daemon?.value, 'scope')?.value);
}

/** The daemons that a list names, or undefined where there is no list. */
export function namedIn(node: Node | undefined): readonly string[] | undefined {
  const list = entryOf(node, 'daemons')?.value;
  return list?.kind === 'list' ? list.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : [])) : undefined;
}
