// Which exchange is in which policy of the net, as clusters come and go.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NamesInNeed, Share, ShareNow } from '../../../src/assess/net-shares.js';
import { shareNames } from '../../../src/assess/net-shares.js';
import { MAX_PATTERN_BYTES, patternBytes } from '../../../src/policy/index.js';

const digest = (index: number): string => createHash('sha1').update(String(index)).digest('hex');

interface Fleet {
  readonly daemons: readonly string[];
  readonly clusters: readonly string[];
}

const clusterOf = (name: string): string | undefined => /^[^-]+-(.*)$/.exec(name)?.[1];

function namesOf({ daemons, clusters }: Fleet): ReadonlySet<string> {
  return new Set(['global', ...daemons, ...clusters.flatMap((id) => daemons.map((daemon) => `${daemon}-${id}`))]);
}

function needOf(before: Fleet, after: Fleet): NamesInNeed {
  const staying = namesOf(after);
  return { staying, leaving: new Set([...namesOf(before)].filter((name) => !staying.has(name))), clusterOf };
}

type Shares = ReadonlyMap<number, ReadonlySet<string>>;

function sharesWhenGone(shares: readonly Share[]): Shares {
  return new Map(shares.filter(({ narrow }) => narrow.size > 0).map(({ number, narrow }) => [number, narrow]));
}

const asTheyAre = (shares: Shares): ReadonlyMap<number, ShareNow> =>
  new Map([...shares].map(([number, names]) => [number, { names: [...names], stands: false }]));

const fresh = (fleet: Fleet): Shares =>
  sharesWhenGone(shareNames({ staying: namesOf(fleet), leaving: new Set(), clusterOf }, new Map()));

const differs = (a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean =>
  a?.size !== b?.size || [...(a ?? [])].some((name) => b?.has(name) !== true);

/** Numbers whose exchanges are others than before. */
function changed(before: Shares, after: Shares): readonly number[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((number) =>
    differs(before.get(number), after.get(number)),
  );
}

/** Short and long, alike and not. */
const id = fc.oneof(
  fc.integer({ min: 1, max: 300 }).map(String),
  fc.integer({ min: 0, max: 10_000 }).map((index) => digest(index).slice(0, 32)),
  fc.constantFrom('é', '日本', 'a.b', '(x|y)', '[z]'),
);
const clusters = fc.uniqueArray(id, { maxLength: 120 });
const fleet = fc.record({
  daemons: fc.subarray(['storage', 'vm', 'net', 'a.b', 'ü'], { minLength: 1 }),
  clusters,
});

test('any fleet becomes any other: all is covered at each moment, each pattern is short enough, no name is in two', () => {
  fc.assert(
    fc.property(fleet, fleet, fleet, (first, second, third) => {
      let now = fresh(first);
      let before = first;
      for (const after of [second, third]) {
        const need = needOf(before, after);
        const shares = shareNames(need, asTheyAre(now));
        for (const { wide, narrow } of shares) {
          expect(patternBytes(wide)).toBeLessThanOrEqual(MAX_PATTERN_BYTES);
          expect(patternBytes(narrow)).toBeLessThanOrEqual(MAX_PATTERN_BYTES);
        }
        expect(new Set(shares.flatMap(({ wide }) => [...wide]))).toEqual(new Set([...need.staying, ...need.leaving]));
        const narrow = shares.flatMap((share) => [...share.narrow]);
        expect(narrow).toHaveLength(need.staying.size);
        expect(new Set(narrow)).toEqual(need.staying);
        now = sharesWhenGone(shares);
        before = after;
        // And then nothing more.
        const again = shareNames({ staying: need.staying, leaving: new Set(), clusterOf }, asTheyAre(now));
        expect(changed(now, sharesWhenGone(again))).toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
});

test('one cluster more changes one policy or two, and no name moves', () => {
  fc.assert(
    fc.property(fleet, id, ({ daemons, clusters: ids }, joins) => {
      fc.pre(!ids.includes(joins));
      const before = fresh({ daemons, clusters: ids });
      const need = needOf({ daemons, clusters: ids }, { daemons, clusters: [...ids, joins] });
      const after = sharesWhenGone(shareNames(need, asTheyAre(before)));
      expect(changed(before, after).length).toBeLessThanOrEqual(2);
      for (const [number, names] of before) expect([...names].every((name) => after.get(number)?.has(name))).toBe(true);
    }),
    { numRuns: 100 },
  );
});

const daemons = ['storage', 'vm'];
const uuids = Array.from({ length: 300 }, (_, index) => digest(index).slice(0, 36));
const numbers = (last: number): readonly string[] => Array.from({ length: last }, (_, index) => String(index + 1));

test.each<[string, Fleet, Fleet, number, number]>([
  ['numbers that count up stay in one', { daemons, clusters: numbers(300) }, { daemons, clusters: numbers(900) }, 1, 1],
  ['a UUID more', { daemons, clusters: uuids.slice(1) }, { daemons, clusters: uuids }, 1, 12],
  ['a UUID less', { daemons, clusters: uuids }, { daemons, clusters: uuids.slice(1) }, 1, 12],
  ['a daemon for all of them', { daemons, clusters: uuids }, { daemons: [...daemons, 'net'], clusters: uuids }, 12, 12],
  ['a daemon less', { daemons, clusters: uuids }, { daemons: ['vm'], clusters: uuids }, 12, 12],
  ['all others', { daemons, clusters: uuids.slice(0, 150) }, { daemons, clusters: uuids.slice(150) }, 12, 8],
  ['none left', { daemons, clusters: uuids }, { daemons, clusters: [] }, 12, 1],
])('%s', (_, from, to, changes, policies) => {
  const before = fresh(from);
  const after = sharesWhenGone(shareNames(needOf(from, to), asTheyAre(before)));
  expect([changed(before, after).length, after.size]).toEqual([changes, policies]);
});

test('what is left takes more room than all did: it moves while the old pattern still names it', () => {
  const all = { daemons, clusters: uuids.slice(0, 25) };
  const gone = 'vm-' + (uuids[3] ?? '');
  const before = fresh(all);
  expect(before.size).toBe(1);
  const staying = new Set([...namesOf(all)].filter((name) => name !== gone));
  expect(patternBytes(staying)).toBeGreaterThan(MAX_PATTERN_BYTES);
  const shares = shareNames({ staying, leaving: new Set([gone]), clusterOf }, asTheyAre(before));
  expect(shares).toHaveLength(2);
  expect(shares[0]?.wide).toEqual(namesOf(all));
  expect(shares[1]?.wide).toEqual(shares[1]?.narrow);
  expect(new Set(shares.flatMap(({ narrow }) => [...narrow]))).toEqual(staying);
});

test('one policy with everything, as an older topo set it where RabbitMQ takes it, is taken apart', () => {
  const all = namesOf({ daemons, clusters: uuids });
  const shares = shareNames({ staying: all, leaving: new Set(), clusterOf }, asTheyAre(new Map([[1, all]])));
  expect(shares.map(({ number }) => number)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  expect(shares.flatMap(({ narrow }) => [...narrow])).toHaveLength(all.size);
});

test('a number that is free is taken first', () => {
  const two = (ids: readonly string[]): ReadonlySet<string> => namesOf({ daemons, clusters: ids });
  const now = new Map([
    [2, two(uuids.slice(0, 20))],
    [4, new Set<string>()],
  ]);
  const need = needOf({ daemons, clusters: [] }, { daemons, clusters: uuids.slice(0, 100) });
  expect(shareNames(need, asTheyAre(now)).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
});
