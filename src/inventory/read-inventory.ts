// Texts of one or more files → Inventory, and every problem of all of them at once.

import { checkSchema } from './check-schema.js';
import { startCollecting } from './collect.js';
import type { Inventory, Problem } from './inventory.js';
import type { Written } from './parse.js';
import { parseYaml } from './parse.js';
import { understand } from './understand.js';

export interface InventoryText {
  /** As it is named in problems and in the plan. */
  readonly file: string;
  readonly text: Uint8Array | string;
}

/** `inventory` is there exactly when no problem is an error. Problems stand in the order of files and lines. */
export function readInventory(documents: readonly InventoryText[]): {
  readonly inventory: Inventory | undefined;
  readonly problems: readonly Problem[];
} {
  const collect = startCollecting();
  const roots: Written[] = [];
  for (const { file, text } of documents) {
    const { root, problems } = parseYaml(file, text);
    collect.problems.push(...problems);
    const start = { file, line: 1, column: 1 };
    if (root && !(root.kind === 'scalar' && root.value === null)) {
      roots.push(root);
      collect.problems.push(...checkSchema(root));
    } else if (problems.length === 0) collect.error(start, 'the file is empty', 'version: 1, and daemons or clusters');
  }
  const start = { file: documents[0]?.file ?? 'topo.yaml', line: 1, column: 1 };
  const inventory = understand(roots, start, collect);
  const problems = withSourceLines(inOrder(collect.problems, documents), documents);
  return { inventory: problems.some((problem) => problem.severity === 'error') ? undefined : inventory, problems };
}

function inOrder(problems: readonly Problem[], documents: readonly InventoryText[]): readonly Problem[] {
  const rank = new Map(documents.map(({ file }, index) => [file, index]));
  return [...problems].sort(
    (a, b) => (rank.get(a.file) ?? 0) - (rank.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  );
}

function withSourceLines(problems: readonly Problem[], documents: readonly InventoryText[]): readonly Problem[] {
  const lines = new Map<string, readonly string[]>();
  const linesOf = (file: string): readonly string[] => {
    const known = lines.get(file);
    if (known) return known;
    const text = documents.find((document) => document.file === file)?.text ?? '';
    const made = (typeof text === 'string' ? text : new TextDecoder().decode(text)).split(/\r\n|\n|\r/);
    lines.set(file, made);
    return made;
  };
  return problems.map((problem) => {
    const sourceLine = linesOf(problem.file)[problem.line - 1];
    return sourceLine === undefined ? problem : { ...problem, sourceLine };
  });
}
