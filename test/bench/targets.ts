// What topo is to reach, in ratios of one run where there is something to compare with. A benchmark: nothing fails by it.

import type { Table, Target } from './results.js';
import { digits, medianOf } from './results.js';
import { LOOP, POST, TOPO } from './suites/first-apply.js';
import { FOLDED, PLAN_LARGE, VERIFY_LARGE } from './suites/large.js';
import { WRITTEN_OUT, offlinePlan } from './suites/paper.js';
import { DURING, REST } from './suites/removal.js';
import { NODE, VERSION } from './suites/start-up.js';
import { APPLY_MORE, GETS, PLAN, PLAN_MORE } from './suites/unchanged.js';

/** Of the tables that are there. */
export function judge(tables: readonly Table[]): readonly Target[] {
  const by = (name: string, judgeTable: (table: Table) => readonly Target[]): readonly Target[] =>
    tables.filter((table) => table.name === name).flatMap(judgeTable);
  return [
    ...by('first-apply', (table) => [
      atLeast('POST /api/definitions against a first apply', medianOf(table, POST) / medianOf(table, TOPO), 2.2),
      atMost('first apply against the bare amqplib loop', medianOf(table, TOPO) / medianOf(table, LOOP), 1.25),
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
    ...by('output', (table) => [atMost('a plan of 100,000 steps, folded', medianOf(table, FOLDED), 1, ' s')]),
    ...by('verify', (table) => [
      atMost(`verify against plan, ${table.title}`, medianOf(table, VERIFY_LARGE) / medianOf(table, PLAN_LARGE), 2),
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
