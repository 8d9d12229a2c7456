// What is printed reads as what it was made of: whatever the ids are, however long the lists.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  entryPart,
  idPart,
  jsonOf,
  mappingPart,
  printYaml,
  rangePart,
  readInventory,
  valuePart,
} from '../../../src/inventory/index.js';
import type { Part } from '../../../src/inventory/index.js';
import type { ArgumentValue } from '../../../src/topology/index.js';

const version = entryPart('version', valuePart(1));

function withHypervisors(hypervisors: Part): string {
  const cluster = mappingPart([entryPart('hypervisors', hypervisors)]);
  return printYaml(mappingPart([version, entryPart('clusters', mappingPart([entryPart('c', cluster)]))]));
}

function idsRead(text: string): readonly string[] {
  const { inventory, problems } = readInventory([{ file: 'topo.yaml', text }]);
  if (!inventory) throw new Error(`${JSON.stringify(problems)}\n${text}`);
  return inventory.clusters[0]?.hypervisors.map(({ id }) => id) ?? [];
}

const odd = fc.constantFrom(
  '-',
  ' ',
  '#',
  ': ',
  ',',
  '"',
  "'",
  '\\',
  '[',
  ']',
  '{',
  '}',
  '&',
  '*',
  '!',
  '|',
  '>',
  '%',
  '@',
  '`',
  '?',
);
const piece = fc.oneof(
  odd,
  fc.constantFrom('a', '0', '7', '-5', 'null', 'true', '<<', '---', 'é', '\u{1F600}', '\u{E0041}', '\u200D'),
);
const id = fc
  .array(piece, { minLength: 1, maxLength: 6 })
  .map((pieces) => `x${pieces.join('')}x`)
  .filter((text) => !/\[\s*[0-9]/.test(text));

test('ids of a list, and of a mapping', () => {
  fc.assert(
    fc.property(fc.uniqueArray(id, { maxLength: 30 }), (ids) => {
      expect(idsRead(withHypervisors({ kind: 'list', items: ids.map(idPart) }))).toEqual(ids);
      const entries = ids.map((each) => ({ key: idPart(each), value: undefined }));
      expect(idsRead(withHypervisors(mappingPart(entries)))).toEqual(ids);
    }),
    { numRuns: 300 },
  );
});

test('any value of an argument', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }).map(withoutMinusZero), (value) => {
      const queue = mappingPart([
        entryPart('arguments', mappingPart([entryPart('x-made', valuePart(asArgument(value)))], true)),
      ]);
      const daemon = mappingPart([entryPart('scope', valuePart('global')), entryPart('queue', queue)]);
      const root = mappingPart([version, entryPart('daemons', mappingPart([entryPart('d', daemon)]))]);
      const { inventory, problems } = readInventory([{ file: 'topo.yaml', text: printYaml(root) }]);
      const args = inventory?.daemons[0]?.queue.arguments;
      expect(args, `${JSON.stringify(problems)}\n${printYaml(root)}`).toEqual(
        value === null ? {} : { 'x-made': value },
      );
      expect(jsonOf(valuePart(asArgument(value)))).toEqual(value);
    }),
  );
});

/** JSON has no -0. */
function withoutMinusZero(value: unknown): unknown {
  const again: unknown = JSON.parse(JSON.stringify(value));
  return again;
}

function asArgument(value: unknown): ArgumentValue {
  if (Array.isArray(value)) return value.map(asArgument);
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
  if (value === null || typeof value !== 'object') return null;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asArgument(inner)]));
}

describe('the form', () => {
  test('short in one line, long lists an id a line', () => {
    expect(withHypervisors({ kind: 'list', items: [idPart('11'), rangePart('1-5'), rangePart('a[1-5]')] })).toBe(
      'version: 1\nclusters:\n  c:\n    hypervisors: [11, 1-5, "a[1-5]"]\n',
    );
    const many = Array.from({ length: 20 }, (_, index) => idPart(`hypervisor-${'x'.repeat(index)}`));
    expect(withHypervisors({ kind: 'list', items: many })).toContain(
      '    hypervisors:\n      - hypervisor-\n      - hypervisor-x\n',
    );
  });
  test('nothing in it moves a cursor, or is a command to a runner of CI', () => {
    const text = withHypervisors({
      kind: 'list',
      items: ['a\u202Eb', '##[error]x', 'a\u{E0041}b', 'a\u009Bb'].map(idPart),
    });
    expect(text).toContain('["a\\u202eb", "\\u0023#[error]x", "a\\U000e0041b", "a\\u009bb"]');
  });
});
