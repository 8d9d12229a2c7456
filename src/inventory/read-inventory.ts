// Texts of one or more files → Inventory, and every problem of all of them in one run.

import { checkSchema } from './shape/check-schema.js';
import { decode } from './yaml/decode.js';
import type { Inventory, Problem } from './inventory.js';
import type { GoodFile } from './normalise.js';
import { normalise } from './normalise.js';
import { parse } from './yaml/parse.js';
import { nearest } from './shape/nearest.js';
import { rules } from './rules/rules.js';
import type { Located } from './yaml/source.js';
import { errorAt, makeSource } from './yaml/source.js';
import type { Mapping } from './yaml/tree.js';
import { entryOf, isLeftOut } from './yaml/tree.js';
import { unite } from './yaml/written.js';

export interface InventoryText {
  /** As it is named in problems and in the plan. */
  readonly file: string;
  readonly text: Uint8Array | string;
}

export interface ReadOptions {
  /** There are more files, which could not be read: nothing is said about what may stand in them. */
  readonly incomplete?: boolean;
}

/** `inventory` is there exactly when no problem is an error. Problems stand in the order of files, lines and columns. */
export function readInventory(
  documents: readonly InventoryText[],
  { incomplete = false }: ReadOptions = {},
): { readonly inventory: Inventory | undefined; readonly problems: readonly Problem[] } {
  const files = documents.map(readFile);
  const roots = files.flatMap(({ root }) => root ?? []);
  const problems = files.flatMap((file) => file.problems);
  const written = unite(roots, incomplete || files.some((file) => !file.root || file.partial));
  // No spread into push: there may be more problems than a call takes arguments.
  for (const rule of rules) for (const problem of rule(written)) problems.push(problem);
  if (documents.length === 0 && !incomplete)
    problems.push(errorAt(startOf('topo.yaml'), 'there is no inventory', 'a file that begins with version: 1'));
  const found = inOrder(withoutRepeats(problems), documents);
  const bad = found.some(({ severity }) => severity === 'error');
  const good = files.flatMap(({ root, value }) => (root && value ? [{ root, value }] : []));
  // An inventory that lacks a file would have its queues deleted.
  if (!bad && good.length < files.length) throw new Error('a file of a wrong shape, and no problem says what is wrong');
  return { inventory: bad ? undefined : normalise(good), problems: found };
}

interface ReadFile extends Partial<GoodFile> {
  readonly problems: readonly Problem[];
  /** There is more in it than was read. */
  readonly partial?: boolean;
}

function readFile({ file, text }: InventoryText): ReadFile {
  const source = decode(file, text);
  if ('message' in source) return { problems: [source] };
  const { root, problems, partial } = parse(source);
  const bare = root === undefined || isLeftOut(root);
  if (bare && problems.length > 0) return { problems };
  if (bare) return { problems: [errorAt({ source, offset: 0 }, 'the file is empty', SHAPE)] };
  if (root.kind !== 'mapping')
    return {
      problems: [
        ...problems,
        errorAt(root, `the file is ${root.kind === 'list' ? 'a list' : 'a single value'}`, SHAPE),
      ],
    };
  if (isSomethingElse(root)) return { problems: [errorAt(root, 'the file is no inventory', SHAPE)] };
  const version = otherVersion(root);
  if (version) return { problems: [...problems, version] };
  const checked = checkSchema(root);
  return { ...checked, root, partial, problems: [...problems, ...checked.problems] };
}

const SHAPE = 'version: 1, and below it daemons and clusters';

const KEYS = ['vhost', 'broker', 'routing', 'guard', 'queue', 'daemons', 'clusters'];

/** None of its keys is one of ours, or nearly: to say so of each would print a file that nobody meant to show. */
function isSomethingElse(root: Mapping): boolean {
  const keys = [...root.entries.keys()];
  return (
    keys.length > 0 && !keys.some((key) => key === 'version' || KEYS.includes(key) || nearest(key, KEYS) !== undefined)
  );
}

/** Of another version nothing else can be said. */
function otherVersion(root: Mapping): Problem | undefined {
  const version = entryOf(root, 'version');
  if (version?.value.kind !== 'scalar' || typeof version.value.value !== 'number' || version.value.value === 1)
    return undefined;
  return errorAt(
    version.value,
    `"version" is ${version.value.text}`,
    'version: 1, the only one that this topo knows',
    'is this topo too old?',
  );
}

function startOf(file: string): Located {
  return { source: makeSource(file, ''), offset: 0 };
}

/**
 * What several aliases stand for is seen several times, and is wrong once; only the message may differ, by the name of
 * what it stands in.
 */
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ file, line, column, severity, message, expected }) => {
    const key = `${file}\n${line}:${column} ${severity} ${expected ?? message}`;
    return !seen.has(key) && seen.add(key);
  });
}

function inOrder(problems: readonly Problem[], documents: readonly InventoryText[]): readonly Problem[] {
  const rank = new Map(documents.map(({ file }, index) => [file, index]));
  return [...problems].sort(
    (a, b) => (rank.get(a.file) ?? 0) - (rank.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  );
}
