// What topo is to reach, in ratios of one run where there is something to compare with. A benchmark: nothing fails by it.

import { isAtLeast } from '../../src/topology/index.js';
import type { Table, Target } from './results.js';
import { digits, medianOf } from './results.js';
import { BOTH, LOOP, POST, TOPO } from './suites/first-apply.js';
import { FOLDED, PLAN_LARGE, VERIFY_BOTH, VERIFY_LARGE } from './suites/large.js';
import { RAISE } from './suites/limits.js';
import { WRITTEN_OUT, offlinePlan } from './suites/paper.js';
import { DURING, REST } from './suites/removal.js';
import { DEFAULT, DIRECT, SIZES, TREE } from './suites/routing.js';
import { NODE, VERSION } from './suites/start-up.js';
import { APPLY_MORE, GETS, PLAN, PLAN_MORE } from './suites/unchanged.js';

/** Of the tables that are there. `rabbitmqVersion`: what they were measured on. */
export function judge(tables: readonly Table[], rabbitmqVersion: string): readonly Target[] {
  const by = (name: string, judgeTable: (table: Table) => readonly Target[]): readonly Target[] =>
    tables.filter((table) => table.name === name).flatMap(judgeTable);
  return [
    ...by('first-apply', (table) => [
      atLeast('POST /api/definitions against a first apply', medianOf(table, POST) / medianOf(table, TOPO), 1.5),
      atMost('first apply against the bare amqplib loop', medianOf(table, TOPO) / medianOf(table, LOOP), 1.25),
      atMost(
        'first apply with the direct exchange against one without',
        medianOf(table, BOTH) / medianOf(table, TOPO),
        1.5,
      ),
    ]),
    ...by('unchanged', (table) => [
      atMost('plan with nothing to do against the bare three GETs', medianOf(table, PLAN) / medianOf(table, GETS), 1.4),
      atMost('apply against plan, one hypervisor more', medianOf(table, APPLY_MORE) / medianOf(table, PLAN_MORE), 1.5),
    ]),
    ...by('paper', (table) => {
      const [small, large] = [offlinePlan(50_000), offlinePlan(500_000)];
      return [
        atMost(large, medianOf(table, large), 10, ' s'),
        atMost(`${large}, memory`, peakOf(table, large), 2000, ' MiB'),
        atMost('the same, time from 100 k to 1 M queues', medianOf(table, large) / medianOf(table, small), 11),
        atMost(WRITTEN_OUT, medianOf(table, WRITTEN_OUT), 6, ' s'),
        atMost(`${WRITTEN_OUT}, memory`, peakOf(table, WRITTEN_OUT), 1000, ' MiB'),
      ];
    }),
    ...by('start-up', (table) => [
      atMost('topo --version against node -e 0', medianOf(table, VERSION) / medianOf(table, NODE), 2),
    ]),
    ...by('removal', (table) => [
      atMost('p99 of confirms during a removal against rest', medianOf(table, DURING) / medianOf(table, REST), 3),
    ]),
    ...by('limits', (table) => [atMost(`${RAISE}, ${table.title}`, medianOf(table, RAISE), 1, ' s')]),
    ...SIZES.flatMap((size) =>
      by(`routing ${size}`, (table) => [
        atLeast(
          `direct against the default exchange, ${table.title}`,
          medianOf(table, DIRECT) / medianOf(table, DEFAULT),
          0.5,
        ),
        // The tree of a small fleet is fast everywhere.
        ...(size === 'small'
          ? []
          : [
              atLeast(
                `direct against the tree, ${table.title}`,
                medianOf(table, DIRECT) / medianOf(table, TREE),
                isAtLeast(rabbitmqVersion, '4.3.0') ? 20 : 3,
              ),
            ]),
      ]),
    ),
    ...by('output', (table) => [atMost('a plan of 100,000 steps, folded', medianOf(table, FOLDED), 1, ' s')]),
    ...by('verify', (table) => [
      atMost(`verify against plan, ${table.title}`, medianOf(table, VERIFY_LARGE) / medianOf(table, PLAN_LARGE), 2),
      atMost('verify by both ways against one', medianOf(table, VERIFY_BOTH) / medianOf(table, VERIFY_LARGE), 1.5),
    ]),
  ];
}

function atMost(what: string, measured: number, most: number, unit = ' ×'): Target {
  return {
    what,
    target: `at most ${digits(most)}${unit}`,
    measured: `${digits(measured)}${unit}`,
    holds: measured <= most,
  };
}

function atLeast(what: string, measured: number, least: number, unit = ' ×'): Target {
  return {
    what,
    target: `at least ${digits(least)}${unit}`,
    measured: `${digits(measured)}${unit}`,
    holds: measured >= least,
  };
}

function peakOf(table: Table, what: string): number {
  const peak = table.rows.find((row) => row.what === what)?.more?.['peak'] ?? '';
  return Number(peak.replace(/[^\d.]/g, ''));
}
