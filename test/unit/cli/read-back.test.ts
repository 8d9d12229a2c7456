// Which look at the broker is believed, and which comes after it.

import { describe, expect, test } from 'vitest';
import type { After, Outcome, StepResult } from '../../../src/apply/index.js';
import { BrokerError } from '../../../src/broker/index.js';
import { readBack } from '../../../src/cli/broker/read-back.js';
import type { Step } from '../../../src/plan/index.js';
import { plain } from '../../../src/text/index.js';

const arguments_ = { 'x-match': 'all', daemon: 'a' };
const binding = (destination: string): Step & { readonly kind: 'binding' } => ({
  action: 'unbind',
  kind: 'binding',
  name: destination,
  binding: { source: 'global', destination, destinationType: 'queue', routingKey: '', arguments: arguments_ },
});
const unbind = binding('a');
const remove: Step = { action: 'delete', kind: 'queue', name: 'b', object: { durable: true, arguments: {} } };
const other = binding('c');

const none: After = { steps: [] };
const still = (...steps: readonly Step[]): After => ({ steps });

const refused = (message: string): BrokerError =>
  new BrokerError({ kind: 'failed', message, remedy: plain('r'), url: 'u' });
const silent = new BrokerError({ kind: 'timeout', message: 'silence', remedy: plain('r'), url: 'u' });

interface Looks {
  /** Absent: much was touched. */
  readonly touched?: readonly (After | Error)[];
  readonly whole?: readonly After[];
  readonly stopped?: boolean;
}

async function look(results: readonly StepResult[], { touched, whole = [], stopped = false }: Looks) {
  const outcomes: readonly Outcome[] = [unbind, remove].map((step, at) => ({ step, result: results[at] ?? 'done' }));
  const did: string[] = [];
  let clock = 0;
  const next = (name: string, answers: readonly (After | Error)[]): (() => Promise<After>) => {
    let count = 0;
    return () => {
      did.push(name);
      const answer = answers[Math.min(count++, answers.length - 1)] ?? new Error('nobody looks here');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
  };
  const seen = await readBack(outcomes, [], {
    plan: next('whole', whole),
    ...(touched && { planOfTouched: next('touched', touched) }),
    removeBinding: ({ destination }) => {
      did.push(`remove ${destination}`);
      return Promise.resolve();
    },
    stopping: () => stopped,
    pause: (milliseconds) => {
      did.push('wait');
      clock += milliseconds;
      return Promise.resolve();
    },
    now: () => clock,
  });
  return { did: did.join(', '), left: 'plan' in seen ? seen.plan.steps.length : seen.error.message.text };
}

describe('a look at what was touched is believed where it says what the run says', () => {
  test.each<[string, readonly StepResult[], Looks, string, number | string]>([
    ['all is done', ['done', 'done'], { touched: [none] }, 'touched', 0],
    ['what is held is still to do', ['done', 'held'], { touched: [still(remove)] }, 'touched', 1],
    ['what failed, too', ['failed', 'skipped'], { touched: [still(unbind, remove)] }, 'touched', 2],
    ['some moments late: once more', ['done', 'done'], { touched: [still(remove), none] }, 'touched, wait, touched', 0],
    [
      'an unbind that removed nothing: by the API’s own handle',
      ['done', 'done'],
      { touched: [still(unbind), none] },
      'touched, remove a, wait, touched',
      0,
    ],
    [
      'it never shows: the whole is looked at',
      ['done', 'done'],
      { touched: [still(remove)], whole: [none] },
      'touched, wait, touched, whole',
      0,
    ],
    [
      'something that nobody planned',
      ['done', 'done'],
      { touched: [still(other)], whole: [still(other), none] },
      'touched, wait, touched, whole, wait, whole',
      0,
    ],
    [
      'what is held has gone all the same: is it only not shown?',
      ['done', 'held'],
      { touched: [none], whole: [still(remove)] },
      'touched, wait, touched, whole',
      1,
    ],
    [
      'what failed has happened all the same',
      ['failed', 'done'],
      { touched: [none], whole: [none] },
      'touched, wait, touched, whole',
      0,
    ],
    [
      'it cannot be asked so',
      ['done', 'done'],
      { touched: [refused('a name of dots')], whole: [none] },
      'touched, whole',
      0,
    ],
    ['much was touched', ['done', 'done'], { whole: [none] }, 'whole', 0],
    [
      'the operator stops it: no waiting',
      ['done', 'done'],
      { touched: [still(remove)], whole: [still(remove)], stopped: true },
      'touched, whole',
      1,
    ],
    [
      'it is refused, and the whole too',
      ['done', 'done'],
      { touched: [refused('gone')] },
      'touched, whole',
      'nobody looks here',
    ],
    ['nobody answers: once is enough', ['done', 'done'], { touched: [silent], whole: [none] }, 'touched', 'silence'],
  ])('%s', async (_, results, looks, did, left) => {
    expect(await look(results, looks)).toEqual({ did, left });
  });
});
