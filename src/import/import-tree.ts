// Live → the inventory that it answers to, and what that cannot say. First a guess, off the bindings and the names; then the
// pipeline itself reads the text and judges it against the same picture.

import { compile } from '../compile/index.js';
import type { Problem } from '../inventory/index.js';
import { entryPart, jsonOf, mappingPart, printYaml, readInventory, valuePart } from '../inventory/index.js';
import type { Live } from '../live/index.js';
import { startPlan } from '../plan/index.js';
import { TREE_FILE, fileNames } from './file-names.js';
import type { Left } from './left.js';
import { findLeft } from './left.js';
import type { Picture } from './seen/picture.js';
import { takePicture } from './seen/picture.js';
import type { Root } from './seen/roots.js';
import { findRoots, headersExchanges, nameOfRoot, rootNamed } from './seen/roots.js';
import { sight } from './seen/sightings.js';
import { isWritable } from './written/accepted.js';
import type { Counts, WrittenInventory } from './written/inventory.js';
import { wholeOf, writeInventory } from './written/inventory.js';

export interface Imported {
  readonly live: Live;
  /** The exchange that the tree was found by. */
  readonly root: string;
  readonly files: readonly ImportedFile[];
  /** As JSON.stringify takes it: with each id by itself. */
  readonly inventory: () => unknown;
  readonly counts: Counts;
  readonly left: readonly Left[];
}

export interface ImportedFile {
  readonly name: string;
  readonly text: string;
}

/** Why there is no inventory. `named`: of `--entry`. */
export type NotFound =
  /** None: the headers exchanges that are there. */
  | { readonly why: 'none' | 'several'; readonly names: readonly string[] }
  | {
      readonly why: 'no exchange' | 'no root' | 'unwritable';
      readonly name: string;
      readonly names: readonly string[];
    };

/** `entry`: the exchange at which the tree begins. `split`: a file a cluster; else all is one file. */
export function importTree(
  live: Live,
  entry: string | undefined,
  split: boolean,
): { readonly imported: Imported } | { readonly notFound: NotFound } {
  const picture = takePicture(live);
  const roots =
    entry === undefined ? findRoots(picture) : [rootNamed(picture, entry)].filter((root) => root !== undefined);
  const [root] = roots;
  if (!root || roots.length > 1) return { notFound: whyNot(picture, entry, roots) };
  if (!isWritable('entry', root.entry) || !isWritable('owner', root.owner))
    return { notFound: { why: 'unwritable', name: nameOfRoot(root), names: [] } };

  const written = writeInventory(sight(picture, root), live.topology, live.vhost);
  const files = filesOf(written.write(true), split);
  const wanted = judged(files);
  const { assessment, draft } = startPlan(wanted, live, { prune: true, replace: [], adopt: [] });
  return {
    imported: {
      live,
      root: nameOfRoot(root),
      files,
      inventory: () => jsonOf(wholeOf(written.write(false))),
      counts: written.counts,
      left: findLeft(picture, assessment, draft),
    },
  };
}

function whyNot(picture: Picture, entry: string | undefined, roots: readonly Root[]): NotFound {
  if (entry === undefined && roots.length > 0) return { why: 'several', names: roots.map(nameOfRoot).sort() };
  if (entry === undefined) return { why: 'none', names: headersExchanges(picture) };
  const names = findRoots(picture).map(nameOfRoot).sort();
  return { why: picture.topology.exchanges.has(entry) ? 'no root' : 'no exchange', name: entry, names };
}

function filesOf(written: WrittenInventory, split: boolean): readonly ImportedFile[] {
  if (!split) return [{ name: 'topo.yaml', text: printYaml(wholeOf(written)) }];
  const { tree, clusters } = written;
  const names = fileNames(clusters.map(({ id }) => id));
  return [
    { name: TREE_FILE, text: printYaml(mappingPart(tree)) },
    ...clusters.map(({ entry }, index) => ({
      name: names[index] ?? '',
      text: printYaml(mappingPart([entryPart('version', valuePart(1)), entryPart('clusters', mappingPart([entry]))])),
    })),
  ];
}

/** The text as the next command will read it. What it refuses is a fault of the writing, and never of the tree. */
function judged(files: readonly ImportedFile[]): Parameters<typeof startPlan>[0] {
  const { inventory, problems } = readInventory(files.map(({ name, text }) => ({ file: name, text })));
  if (!inventory) throw refusedText(problems);
  const made = compile(inventory);
  if ('problems' in made) throw refusedText(made.problems);
  return { compiled: made.compiled, inventory };
}

function refusedText(problems: readonly Problem[]): Error {
  const [first] = problems.filter(({ severity }) => severity === 'error');
  return new Error(
    `the inventory that was made is refused: ${first?.file ?? ''}:${first?.line ?? 0}: ${first?.message ?? ''}`,
  );
}
