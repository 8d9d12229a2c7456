// The pattern of a daemon's policy takes its queues, and no other daemon's.

import { expect, test } from 'vitest';
import { daemonPattern, daemonPatternBeside, daemonsToldBy } from '../../../src/policy/index.js';

const daemons = [
  { name: 'a', scope: 'global' },
  { name: 'storage', scope: 'hypervisor' },
  { name: 'storage-fast', scope: 'cluster' },
  { name: 'storage-fast-ssd', scope: 'hypervisor' },
  { name: 'storage-api', scope: 'global' },
  { name: 'v.m', scope: 'cluster' },
  { name: 'x', scope: 'cluster' },
  { name: 'x-a.b', scope: 'cluster' },
] as const;

test.each([
  ['a', '^a$', ['a'], ['a-1', 'aa']],
  [
    'storage',
    '^storage-(?!(api$|fast-|fast-ssd-))',
    ['storage-54-98', 'storage-api-1', 'storage-faster-1'],
    ['storage', 'storage-api', 'storage-fast-54', 'my-storage-1'],
  ],
  ['storage-fast', '^storage-fast-(?!(ssd-))', ['storage-fast-54'], ['storage-fast-ssd-54-1', 'storage-54-98']],
  ['storage-fast-ssd', '^storage-fast-ssd-', ['storage-fast-ssd-54-1'], ['storage-fast-54']],
  ['x', '^x-(?!(a\\.b-))', ['x-54', 'x-acb-1'], ['x-a.b-1']],
  ['v.m', '^v\\.m-', ['v.m-54'], ['v-m-54', 'vxm-54']],
] as const)('%s: %s', (name, pattern, its, others) => {
  const daemon = daemons.find((each) => each.name === name);
  expect(daemon && daemonPattern(daemon, daemons)).toBe(pattern);
  const fits = new RegExp(pattern);
  expect(its.filter((queue) => !fits.test(queue))).toEqual([]);
  expect(others.filter((queue) => fits.test(queue))).toEqual([]);
});

test.each(['a', 'storage', 'storage-fast', 'v.m'])('%s: its pattern tells of it, and of those beside it', (name) => {
  const daemon = daemons.find((each) => each.name === name);
  const beside = daemons.filter((other) => other.name.startsWith(`${name}-`));
  const told = daemonsToldBy(name, daemon ? daemonPattern(daemon, daemons) : '');
  expect(told.map((each) => each.name).sort()).toEqual([name, ...beside.map((other) => other.name)].sort());
  for (const { name: each, isGlobal } of told)
    expect(daemons.find((other) => other.name === each)?.scope === 'global').toBe(isGlobal);
});

test('names with what is special in a pattern are told as they are', () => {
  const odd = ['s-a|b', 's-c$', 's-d-', 's-e(f)', 's-\\g', 's-h$|i-'];
  const told = daemonsToldBy('s', daemonPatternBeside('s', odd));
  expect(told.map(({ name, isGlobal }) => `${name} ${isGlobal}`).sort()).toEqual(
    ['s false', ...odd.flatMap((name) => [`${name} false`, `${name} true`])].sort(),
  );
});

test('what topo does not write so tells nothing', () => {
  expect(
    ['^storage', '^storage-5', 'storage-', '^storage-(?!fast)', '.*'].flatMap((pattern) =>
      daemonsToldBy('storage', pattern),
    ),
  ).toEqual([]);
});
