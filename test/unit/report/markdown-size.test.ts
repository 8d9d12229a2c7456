// A comment always fits, whatever the plan: GitHub takes 65,536 characters.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Plan, Step } from '../../../src/plan/index.js';
import { planMarkdown, verifyMarkdown } from '../../../src/report/index.js';
import { outsideCode } from '../../support/markdown.js';
import { findingAt, ids, richVerifyReport, samplePlan } from '../../support/sample-plans.js';
import { plain, say } from '../../../src/text/index.js';

const LIMIT = 60_000;

/** A plan whose names are as long as they may be, in which nothing is alike. */
function sprawl(steps: number, nameLength: number): Plan {
  const rows = ids(1, steps).map((id, index): Step => {
    const name = `${id}-`.padEnd(nameLength, 'ä`');
    const path = { daemon: 'vm', cluster: String(index % 97), hypervisor: name };
    const object = { durable: true, arguments: { n: index } };
    return index % 3 === 0
      ? {
          action: 'delete',
          kind: 'queue',
          name,
          object,
          path,
          reason: plain(`${name} is number ${index} of those that go`),
        }
      : { action: 'declare', kind: 'queue', name, object, path };
  });
  const some = rows
    .slice(0, 500)
    .map(({ name }) => ({ name, reason: say`${name} is in use`, remedy: say`wait for ${name}` }));
  return samplePlan(rows, {
    vhost: 'v'.repeat(nameLength),
    options: { prune: true, replace: some.map(({ name }) => name), adopt: [] },
    held: some.map((one) => ({ kind: 'queue', ...one })),
    refusals: some.map((one) => ({ kind: 'queue', ...one })),
    foreign: some.map(({ name, reason }) => ({ kind: 'queue', name, reason })),
    notes: some.map(({ reason }) => reason.text),
  });
}

/** Every fence and every fold is closed. */
function checkWhole(text: string): void {
  const outside = outsideCode(text);
  expect(outside.match(/<details>/g)?.length).toBe(outside.match(/<\/details>/g)?.length);
}

test('it fits, stays whole, and says what is missing', () => {
  const size = fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 2_000 }) },
    fc.integer({ min: 0, max: 20_000 }),
  );
  fc.assert(
    fc.property(size, fc.integer({ min: 1, max: 255 }), (steps, nameLength) => {
      const plan = sprawl(steps, nameLength);
      const text = planMarkdown(plan);
      expect(text.length).toBeLessThan(LIMIT);
      checkWhole(text);
      expect(text).toContain(steps === 0 ? 'topo plan: no changes' : `topo plan: ${steps.toLocaleString('en')} step`);
      const shown = (text.match(/^[-+] (delete|declare) queue/gm) ?? []).length;
      if (shown < steps && !text.includes('What is alike is folded'))
        expect(text).toMatch(/\*\*Cut in part \d+ of \d+/);
    }),
    { numRuns: 12 },
  );
});
test('20,000 steps: where it is cut, and where all of it is', () => {
  const text = planMarkdown(sprawl(20_000, 255));
  expect(text.length).toBeGreaterThan(LIMIT / 2);
  expect(/\n\*\*Cut .*\n$/.exec(text)?.[0]).toMatchInlineSnapshot(`
    "
    **Cut in part 5 of 102: 20,646 rows missing here, to keep this comment under its limit.** All of it: \`topo plan --full\`.
    "
  `);
  expect(text).toContain('### topo plan: 20,000 steps, and apply will go through but for 500 refused and 500 held');
  expect(text).toContain('| delete | 6,667 |');
});
test('one name that is longer than all the room', () => {
  const name = 'x'.repeat(100_000);
  const text = planMarkdown(
    samplePlan(
      [{ action: 'delete', kind: 'queue', name, object: { durable: true, arguments: {} }, reason: plain(name) }],
      {
        vhost: name,
      },
    ),
  );
  expect(text.length).toBeLessThan(LIMIT);
  checkWhole(text);
  expect(text).toContain('| delete | 1 |');
  expect(text).toMatch(/\*\*Cut .* 4 rows missing here/);
});
test('findings of verify', () => {
  const findings = ids(1, 20_000).flatMap((id) => [
    findingAt('missing', 'error', id, { message: plain(`number ${id}: ${'w'.repeat(Number(id) % 200)}`) }),
    findingAt('orphan', 'warning', id, { message: plain('w'.repeat(Number(id) % 2_000)) }),
  ]);
  const text = verifyMarkdown(richVerifyReport({ findings }));
  expect(text.length).toBeLessThan(LIMIT);
  checkWhole(text);
  expect(text).toContain('| missing | error | 20,000 |');
  expect(text).toMatch(/\*\*Cut .*`topo verify --format json`/);
});
