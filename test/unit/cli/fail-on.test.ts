// `plan --fail-on`: which kinds, and the code that apply would end with.

import { describe, expect, test } from 'vitest';
import type { PlanKind } from '../../../src/cli/exit-codes.js';
import { planExitCode, planKinds } from '../../../src/cli/exit-codes.js';
import { readKinds } from '../../../src/cli/input/names/kinds.js';

const some = [{}];
const all = { steps: some, refusals: some, held: some, guards: some };
const none = { steps: [], refusals: [], held: [], guards: [] };

test.each<
  [string, Readonly<Record<'steps' | 'refusals' | 'held' | 'guards', readonly unknown[]>>, string, number, number]
>([
  ['nothing is named', all, '', 0, 2],
  ['nothing is wrong', none, 'guard,refused,held', 0, 0],
  ['only steps', { ...none, steps: some }, 'guard,refused,held', 0, 2],
  ['a guard', { ...all, held: [], refusals: [] }, 'guard', 3, 3],
  ['refused', { ...none, refusals: some }, 'refused', 4, 4],
  ['held', { ...none, steps: some, held: some }, 'held', 4, 4],
  ['a guard before all else, as apply has it', all, 'held,refused,guard', 3, 3],
  ['another than is named', { ...none, steps: some, held: some }, 'guard,refused', 0, 2],
  ['a guard that is not named', all, 'held', 4, 4],
])('%s', (_, plan, named, code, detailed) => {
  const failing: ReadonlySet<PlanKind> | undefined = named === '' ? undefined : readKinds(named, planKinds);
  expect([planExitCode(plan, false, failing), planExitCode(plan, true, failing)]).toEqual([code, detailed]);
});

describe('kinds', () => {
  test('as they are written', () => {
    expect([...(readKinds(' guard, held ', planKinds) ?? [])]).toEqual(['guard', 'held']);
    expect(readKinds(undefined, planKinds)).toBe(undefined);
  });
  test.each([
    ['guards', '--fail-on: there is no kind "guards"', 'did you mean "guard"? kinds: guard, refused, held'],
    ['', '--fail-on: there is no kind ""', 'kinds: guard, refused, held'],
  ])('%j', (written, message, remedy) => {
    expect(() => readKinds(written, planKinds)).toThrow(expect.objectContaining({ exitCode: 64, message, remedy }));
  });
});
