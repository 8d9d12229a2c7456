// One apply by the built CLI, as an operator runs it: with odd options, or killed in the middle and started again.

import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import type { ApplyReport } from '../../src/apply/index.js';
import type { PlanOptions } from '../../src/plan/index.js';
import type { VerifyReport } from '../../src/verify/index.js';
import type { Printed } from '../support/printed.js';
import type { Ran } from '../support/topo.js';
import { topo, withTopo } from '../support/topo.js';
import type { TestVhost } from '../support/vhost.js';
import { broken } from './broken.js';

export interface Manner {
  readonly prune: boolean;
  readonly drain: boolean;
  /** What is in the way is replaced. */
  readonly replace: boolean;
  readonly kill: { readonly signal: 'SIGTERM' | 'SIGKILL'; readonly after: number } | null;
}

const seldom = fc.nat({ max: 7 }).map((drawn) => drawn === 0);

export const manner: fc.Arbitrary<Manner> = fc
  .record({
    prune: seldom.map((not) => !not),
    drain: seldom,
    replace: fc.boolean(),
    kill: fc.option(
      fc.record({
        signal: fc.constantFrom('SIGTERM' as const, 'SIGKILL' as const),
        after: fc.integer({ min: 250, max: 1300 }),
      }),
      { freq: 2 },
    ),
  })
  .map((drawn) => ({ ...drawn, replace: drawn.replace && drawn.prune }));

export interface Applied {
  /** Whether it was stopped before its end, and started again. */
  readonly killed: boolean;
  readonly code: number;
  readonly report: Printed<ApplyReport>;
}

export async function apply(
  vhost: TestVhost,
  yaml: string,
  { drain, kill }: Pick<Manner, 'drain' | 'kill'>,
  { prune, replace }: PlanOptions,
): Promise<Applied> {
  const words = [
    ...['apply', '--yes', '--format', 'json', '--max-removals', '100000', '--lock-timeout', '20'],
    ...(prune ? [] : ['--no-prune']),
    ...(drain ? ['--drain-timeout', '1'] : []),
    ...replace.flatMap((name) => ['--replace', name]),
  ];
  const options = { inventory: yaml, broker: vhost };
  let killed = false;
  if (kill) {
    const first = await withTopo(words, options, async ({ child, ended }) => {
      await Promise.race([delay(kill.after), ended]);
      child.kill(kill.signal);
      return await ended;
    });
    expectCode(first, [-1, 130, 0, 4, 7]);
    killed = first.code === -1 || first.code === 130;
  }
  const ran = await topo(words, options);
  expectCode(ran, [0, 4, 7]);
  const report: Printed<ApplyReport> = JSON.parse(ran.stdout);
  return { killed, code: ran.code, report };
}

export async function verify(vhost: TestVhost, yaml: string): Promise<Printed<VerifyReport>> {
  const ran = await topo(['verify', '--format', 'json'], { inventory: yaml, broker: vhost });
  expectCode(ran, [0, 2]);
  const report: Printed<VerifyReport> = JSON.parse(ran.stdout);
  return report;
}

function expectCode(ran: Ran, codes: readonly number[]): void {
  if (codes.includes(ran.code) && !/\n\s+at .*[(:]/.test(ran.stderr)) return;
  throw broken('the CLI', `it ended with ${ran.code}`, ran.stdout.slice(0, 4000), ran.stderr.slice(0, 4000));
}
