// The laws of apply, by the thousand, on the broker on paper.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Origin } from '../../src/compile/index.js';
import type { Headers } from '../../src/route/index.js';
import { prepareRoutes, trace } from '../../src/route/index.js';
import type { Address } from '../../src/topology/index.js';
import type { TestDesired } from '../support/desired.js';
import { messagesByWay } from '../support/messages.js';
import { applyOnPaper, planOnPaper, type Trouble } from './apply-on-paper.js';
import { contentsOf, emptyPaper, topologyOf, type PaperBroker } from './paper-broker.js';
import { desiredFrom, fill, filling, pairOfShapes, pairThatKeepsWays, tie, tieTo } from './worlds.js';

const runs = { numRuns: 300 };

const lines = (steps: readonly { readonly action: string; readonly kind: string; readonly name: string }[]): string[] =>
  steps.map(({ action, kind, name }) => `${action} ${kind} ${name}`);

/** The broker as a JSON text: equal texts are equal brokers. */
function pictureOf(broker: PaperBroker): string {
  const sorted = (values: Iterable<unknown>): string[] => [...values].map((value) => JSON.stringify(value)).sort();
  const { exchanges, queues, bindings, policies } = broker;
  return [sorted(exchanges.values()), sorted(queues.values()), sorted(bindings), sorted(policies)].join('\n');
}

describe('apply(A), apply(B)', () => {
  test('a plan of B is empty, and a second apply does nothing', async () => {
    await fc.assert(
      fc.asyncProperty(pairOfShapes, async ([a, b]) => {
        const broker = emptyPaper();
        expect(await applyOnPaper(desiredFrom(a), broker)).toMatchObject({ converged: true, exitCode: 0 });
        const desired = desiredFrom(b);
        expect(await applyOnPaper(desired, broker)).toMatchObject({ converged: true, exitCode: 0 });
        const picture = pictureOf(broker);
        expect(lines((await planOnPaper(desired, broker)).steps)).toEqual([]);
        await applyOnPaper(desired, broker);
        expect(pictureOf(broker)).toBe(picture);
      }),
      runs,
    );
  });

  test('is what apply(B) makes of an empty broker', async () => {
    await fc.assert(
      fc.asyncProperty(pairThatKeepsWays, async ([a, b]) => {
        const [moved, fresh] = [emptyPaper(), emptyPaper()];
        await applyOnPaper(desiredFrom(a), moved);
        await applyOnPaper(desiredFrom(b), moved);
        await applyOnPaper(desiredFrom(b), fresh);
        expect(pictureOf(moved)).toBe(pictureOf(fresh));
      }),
      runs,
    );
  });
});

describe('whatever goes wrong at whatever call, the same command again converges', () => {
  const trouble: fc.Arbitrary<Trouble> = fc.record({
    at: fc.nat({ max: 80 }),
    what: fc.constantFrom('refused', 'lost', 'stopped'),
  });

  test('and says so', async () => {
    let met = 0;
    await fc.assert(
      fc.asyncProperty(pairOfShapes, trouble, async ([a, b], met1) => {
        const broker = emptyPaper();
        await applyOnPaper(desiredFrom(a), broker);
        const desired = desiredFrom(b);
        const { steps } = await planOnPaper(desired, broker);
        const report = await applyOnPaper(desired, broker, { trouble: met1 });
        const { failed, skipped } = report.summary;
        if (met1.at < steps.length) met += 1;
        // A stop at the last call leaves nothing out.
        if (!report.converged) expect(failed + skipped).toBeGreaterThan(0);
        if (met1.what === 'stopped' && met1.at < steps.length) expect(report.exitCode).toBe(130);
        expect(await applyOnPaper(desired, broker)).toMatchObject({ converged: true, exitCode: 0 });
        expect(lines((await planOnPaper(desired, broker)).steps)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
    expect(met).toBeGreaterThan(40);
  });
});

describe('nothing goes that holds a message, a consumer or a stranger’s tie, and no message is dropped', () => {
  test('whatever lies in the queues, and comes in or connects meanwhile', async () => {
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(
        pairOfShapes,
        fc.array(filling, { maxLength: 12 }),
        fc.array(tie, { maxLength: 3 }),
        async ([a, b], fillings, ties) => {
          const broker = emptyPaper();
          await applyOnPaper(desiredFrom(a), broker);
          fill(broker, fillings);
          for (const each of ties) tieTo(broker, each);
          const foreign = broker.bindings.filter(isForeign).map((binding) => JSON.stringify(binding));
          const report = await applyOnPaper(desiredFrom(b), broker, {
            before(doing, name) {
              if (doing !== 'delete queue') return;
              expect(contentsOf(broker, name), name).toEqual({ ready: 0, unacknowledged: 0, consumers: 0 });
              expect(broker.bindings.filter(({ destination }) => destination === name).filter(isForeign)).toEqual([]);
            },
          });
          expect(broker.bindings.filter(isForeign).map((binding) => JSON.stringify(binding))).toEqual(foreign);
          expect(report.summary.failed).toBe(0);
          expect(broker.dropped).toBe(0);
          if (report.summary.held > 0) {
            kept += 1;
            expect(report.exitCode).toBe(4);
          }
          // Emptied and let go, all of it goes.
          broker.contents.clear();
          broker.bindings = broker.bindings.filter((binding) => !isForeign(binding));
          broker.exchanges.delete('theirs');
          broker.queues.delete('audit');
          expect(await applyOnPaper(desiredFrom(b), broker)).toMatchObject({ converged: true, exitCode: 0 });
        },
      ),
      runs,
    );
    expect(kept).toBeGreaterThan(10);
  });
});

describe('a stranger’s queue that got a message gets it after', () => {
  test('as long as it is bound to something of ours', async () => {
    let looked = 0;
    await fc.assert(
      fc.asyncProperty(pairOfShapes, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), async ([a, b], places) => {
        const [before, after] = [desiredFrom(a), desiredFrom(b)];
        const broker = emptyPaper();
        await applyOnPaper(before, broker);
        const exchanges = [...broker.exchanges.keys()];
        for (const place of places)
          tieTo(broker, { from: 'exchange of ours', name: exchanges[place % exchanges.length] ?? '' });
        const reaches = (headers: Headers): boolean =>
          trace(prepareRoutes(topologyOf(broker)), { exchange: 'global', headers }).queues.has('audit');
        const reached = [...addresses(before).values()]
          .map((path) => ({ ...path, anything: 'else' }))
          .filter((headers) => reaches(headers));
        await applyOnPaper(after, broker);
        for (const headers of reached) {
          looked += 1;
          expect(reaches(headers), JSON.stringify(headers)).toBe(true);
        }
      }),
      runs,
    );
    expect(looked).toBeGreaterThan(40);
  });
});

function isForeign({ source, destination }: { source: string; destination: string }): boolean {
  return source === 'theirs' || destination === 'audit';
}

describe('an address that stays', () => {
  test('takes its message at every moment', async () => {
    let looked = 0;
    await fc.assert(
      fc.asyncProperty(pairOfShapes, async ([a, b]) => {
        const [before, after] = [desiredFrom(a), desiredFrom(b)];
        const broker = emptyPaper();
        await applyOnPaper(before, broker);
        const stays = [...addresses(after)]
          .filter(([name, path]) => sameScope(addresses(before).get(name), path))
          .flatMap(([name, path]) => {
            const waysBefore = new Set(messagesByWay(before, name, path).map(({ exchange }) => exchange));
            return messagesByWay(after, name, path).flatMap((message) =>
              waysBefore.has(message.exchange) ? [[name, message] as const] : [],
            );
          });
        await applyOnPaper(after, broker, {
          after() {
            const routes = prepareRoutes(topologyOf(broker));
            for (const [name, message] of stays) {
              looked += 1;
              const { queues } = trace(routes, message);
              expect([...queues.keys()], name).toContain(name);
            }
          },
        });
      }),
      runs,
    );
    expect(looked).toBeGreaterThan(80);
  });
});

/** By queue name: the headers of a message to it. Draining ones take none. */
function addresses({ compiled }: TestDesired): ReadonlyMap<string, Address> {
  const takes = ([, { role, draining }]: readonly [string, Origin]): boolean => role === 'tree' && !draining;
  return new Map([...compiled.origins.queues].filter(takes).map(([name, { address }]) => [name, address]));
}

function sameScope(before: Address | undefined, after: Address): boolean {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(after);
}
