// A plan against the broker's own definitions export is the plan of that broker; an export that somebody has mangled is
// refused, or gives a plan.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { inventories } from '../fuzz/inventories.js';
import { takePicture } from '../fuzz/pictures.js';
import { disturb, doings } from '../fuzz/strangers.js';
import { stepLines } from '../support/desired.js';
import { applyJson, planJson } from '../support/plan-json.js';
import { topo, withFolder } from '../support/topo.js';
import type { TestVhost } from '../support/vhost.js';
import { withVhost } from '../support/vhost.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const exportOf = ({ api, path }: TestVhost): Promise<Json> => api.get<Json>(`/definitions/${path}`);

const texts = inventories.map((drawn) => drawn.map(({ yaml }) => yaml));

const sorted = (rows: readonly unknown[]): readonly string[] => rows.map((row) => JSON.stringify(row)).sort();

test('after an apply and changes by hand, its steps are those of the live plan', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(texts, doings, async ([a = '', b = ''], changes) => {
      await withVhost(inject('broker'), 'against an/export', async (vhost) => {
        await applyJson({ inventory: a, broker: vhost });
        for (const change of changes) await disturb(vhost, await takePicture(vhost), 'global', change);
        await withFolder(async (folder) => {
          const file = join(folder, 'export.json');
          writeFileSync(file, JSON.stringify(await exportOf(vhost)));
          const live = await planJson({ inventory: b, broker: vhost });
          const against = await planJson({ inventory: b }, '--against', file, '--vhost', vhost.name);
          // What is taken down goes in the order of the broker's rows, which is another one in an export.
          expect([...stepLines(against)].sort()).toEqual([...stepLines(live)].sort());
          expect(sorted(against.refusals)).toEqual(sorted(live.refusals));
          expect(against.summary.losingRoute).toBe(live.summary.losingRoute);
        });
      });
    }),
    { numRuns: 10, endOnFailure: true },
  );
});

interface Mangling {
  /** Which of its values, counted through the whole document. */
  readonly at: number;
  readonly how: { readonly does: 'take out' | 'cut off' } | { readonly does: 'put'; readonly value: Json };
}

const value = fc.constantFrom<Json>(null, 0, -1.5, '', 'no', true, [], {}, [null], [[]], { vhost: {} }, '__proto__');

const mangling: fc.Arbitrary<Mangling> = fc.record({
  at: fc.nat({ max: 10_000 }),
  how: fc.oneof(
    fc.record({ does: fc.constantFrom('take out' as const, 'cut off' as const) }),
    fc.record({ does: fc.constant('put' as const), value }),
  ),
});

/** As text: a part of a document is no JSON. */
function mangle(document: Json, { at, how }: Mangling): string {
  const places = placesIn(document);
  const place = places[at % places.length] ?? [];
  switch (how.does) {
    case 'take out':
      return JSON.stringify(changed(document, place, undefined));
    case 'put':
      return JSON.stringify(changed(document, place, how.value));
    case 'cut off': {
      const text = JSON.stringify(document);
      return text.slice(0, Math.floor((text.length * (at % 997)) / 997));
    }
  }
}

type Place = readonly string[];

function placesIn(value: Json, place: Place = []): readonly Place[] {
  if (value === null || typeof value !== 'object') return [place];
  return [place, ...Object.entries(value).flatMap(([key, item]: [string, Json]) => placesIn(item, [...place, key]))];
}

/** `to`: undefined takes it out. */
function changed(value: Json, [key, ...rest]: Place, to: Json | undefined): Json {
  if (key === undefined) return to ?? null;
  if (value === null || typeof value !== 'object') return value;
  const pairs = Object.entries(value).flatMap(([name, item]: [string, Json]): [string, Json][] => {
    if (name !== key) return [[name, item]];
    if (rest.length === 0) return to === undefined ? [] : [[name, to]];
    return [[name, changed(item, rest, to)]];
  });
  return Array.isArray(value) ? pairs.map(([, item]) => item) : Object.fromEntries(pairs);
}

test('a mangled one ends with 65, or with a plan', { timeout: 240_000 }, async () => {
  const inventory = `version: 1
routing: { unroutable: {} }
daemons: { vm: { scope: hypervisor }, api: { scope: global } }
clusters: { 1: { hypervisors: [1, 2] } }
`;
  const codes = new Map<number, number>();
  await withVhost(inject('broker'), 'mangled', async (vhost) => {
    await applyJson({ inventory, broker: vhost });
    const { api, path } = vhost;
    await api.put(`/policies/${path}/theirs`, {
      pattern: '^vm$',
      'apply-to': 'exchanges',
      definition: { 'alternate-exchange': 'b' },
    });
    await api.put(`/queues/${path}/audit`, { durable: true });
    await api.post(`/bindings/${path}/e/vm/q/audit`, { arguments: { 'x-match': 'any', a: 1 } });
    const whole = await exportOf(vhost);
    const smaller = inventory.replace('[1, 2]', '[2]');
    await fc.assert(
      fc.asyncProperty(mangling, async (how) => {
        const text = mangle(whole, how);
        const words = ['plan', '--against', '-', '--vhost', vhost.name];
        const { code, stdout, stderr } = await topo(words, { inventory: smaller, stdin: text });
        codes.set(code, (codes.get(code) ?? 0) + 1);
        expect([0, 65], `${text}\n${stderr}`).toContain(code);
        expect(stderr, text).not.toMatch(/\n\s+at |fault of topo/);
        expect(code === 0 ? stdout : stderr, text).not.toBe('');
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });
  // Both ends were seen.
  expect([...codes.keys()].sort()).toEqual([0, 65]);
});
