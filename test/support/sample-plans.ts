// Plans, reports and topologies for the tests of src/report: made from an inventory value, without YAML or a broker.

import type { ApplyReport, Outcome, StepResult } from '../../src/apply/index.js';
import type { Compiled } from '../../src/compile/index.js';
import { compile } from '../../src/compile/index.js';
import type { Cluster, Daemon, Inventory } from '../../src/inventory/index.js';
import type { Plan, PlanSummary, Step, StepAction } from '../../src/plan/index.js';
import { orderedSteps } from './sample-steps.js';

export interface SampleCluster {
  readonly id: string;
  /** Ids; `98!` is draining. */
  readonly hypervisors: readonly string[];
  readonly daemons?: readonly string[];
}

const place = { file: 'topo.yaml', line: 1, column: 1 };

export function sampleInventory(clusters: readonly SampleCluster[], daemons = sampleDaemons): Inventory {
  const scoped = daemons.filter((daemon) => daemon.scope !== 'global').map((daemon) => daemon.name);
  return {
    vhost: undefined,
    broker: undefined,
    routing: {
      entry: 'global',
      owner: 'global',
      headers: { daemon: 'daemon', cluster: 'cluster', hypervisor: 'hypervisor' },
      values: 'string',
      unroutable: undefined,
      place,
    },
    daemons,
    clusters: clusters.map((cluster): Cluster => {
      const names = cluster.daemons ?? scoped;
      return {
        id: cluster.id,
        daemons: names,
        draining: false,
        place,
        hypervisors: cluster.hypervisors.map((id) => ({
          id: id.replace(/!$/, ''),
          daemons: names,
          draining: id.endsWith('!'),
          place,
        })),
      };
    }),
  };
}

function daemon(name: string, scope: Daemon['scope'], type: Daemon['queue']['type'] = 'classic'): Daemon {
  return { name, scope, draining: false, queue: { type, arguments: {} }, place };
}

export const sampleDaemons: readonly Daemon[] = [
  daemon('dispatcher', 'global'),
  daemon('storage', 'hypervisor'),
  { ...daemon('vm', 'hypervisor'), queue: { type: 'quorum', arguments: { 'x-delivery-limit': 5 } } },
];

export function compiled(inventory: Inventory): Compiled {
  const made = compile(inventory);
  if ('problems' in made) throw new Error(JSON.stringify(made.problems));
  return made.compiled;
}

/** The contract's own example: clusters 53 (11, 12) and 54 (98, 99). */
export const smallClusters: readonly SampleCluster[] = [
  { id: '53', hypervisors: ['11', '12'] },
  { id: '54', hypervisors: ['98', '99'] },
];

/** `count` ids from `first` on. */
export function ids(first: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => String(first + index));
}

export function fleet(clusters: number, hypervisors: number): readonly SampleCluster[] {
  return ids(1, clusters).map((id) => ({ id, hypervisors: ids(1, hypervisors) }));
}

/** Every object of the topology as a step: declare and bind, or adopt, or unbind and delete. */
export function stepsFor(
  clusters: readonly SampleCluster[],
  what: 'build' | 'adopt' | 'take down' = 'build',
): readonly Step[] {
  return orderedSteps(compiled(sampleInventory(clusters)), what);
}

/** Steps that stand at these hypervisors of a cluster. */
export function stepsAt(steps: readonly Step[], cluster: string, hypervisors: readonly string[]): readonly Step[] {
  const wanted = new Set(hypervisors);
  return steps.filter((step) => step.path?.cluster === cluster && wanted.has(step.path.hypervisor ?? ''));
}

export function samplePlan(steps: readonly Step[], rest: Partial<Omit<Plan, 'summary'>> & Counted = {}): Plan {
  const { losingRoute = 0, unchanged = 0, ...parts } = rest;
  const count = (action: StepAction): number => steps.filter((step) => step.action === action).length;
  const summary: PlanSummary = {
    declare: count('declare'),
    bind: count('bind'),
    adopt: count('adopt'),
    unbind: count('unbind'),
    delete: count('delete'),
    replace: count('replace'),
    set: count('set'),
    clear: count('clear'),
    held: parts.held?.length ?? 0,
    refused: parts.refusals?.length ?? 0,
    losingRoute,
    unchanged,
  };
  return {
    version: 1,
    vhost: '/',
    broker: { clusterName: 'rabbit@prod', rabbitmqVersion: '3.12.4' },
    inventory: `sha256:${'0'.repeat(64)}`,
    options: { prune: true, replace: [], adopt: [] },
    held: [],
    refusals: [],
    foreign: [],
    guards: [],
    notes: [],
    routing: { queues: 9, bindings: 15, scannedPerMessage: { typical: 7, worst: 7 } },
    ...parts,
    steps,
    summary,
  };
}

interface Counted {
  readonly losingRoute?: number;
  readonly unchanged?: number;
}

export function sampleReport(outcomes: readonly Outcome[], rest: Partial<ApplyReport> = {}): ApplyReport {
  const count = (result: StepResult): number => outcomes.filter((outcome) => outcome.result === result).length;
  return {
    version: 1,
    vhost: '/',
    outcomes,
    summary: {
      done: count('done'),
      failed: count('failed'),
      held: count('held'),
      refused: count('refused'),
      skipped: count('skipped'),
    },
    converged: false,
    exitCode: 7,
    ...rest,
  };
}
