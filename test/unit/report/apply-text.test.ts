// The report after an apply: done in counts, the rest by name, and whether the broker now has what was asked for.

import { describe, expect, test } from 'vitest';
import type { ApplyReport, Outcome } from '../../../src/apply/index.js';
import { applyText } from '../../../src/report/index.js';
import { plain, textOf } from '../../support/report-text.js';
import { fleet, richReport, sampleReport, smallClusters, stepsFor } from '../../support/sample-plans.js';
import { say } from '../../../src/text/index.js';

const show = (report: ApplyReport, width = 80): string => textOf(applyText(report, { style: plain, width }));
const lastOf = (report: ApplyReport): string | undefined => show(report, 200).trimEnd().split('\n').at(-1);
const done = stepsFor(smallClusters).map((step): Outcome => ({ step, result: 'done' }));

test('all done', () => {
  expect(show(sampleReport(done, { converged: true, exitCode: 0 }))).toMatchInlineSnapshot(`
    "Apply on vhost /
      16 declared, 15 bound

    31 done: converged, the broker has what the inventory asks for.
    "
  `);
});

describe('some of each', () => {
  test('at 80 columns', () => {
    expect(show(richReport())).toMatchInlineSnapshot(`
      "Apply on vhost /
        7 declared

      Failed (1)
        ✗ declare exchange storage
          ACCESS_REFUSED: no configure permission

      Held, until a later apply (2)
        ! delete queue vm-54-99       2 messages, 0 consumers
          2 messages in it and nobody reads
          → let a worker read them, or throw them away:
            rabbitmqctl purge_queue -p / vm-54-99
        ! delete queue storage-54-99  2 messages, 0 consumers
          2 messages in it and nobody reads
          → let a worker read them, or throw them away:
            rabbitmqctl purge_queue -p / storage-54-99

      Skipped (2)
        ○ declare queue storage-53-11
        ○ declare queue storage-53-12
          exchange storage could not be declared

      7 done, 1 failed, 2 held, 2 skipped: not converged. Mend what is named above,
      then run the same command again: it finishes the rest.
      "
    `);
  });
  test('at 120 columns', () => {
    expect(show(richReport(), 120)).toMatchInlineSnapshot(`
      "Apply on vhost /
        7 declared

      Failed (1)
        ✗ declare exchange storage
          ACCESS_REFUSED: no configure permission

      Held, until a later apply (2)
        ! delete queue vm-54-99       2 messages, 0 consumers
          2 messages in it and nobody reads
          → let a worker read them, or throw them away: rabbitmqctl purge_queue -p / vm-54-99
        ! delete queue storage-54-99  2 messages, 0 consumers
          2 messages in it and nobody reads
          → let a worker read them, or throw them away: rabbitmqctl purge_queue -p / storage-54-99

      Skipped (2)
        ○ declare queue storage-53-11
        ○ declare queue storage-53-12
          exchange storage could not be declared

      7 done, 1 failed, 2 held, 2 skipped: not converged. Mend what is named above, then run the same command again: it
      finishes the rest.
      "
    `);
  });
});

test('many alike are ten and a count, with the advice once', () => {
  const failed = stepsFor(fleet(1, 30))
    .filter((step) => step.kind === 'queue')
    .map((step): Outcome => ({ step, result: 'failed', error: say`ACCESS_REFUSED: no right on ${step.name}` }));
  expect(show(sampleReport(failed))).toMatchInlineSnapshot(`
    "Apply on vhost /
      nothing was changed

    Failed (61)
      ✗ declare queue dispatcher
      ✗ declare queue storage-1-1
      ✗ declare queue storage-1-2
      ✗ declare queue storage-1-3
      ✗ declare queue storage-1-4
      ✗ declare queue storage-1-5
      ✗ declare queue storage-1-6
      ✗ declare queue storage-1-7
      ✗ declare queue storage-1-8
      ✗ declare queue storage-1-9
        … 51 more like these: --format json has them all
        ACCESS_REFUSED: no right on dispatcher; the others likewise

    0 done, 61 failed: not converged. Mend what is named above, then run the same
    command again: it finishes the rest.
    "
  `);
});

describe('the last line', () => {
  const held = done.slice(0, 1).map(({ step }): Outcome => ({ step, result: 'held', error: say`in use` }));
  const refused = done.slice(0, 1).map(({ step }): Outcome => ({ step, result: 'refused', error: say`not ours` }));
  const again = 'Mend what is named above, then run the same command again: it finishes the rest.';
  test.each<[string, ApplyReport, string]>([
    [
      'nothing to do',
      sampleReport([], { converged: true, exitCode: 0 }),
      'Nothing to do: converged, the broker has what the inventory asks for.',
    ],
    ['held', sampleReport([...done, ...held], { exitCode: 4 }), `31 done, 1 held: not converged. ${again}`],
    [
      'refused',
      sampleReport([...done, ...refused], { converged: true, exitCode: 4 }),
      '31 done, 1 refused: converged, but for what was refused.',
    ],
    [
      'stopped by a signal',
      sampleReport(done, { exitCode: 130 }),
      '31 done: stopped before the end. What is done stays valid: run the same command again, it does the rest.',
    ],
    [
      'nobody could read the broker',
      sampleReport(done, { exitCode: 7, error: { message: say`refused` } }),
      '31 done: whether it converged is not known. What is done stays valid: when the broker can be read again, run the same command again.',
    ],
  ])('%s', (_, report, line) => {
    expect(lastOf(report)).toBe(line);
  });
});
