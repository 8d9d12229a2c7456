// A plan file in the hands of people and disks: it comes back as it was, or the reason is said. Never an exception.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSavedPlan, stepsBeyond } from '../../../src/plan/index.js';
import { planJson } from '../../../src/report/index.js';
import { desiredOf, liveOf, planOf } from '../../support/desired.js';
import { plain } from '../../../src/text/index.js';
import { printed } from '../../support/printed.js';

const before = desiredOf('daemons: { vm: { scope: hypervisor } }\nclusters: { 54: { hypervisors: [1, 2, 98] } }');
// With all kinds of objects: the net brings a policy.
const after = desiredOf(
  'routing: { unroutable: {} }\ndaemons: { vm: { scope: hypervisor } }\nclusters: { 54: { hypervisors: [2, 98, 99] } }',
);
const { plan } = planOf(after, liveOf(before));
const text = [...planJson(plan)].join('');

function problemOf(file: string): string {
  const read = readSavedPlan(file);
  return 'problem' in read ? read.problem : 'a plan';
}

/** The document with another seal that fits: what a forger writes. */
function sealed(document: object): string {
  const fingerprint = `sha256:${createHash('sha256').update(JSON.stringify(document)).digest('hex')}`;
  return JSON.stringify({ ...document, fingerprint });
}

test('it comes back as it was made', () => {
  const read = readSavedPlan(text);
  if (!('plan' in read)) throw new Error(read.problem);
  const { fingerprint, ...rest } = read.plan;
  expect(rest).toEqual(printed(plan));
  expect(fingerprint).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(stepsBeyond(read.plan, plan)).toEqual([]);
});

describe('no plan', () => {
  test.each<[string, string, RegExp]>([
    ['nothing', '', /^it is no JSON, or was cut short/],
    ['its first half', text.slice(0, text.length / 2), /^it is no JSON, or was cut short/],
    ['another document', '{"version":1,"ok":true,"problems":[]}', /^it is no plan/],
    ['a list', '[]', /^it is no plan: it holds no JSON object/],
    [
      'a newer version',
      text.replace('"version":1', '"version":2').replace('"version": 1', '"version": 2'),
      /^it is of version 2/,
    ],
    ['an edited name', text.replace('vm-54-99', 'vm-54-77'), /^it was changed after it was made/],
    ['a step taken out, sealed again', sealed({ ...plan, steps: 'none' }), /^it is no plan: \/steps/],
    ['nested beyond all bounds', `{"version":1,"steps":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, /^it is no plan/],
  ])('%s', (_, file, message) => {
    expect(problemOf(file)).toMatch(message);
  });
});

describe('whatever stands in the file', () => {
  test('bytes cut out, doubled or changed: never a plan, unless JSON reads the same', () => {
    const spot = fc.record({ at: fc.nat(text.length - 1), length: fc.integer({ min: 1, max: 40 }), put: fc.string() });
    fc.assert(
      fc.property(spot, ({ at, length, put }) => {
        const spoilt = text.slice(0, at) + put + text.slice(at + length);
        const read = readSavedPlan(spoilt);
        if ('plan' in read) expect(read.plan).toEqual(JSON.parse(text));
        else expect(read.problem).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });
  test('any JSON, in any place of the document, sealed or not: a plan that can be compared, or a problem', () => {
    const keys = Object.keys(plan);
    fc.assert(
      fc.property(
        fc.constantFrom(...keys, '__proto__', 'more'),
        fc.jsonValue({ maxDepth: 4 }),
        fc.boolean(),
        (key, value, forged) => {
          const other: object = JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`);
          const document: object = { ...plan, ...other };
          const read = readSavedPlan(forged ? sealed(document) : JSON.stringify(document));
          if ('plan' in read) expect(stepsBeyond(read.plan, plan).length).toBeLessThanOrEqual(plan.steps.length);
          else expect(read.problem).not.toBe('');
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('steps beyond a saved plan', () => {
  test('the same step twice is one more than once', () => {
    const [first] = plan.steps;
    if (!first) throw new Error('no step');
    const twice = { ...plan, steps: [...plan.steps, first] };
    expect(stepsBeyond(plan, twice)).toEqual([first]);
    expect(stepsBeyond(twice, twice)).toEqual([]);
  });
  test('fewer are fine; another reason or place is no other step', () => {
    const fewer = plan.steps.slice(2).map((step) => ({ ...step, reason: plain('another'), source: 'elsewhere:1:1' }));
    expect(stepsBeyond(plan, { ...plan, steps: fewer })).toEqual([]);
  });
  test('a binding whose value has another type is another step', () => {
    const typed = plan.steps.map((step) =>
      step.path && step.binding ? { ...step, binding: { ...step.binding, arguments: { hypervisor: 99 } } } : step,
    );
    expect(stepsBeyond(plan, { ...plan, steps: typed }).map(({ action }) => action)).toEqual(['bind', 'unbind']);
  });
});
