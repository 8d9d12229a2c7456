// `--only KEY=VALUE,…`: how it is read, and what is no part of any tree.

import { describe, expect, test } from 'vitest';
import { assess } from '../../../src/assess/index.js';
import { choosePart, readOnly } from '../../../src/cli/input/names/only.js';
import { addressesOf } from '../../../src/plan/index.js';
import type { Part } from '../../../src/topology/index.js';
import { desiredOf, liveOf } from '../../support/desired.js';

function failureOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof Error && 'exitCode' in error && 'remedy' in error)
      return `${String(error.exitCode)} ${error.message} → ${String(error.remedy)}`;
    throw error;
  }
  return 'none';
}

describe('read', () => {
  test.each<[string, readonly string[], Part]>([
    ['one key', ['cluster=54'], { cluster: '54' }],
    ['all, in any order', ['hypervisor=98,daemon=vm,cluster=54'], { daemon: 'vm', cluster: '54', hypervisor: '98' }],
    ['the option twice', ['cluster=54', 'hypervisor=98'], { cluster: '54', hypervisor: '98' }],
    ['blanks', [' cluster = 54 , hypervisor=98 '], { cluster: '54', hypervisor: '98' }],
    ['ids as they are written', ['hypervisor=007'], { hypervisor: '007' }],
    ['a comma in a value', ['hypervisor=a,b,cluster=54'], { hypervisor: 'a,b', cluster: '54' }],
    ['an equals sign in one', ['hypervisor=a=b'], { hypervisor: 'a=b' }],
    ['both, in quotes', ['hypervisor="a,cluster=5",cluster=54'], { hypervisor: 'a,cluster=5', cluster: '54' }],
    ['quotes in quotes', [String.raw`hypervisor="\"a\\"`], { hypervisor: String.raw`"a\ `.trim() }],
  ])('%s', (_, written, part) => {
    expect(readOnly(written)).toEqual(part);
  });
  test('nothing', () => {
    expect(readOnly(undefined)).toBe(undefined);
  });
});

describe('badly written', () => {
  test.each<[string, readonly string[], string]>([
    [
      'a key that is none',
      ['cluser=54'],
      '64 --only: there is no key "cluser" → did you mean "cluster"? keys: daemon,',
    ],
    ['one twice', ['cluster=53', 'cluster=54'], '64 --only has cluster twice → '],
    ['no value', ['cluster='], '64 --only: cluster has no value → write cluster=ID'],
    ['no key', ['54'], '64 --only takes KEY=VALUE, not "54" → for example --only cluster=54,hypervisor=98'],
    ['nothing', [''], '64 --only takes KEY=VALUE, not "" → '],
    ['an empty pair', ['cluster=54,=1'], '64 --only: there is no key "" → keys: '],
    ['half of a string', [String.raw`cluster="\x"`], String.raw`64 --only: "\x" is no string in double quotes → `],
  ])('%s', (_, written, failure) => {
    expect(failureOf(() => readOnly(written))).toContain(failure);
  });
});

describe('known to the inventory or the broker', () => {
  const daemons = 'daemons: { api: { scope: global }, vm: { scope: hypervisor } }\n';
  const desired = desiredOf(
    `${daemons}clusters: { 53: { hypervisors: [11] }, 54: { hypervisors: [98] }, 60: { hypervisors: [] } }`,
  );
  const live = liveOf(desired, (draft) => {
    draft.queue('vm-54-7', { arguments: { 'x-topo-owner': 'global' } });
    draft.queue('vm-54-8');
    draft.bind('vm-54', 'vm-54-8', { hypervisor: '8' });
  });
  const choose = (part: Part): unknown => choosePart(part, desired.inventory, addressesOf(assess(desired, live, [])));

  test.each<[string, Part]>([
    ['a cluster', { cluster: '54' }],
    ['one without a queue', { cluster: '60' }],
    ['a hypervisor', { hypervisor: '98' }],
    ['an orphan', { cluster: '54', hypervisor: '7' }],
    ['a suspect', { hypervisor: '8' }],
  ])('%s', (_, part) => {
    expect(choose(part)).toMatchObject({ part });
  });

  test.each<[string, Part, string]>([
    [
      'a slip',
      { daemon: 'vn' },
      '64 --only: neither the inventory nor the broker knows a daemon "vn" → did you mean "vm"?',
    ],
    ['another spelling', { hypervisor: '098' }, 'knows a hypervisor "098" → did you mean "98"?'],
    ['nobody’s', { cluster: 'amsterdam' }, 'knows a cluster "amsterdam" → write it as the inventory does'],
    [
      'of another cluster',
      { cluster: '53', hypervisor: '98' },
      'there is no hypervisor 98 of cluster 53 → hypervisor 98 is in cluster 54',
    ],
    [
      'of another daemon',
      { daemon: 'api', cluster: '54' },
      'there is no daemon api of cluster 54 → that daemon has no queue there',
    ],
  ])('%s', (_, part, failure) => {
    expect(failureOf(() => choose(part))).toContain(failure);
  });
});
