// Where problems gather while an inventory is understood, and how a mapping is read.

import type { Place } from '../topology/index.js';
import type { Problem } from './inventory.js';
import type { Written, WrittenEntry } from './parse.js';

export interface Collector {
  readonly problems: Problem[];
  error(at: Place, message: string, expected: string, hint?: string): void;
  warning(at: Place, message: string, hint?: string): void;
}

export function startCollecting(): Collector {
  const problems: Problem[] = [];
  return {
    problems,
    error(at, message, expected, hint) {
      problems.push({ ...at, severity: 'error', message, expected, ...(hint !== undefined && { hint }) });
    },
    warning(at, message, hint) {
      problems.push({ ...at, severity: 'warning', message, ...(hint !== undefined && { hint }) });
    },
  };
}

/** The keys that a written form may have: a misspelt one does not compile, and the form is made from the schema. */
type KeyOf<T> = Extract<keyof NonNullable<T>, string>;

/** The entry of that key; undefined where it is not there, or the node is no mapping (the schema check says so). */
export function entryOf<T>(node: Written | undefined, key: KeyOf<T>): WrittenEntry | undefined {
  return node?.kind === 'mapping' ? node.entries.find((entry) => entry.key.text === key) : undefined;
}

export function entriesOf(node: Written | undefined): readonly WrittenEntry[] {
  return node?.kind === 'mapping' ? node.entries : [];
}

/** The text of a string scalar; undefined for all else. */
export function textOf(entry: WrittenEntry | undefined): string | undefined {
  return entry?.value.kind === 'scalar' && typeof entry.value.value === 'string' ? entry.value.value : undefined;
}
