// The laws of reading back little: what a run touched, laid over the picture from before it, is the broker as it is.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApplyReport } from '../../src/apply/index.js';
import type { Live } from '../../src/live/index.js';
import { readLive } from '../../src/live/index.js';
import { stepKey } from '../../src/plan/index.js';
import type { Trouble } from './apply-on-paper.js';
import { applyOnPaper, appliedOnPaper } from './apply-on-paper.js';
import type { PaperBroker } from './paper-broker.js';
import { VHOST, emptyPaper } from './paper-broker.js';
import { paperReader } from './paper-reader.js';
import type { Stray } from './worlds.js';
import { bindStray, desiredFrom, fill, filling, pairOfShapes, stray, tie, tieTo } from './worlds.js';

const runs = { numRuns: 100 };

const trouble: fc.Arbitrary<Trouble | undefined> = fc.option(
  fc.record({
    at: fc.nat({ max: 80 }),
    what: fc.constantFrom<Trouble['what']>('refused', 'lost', 'stopped'),
  }),
  { nil: undefined },
);

/** What its order does not matter in is sorted. */
function textOf({ topology: { exchanges, queues, bindings, policies }, ...rest }: Live): readonly string[] {
  const sorted = (values: Iterable<unknown>): string =>
    [...values]
      .map((value) => JSON.stringify(value))
      .sort()
      .join();
  return [
    ...[
      exchanges.values(),
      queues.values(),
      bindings,
      policies,
      rest.exchangePolicies,
      rest.queuePolicies,
      rest.queueStates,
      rest.unseen,
    ].map(sorted),
    JSON.stringify([rest.vhost, rest.broker, rest.store, rest.nodes]),
  ];
}

function wordsOf({ outcomes, summary, converged, exitCode }: ApplyReport): object {
  const lines = outcomes.map(({ result, step }) => `${result} ${stepKey(step)}`).sort();
  return { lines, summary, converged, exitCode };
}

describe('after any apply, whatever went wrong, and whatever lies in the queues', () => {
  test('it is the picture of the whole, and the same is reported', async () => {
    let little = 0;
    await fc.assert(
      fc.asyncProperty(
        pairOfShapes,
        fc.array(filling, { maxLength: 8 }),
        fc.array(tie, { maxLength: 2 }),
        fc.array(stray, { maxLength: 4 }),
        trouble,
        async ([a, b], fillings, ties, strays, met) => {
          const broker = emptyPaper();
          await applyOnPaper(desiredFrom(a), broker);
          fill(broker, fillings);
          for (const each of ties) tieTo(broker, each);
          for (const each of strays) bindStray(broker, each);
          const applied = await appliedOnPaper(desiredFrom(b), broker, met && { trouble: met });
          const { report, layOver, wholeReads, reportOfWhole } = applied;
          if (layOver) expect(textOf(await layOver())).toEqual(textOf(await readLive(paperReader(broker), VHOST)));
          if (wholeReads === 0) little += 1;
          expect(wordsOf(report)).toEqual(wordsOf(await reportOfWhole()));
        },
      ),
      runs,
    );
    expect(little).toBeGreaterThan(60);
  });
});

describe('a stranger at what is touched, in the middle of the run', () => {
  /** Before the call of this number: binds to what the call is about, or takes all bindings of it away. */
  const stranger = fc.record({ at: fc.nat({ max: 30 }), binds: fc.boolean(), how: stray });

  test('is seen: the report is that of the whole', async () => {
    let met = 0;
    await fc.assert(
      fc.asyncProperty(pairOfShapes, stranger, async ([a, b], { at, binds, how }) => {
        const broker = emptyPaper();
        await applyOnPaper(desiredFrom(a), broker);
        let calls = 0;
        const { report, reportOfWhole } = await appliedOnPaper(desiredFrom(b), broker, {
          before(doing, name) {
            calls += 1;
            if (calls !== at || !broker.queues.has(name) || doing === 'set' || doing === 'clear') return;
            met += 1;
            if (binds) meddle(broker, name, how);
            else broker.bindings = broker.bindings.filter(({ destination }) => destination !== name);
          },
        });
        expect(wordsOf(report)).toEqual(wordsOf(await reportOfWhole()));
      }),
      runs,
    );
    expect(met).toBeGreaterThan(12);
  });
});

function meddle(broker: PaperBroker, destination: string, how: Stray): void {
  const [source] = broker.exchanges.keys();
  if (source !== undefined) bindStray(broker, { ...how, source, destination });
}
