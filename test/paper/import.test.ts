// The laws of import: what apply made, import says; and a tree that is there is taken over by what import says of it.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importTree } from '../../src/import/index.js';
import type { Live } from '../../src/live/index.js';
import { emptyLive } from '../../src/live/index.js';
import { isLimitsPolicy } from '../../src/policy/index.js';
import type { Arguments, Binding } from '../../src/topology/index.js';
import { isKeptName } from '../../src/topology/index.js';
import { inventories } from '../fuzz/inventories.js';
import type { TestDesired } from '../support/desired.js';
import { planOf, stepLines } from '../support/desired.js';
import { desiredFromImport, importedFrom, linesOf, unmarked, yamlOf } from '../support/imported.js';
import { applyOnPaper } from './apply-on-paper.js';
import type { PaperBroker } from './paper-broker.js';
import { emptyPaper, liveFrom } from './paper-broker.js';
import { bindStray, desiredFrom, pairOfShapes, stray, tie, tieTo } from './worlds.js';

const anyInventory: fc.Arbitrary<TestDesired> = fc.oneof(
  pairOfShapes.map(([shape]) => desiredFrom(shape)),
  inventories.map(([first]) => first).filter((drawn) => drawn !== undefined),
);

async function liveAfter(desired: TestDesired): Promise<{ broker: PaperBroker; live: Live }> {
  const broker = emptyPaper();
  await applyOnPaper(desired, broker);
  return { broker, live: liveFrom(broker, emptyLive('/')) };
}

describe('import(apply(I))', () => {
  test('compiles to what I compiles to, and its plan is empty', async () => {
    await fc.assert(
      fc.asyncProperty(anyInventory, async (desired) => {
        const { live } = await liveAfter(desired);
        const imported = importedFrom(live);
        const again = desiredFromImport(imported);
        expect(linesOf(again.compiled.topology), yamlOf(imported)).toEqual(linesOf(desired.compiled.topology));
        expect(stepLines(planOf(again, live).plan)).toEqual([]);
        expect(imported.left).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('says the same as JSON', async () => {
    await fc.assert(
      fc.asyncProperty(anyInventory, async (desired) => {
        const imported = importedFrom((await liveAfter(desired)).live);
        const json = { ...imported, files: [{ name: 'topo.json', text: JSON.stringify(imported.inventory()) }] };
        const read = desiredFromImport({ ...json, files: [{ name: '', text: yamlFromJson(imported.inventory()) }] });
        expect(linesOf(read.compiled.topology), json.files[0]?.text).toEqual(linesOf(desired.compiled.topology));
      }),
      { numRuns: 50 },
    );
  });
});

/** A line a key: what the tests put before it is YAML. */
function yamlFromJson(inventory: unknown): string {
  const keys = Object.entries(inventory ?? {}).filter(([key]) => key !== 'version');
  return keys.map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join('');
}

describe('a tree made by hand', () => {
  const variation = fc.record({
    match: fc.constantFrom('all', 'any', undefined),
    routingKey: fc.constantFrom('', 'celery', 'storage'),
  });

  test('is taken over by its import: the plan only adopts', async () => {
    await fc.assert(
      fc.asyncProperty(anyInventory, fc.array(variation, { minLength: 1 }), async (desired, variations) => {
        const { broker } = await liveAfter(desired);
        const live = byHand(broker, (index) => variations[index % variations.length] ?? variations[0]);
        const { routing } = desired.inventory;
        const imported = importedFrom(live, routing.tree ? routing.entry : routing.direct?.name);
        const { plan } = planOf(desiredFromImport(imported), live);
        expect(
          plan.steps.filter(({ action }) => action !== 'adopt'),
          yamlOf(imported),
        ).toEqual([]);
        expect(plan.refusals).toEqual([]);
        expect(imported.left).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

/** No marks, no registry, no limits of topo's, which are its by their name; bindings as workers and older tools make them. */
function byHand(
  broker: PaperBroker,
  variationOf: (index: number) => { match: string | undefined; routingKey: string } | undefined,
): Live {
  for (const name of broker.exchanges.keys()) if (isKeptName(name)) broker.exchanges.delete(name);
  broker.policies = broker.policies.filter(({ name }) => !isLimitsPolicy(name));
  for (const [name, exchange] of broker.exchanges)
    broker.exchanges.set(name, { ...exchange, arguments: unmarked(exchange.arguments) });
  for (const [name, queue] of broker.queues)
    broker.queues.set(name, { ...queue, arguments: unmarked(queue.arguments) });
  broker.bindings = broker.bindings
    .filter(({ source }) => broker.exchanges.has(source))
    .map((binding, index): Binding => {
      const variation = variationOf(index);
      if (!variation || broker.exchanges.get(binding.source)?.type !== 'headers') return binding;
      const criteria = Object.entries(binding.arguments).filter(([key]) => key !== 'x-match');
      const match: Arguments = variation.match === undefined ? {} : { 'x-match': variation.match };
      const args = { ...match, ...Object.fromEntries(criteria) };
      return { ...binding, routingKey: variation.routingKey, arguments: args };
    });
  return liveFrom(broker, emptyLive('/'));
}

describe('whatever somebody did to it by hand', () => {
  /** By their place among all of the kind. */
  const damage = fc.record({
    what: fc.constantFrom('unbind', 'no queue', 'no exchange', 'unmark', 'other owner', 'other type', 'argument'),
    at: fc.nat(),
  });

  test('there is an inventory that is read, and what its plan has beside `adopt` is said', async () => {
    let said = 0;
    await fc.assert(
      fc.asyncProperty(
        anyInventory,
        fc.array(damage, { maxLength: 6 }),
        fc.array(stray, { maxLength: 3 }),
        fc.array(tie, { maxLength: 2 }),
        async (desired, damages, strays, ties) => {
          const { broker } = await liveAfter(desired);
          for (const each of damages) spoil(broker, each);
          for (const each of strays) bindStray(broker, each);
          for (const each of ties) tieTo(broker, each);
          const live = liveFrom(broker, emptyLive('/'));
          const found = importTree(live, undefined, false);
          if ('notFound' in found) return;
          const { imported } = found;
          const { plan } = planOf(desiredFromImport(imported), live);
          const told = new Set(imported.left.map(({ kind, name }) => `${kind} ${name}`));
          const open = plan.steps.filter(({ action }) => action !== 'adopt');
          for (const { kind, name } of [...open, ...plan.refusals]) {
            said += 1;
            expect(told).toContain(`${kind} ${name}`);
          }
          // What the tree leads to is in the inventory, or told.
          const { queues } = desiredFromImport(imported).compiled.topology;
          for (const { source, destination, destinationType } of live.topology.bindings)
            if (source === imported.root && destinationType === 'queue' && !queues.has(destination))
              expect([...told].filter((each) => each.endsWith(` ${destination}`))).not.toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
    expect(said).toBeGreaterThan(100);
  });
});

function spoil(broker: PaperBroker, { what, at }: { readonly what: string; readonly at: number }): void {
  const { exchanges, queues, bindings } = broker;
  const exchange = [...exchanges.values()][at % exchanges.size];
  const queue = [...queues.values()][at % Math.max(1, queues.size)];
  switch (what) {
    case 'unbind':
      broker.bindings = bindings.filter((_, index) => index !== at % bindings.length);
      return;
    case 'no queue':
      if (!queue) return;
      queues.delete(queue.name);
      broker.bindings = bindings.filter(({ destination }) => destination !== queue.name);
      return;
    case 'no exchange':
      if (!exchange) return;
      exchanges.delete(exchange.name);
      broker.bindings = bindings.filter(
        ({ source, destination }) => source !== exchange.name && destination !== exchange.name,
      );
      return;
    case 'other type':
      if (exchange) exchanges.set(exchange.name, { ...exchange, type: 'topic' });
      return;
    default: {
      const mark: Arguments = what === 'unmark' ? {} : { 'x-topo-owner': 'other' };
      const args = what === 'argument' ? { 'x-max-length': 9, 'x-made-by': 'hand' } : mark;
      if (exchange && at % 2 === 0) exchanges.set(exchange.name, { ...exchange, arguments: args });
      else if (queue) queues.set(queue.name, { ...queue, arguments: args });
    }
  }
}
