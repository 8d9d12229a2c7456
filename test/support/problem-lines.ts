// What the inventory stage says about a few lines of YAML, as lines that a person would read.

import type { Inventory, Problem } from '../../src/inventory/index.js';
import { readInventory } from '../../src/inventory/index.js';

/** `2:12  the message | expected: … | hint: …`; `2:12 warning  …`; with the file only where it is not topo.yaml. */
export function problemLine({ file, line, column, severity, message, expected, hint, command }: Problem): string {
  const place = `${file === 'topo.yaml' ? '' : `${file}:`}${line}:${column}${severity === 'warning' ? ' warning' : ''}`;
  return [
    `${place}  ${message}`,
    ...(expected === undefined ? [] : [`expected: ${expected}`]),
    ...(hint === undefined ? [] : [`hint: ${hint}${command === undefined ? '' : `: ${command.command}`}`]),
  ].join(' | ');
}

/** The problems of one file as it is. */
export function linesOf(text: Uint8Array | string): readonly string[] {
  return readInventory([{ file: 'topo.yaml', text }]).problems.map(problemLine);
}

/** The problems of one file; `version: 1` is put before its first line, which so is line 2. */
export function problemsOf(yaml: string): readonly string[] {
  return linesOf(`version: 1\n${yaml}`);
}

/** Throws where the YAML is wrong. `version: 1` is put before its first line. */
export function inventoryOf(yaml: string): Inventory {
  const { inventory, problems } = readInventory([{ file: 'topo.yaml', text: `version: 1\n${yaml}` }]);
  if (!inventory) throw new Error(problems.map(problemLine).join('\n'));
  return inventory;
}
