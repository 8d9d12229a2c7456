// Ids and ranges against a model of a few lines: never an id that was not written, never one lost, and what is twice is
// an error at a place in the file.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readInventory } from '../../../src/inventory/index.js';

interface Entry {
  /** As it stands in the file. */
  readonly typed: string;
  readonly ids: readonly string[];
}

const around = fc.constantFrom('', 'r', 'r1-', 'r2-', '-1', '.par1');
const end = fc.nat(2);

const range: fc.Arbitrary<Entry> = fc
  .record({ prefix: around, low: end, size: fc.nat(12), width: fc.constantFrom(1, 1, 2), suffix: around })
  .filter(({ prefix, suffix }) => !/[0-9]$/.test(prefix) && !/^[0-9]/.test(suffix))
  .map(({ prefix, low, size, width, suffix }): Entry => {
    const first = String(low).padStart(width, '0');
    const padded = first.startsWith('0') ? first.length : 0;
    const most = padded > 0 ? Math.min(low + size, 10 ** padded - 1) : low + size;
    const spell = (number: number): string => String(number).padStart(padded, '0');
    const ids = Array.from({ length: most - low + 1 }, (_, index) => `${prefix}${spell(low + index)}${suffix}`);
    const bare = prefix === '' && suffix === '';
    const text = `${spell(low)}-${spell(most)}`;
    return { typed: bare ? text : `"${prefix}[${text}]${suffix}"`, ids };
  });

const single: fc.Arbitrary<Entry> = fc
  .record({ prefix: around, number: end, width: fc.constantFrom(1, 2), suffix: around, quoted: fc.boolean() })
  .map(({ prefix, number, width, suffix, quoted }): Entry => {
    const id = `${prefix}${String(number).padStart(width, '0')}${suffix}`;
    return { typed: quoted || /^\d+-\d+$/.test(id) ? `"${id}"` : id, ids: [id] };
  });

const rangeText = /\[|^\d+-\d+$/;

const entries = fc.uniqueArray(fc.oneof(range, single), {
  minLength: 1,
  maxLength: 6,
  selector: ({ typed }) => typed.replaceAll('"', ''),
});

const head = 'version: 1\ndaemons: { s: { scope: hypervisor } }\nclusters:\n  54:\n    hypervisors:\n';

test('a list has each id once, or an error', () => {
  fc.assert(
    fc.property(entries, (written) => {
      const text = head + written.map(({ typed }) => `      - ${typed}\n`).join('');
      const { inventory, problems } = readInventory([{ file: 'topo.yaml', text }]);
      const ids = written.flatMap((entry) => entry.ids);
      if (new Set(ids).size === ids.length)
        expect(inventory?.clusters[0]?.hypervisors.map(({ id }) => id)).toEqual(ids);
      else {
        expect(inventory).toBeUndefined();
        expect(problems.length).toBeGreaterThan(0);
        for (const { line, column, severity } of problems.filter((problem) => problem.severity === 'error'))
          expect([severity, line > 5 && line <= 5 + written.length, column]).toEqual(['error', true, 9]);
      }
    }),
    { numRuns: 800 },
  );
});

test('in a mapping a single entry replaces what a range says of it, and nothing else', () => {
  fc.assert(
    fc.property(entries, (written) => {
      const text =
        head +
        written.map(({ typed }) => `      ${typed}: ${rangeText.test(typed) ? '' : '{ state: draining }'}\n`).join('');
      const { inventory } = readInventory([{ file: 'topo.yaml', text }]);
      const ranges = written.filter(({ typed }) => rangeText.test(typed));
      const inRanges = ranges.flatMap(({ ids }) => ids);
      if (new Set(inRanges).size < inRanges.length) expect(inventory).toBeUndefined();
      else {
        const all = new Set(written.flatMap(({ ids }) => ids));
        const made = inventory?.clusters[0]?.hypervisors ?? [];
        expect(made.map(({ id }) => id).sort()).toEqual([...all].sort());
        const singles = new Set(written.flatMap((entry) => (ranges.includes(entry) ? [] : entry.ids)));
        for (const { id, draining } of made) if (singles.has(id)) expect(draining).toBe(true);
      }
    }),
    { numRuns: 800 },
  );
});
