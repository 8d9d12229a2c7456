// Plans, reports and topologies for the tests of src/report: made from an inventory value, without YAML or a broker.

import type { ApplyReport, Outcome, StepResult } from '../../src/apply/index.js';
import type { Compiled } from '../../src/compile/index.js';
import { compile } from '../../src/compile/index.js';
import type { Cluster, Daemon, Inventory } from '../../src/inventory/index.js';
import type { Activity } from '../../src/live/index.js';
import type { Held, Plan, PlanSummary, Step, StepAction } from '../../src/plan/index.js';
import { holdOf } from '../../src/plan/index.js';
import type { Finding, VerifyReport } from '../../src/verify/index.js';
import { orderedSteps } from './sample-steps.js';
import { command, plain, say } from '../../src/text/index.js';

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
      tree: true,
      direct: undefined,
      place,
    },
    guard: { removals: undefined },
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
  return { name, scope, draining: false, queue: { type, arguments: {}, policy: {} }, place };
}

export const sampleDaemons: readonly Daemon[] = [
  daemon('dispatcher', 'global'),
  daemon('storage', 'hypervisor'),
  { ...daemon('vm', 'hypervisor'), queue: { type: 'quorum', arguments: { 'x-delivery-limit': 5 }, policy: {} } },
];

export function compiled(inventory: Inventory): Compiled {
  const made = compile(inventory);
  if ('problems' in made) throw new Error(JSON.stringify(made.problems));
  return made.compiled;
}

/** The small example: clusters 53 (11, 12) and 54 (98, 99). */
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

const reader = { consumerTag: 'ctag1.54e', peer: '10.0.0.5:51234', connectionName: 'worker-99' };

/** In the product's own words. */
function heldWith(name: string, counts: Partial<Activity>): Pick<Held, 'reason' | 'remedy'> {
  const queue = { name, type: 'classic', bound: true, addressed: true, ties: [], fedBy: [] };
  const hold = holdOf(queue, { messages: 0, unacknowledged: 0, consumers: 0, readers: [], ...counts }, '/');
  if (!hold) throw new Error(`${name} would go`);
  return { reason: hold.why, remedy: hold.remedy };
}

/** One of everything that a plan can have. */
export function richPlan(): Plan {
  const gone = stepsAt(stepsFor(smallClusters, 'take down'), '54', ['99']);
  const replaced: Step = {
    action: 'replace',
    kind: 'queue',
    name: 'vm-54-98',
    object: { durable: true, arguments: { 'x-queue-type': 'quorum' } },
    path: { daemon: 'vm', cluster: '54', hypervisor: '98' },
    reason: plain('x-queue-type is "classic" on the broker and "quorum" in the inventory'),
  };
  return samplePlan([...stepsAt(stepsFor(smallClusters), '53', ['12']), replaced, ...gone], {
    losingRoute: 2,
    unchanged: 25,
    options: { prune: true, replace: ['vm-54-98'], adopt: [] },
    held: [
      {
        kind: 'queue',
        name: 'storage-54-99',
        path: { daemon: 'storage', cluster: '54', hypervisor: '99' },
        messages: 132,
        unacknowledged: 4,
        consumers: 1,
        ...heldWith('storage-54-99', { messages: 132, unacknowledged: 4, consumers: 1, readers: [reader] }),
      },
      {
        kind: 'queue',
        name: 'vm-54-99',
        path: { daemon: 'vm', cluster: '54', hypervisor: '99' },
        messages: 7,
        unacknowledged: 0,
        consumers: 0,
        ...heldWith('vm-54-99', { messages: 7 }),
      },
    ],
    refusals: [
      {
        kind: 'queue',
        name: 'dispatcher',
        reason: plain('durable is false on the broker and true in the inventory: RabbitMQ cannot change that in place'),
        remedy: plain('--replace dispatcher'),
      },
    ],
    foreign: [
      ...['celery', 'celery.pidbox', 'mail', 'metrics', 'night', 'old', 'print'].map((name) => ({
        kind: 'queue' as const,
        name,
        reason: plain('not marked, not registered, not in the inventory'),
      })),
      ...['storage-54-7', 'storage-54-8'].map((name) => ({
        kind: 'queue' as const,
        name,
        reason: say`suspect: looks like ours, no proof; --adopt ${name} takes it`,
      })),
    ],
    guards: [{ name: 'removals', limit: 10, actual: 42, remedy: '--max-removals 42' }],
    notes: ['2 queues would lose the route by which messages reach them now.'],
  });
}

function errorOf({ reason, remedy }: Pick<Held, 'reason' | 'remedy'>): Pick<Outcome, 'error' | 'remedy'> {
  return { error: reason, remedy };
}

export function richReport(): ApplyReport {
  const [first, second, ...rest] = stepsFor(smallClusters);
  const gone = stepsAt(stepsFor(smallClusters, 'take down'), '54', ['99']).filter((step) => step.action === 'delete');
  const done = (step: Step): Outcome => ({ step, result: 'done' });
  return sampleReport([
    ...(first ? [done(first)] : []),
    ...(second
      ? [{ step: second, result: 'failed' as const, error: plain('ACCESS_REFUSED: no configure permission') }]
      : []),
    ...rest.slice(0, 6).map(done),
    ...gone.map((step): Outcome => ({
      step,
      result: 'held',
      ...errorOf(heldWith(step.name, { messages: 2 })),
      messages: 2,
      unacknowledged: 0,
      consumers: 0,
    })),
    ...rest
      .slice(6, 8)
      .map((step): Outcome => ({ step, result: 'skipped', error: plain('exchange storage could not be declared') })),
  ]);
}

export function findingAt(
  kind: Finding['kind'],
  severity: Finding['severity'],
  hypervisor: string,
  rest: Partial<Finding> = {},
): Finding {
  return {
    kind,
    severity,
    object: { kind: 'queue', name: `storage-54-${hypervisor}` },
    path: { daemon: 'storage', cluster: '54', hypervisor },
    message: plain('in the inventory, not on the broker'),
    remedy: plain('see it with `topo plan`, mend it with `topo apply`'),
    ...rest,
  };
}

export function richVerifyReport(rest: Partial<VerifyReport> = {}): VerifyReport {
  const waiting = {
    messages: 12,
    unacknowledged: 0,
    consumers: 0,
    message: plain('messages wait, and nobody reads'),
    remedy: plain('start the worker of this address'),
  };
  const binding = {
    source: 'storage-54',
    destination: 'storage-54-97',
    destinationType: 'queue' as const,
    routingKey: '',
    arguments: { 'x-match': 'all', hypervisor: 97 },
    propertiesKey: '~x',
  };
  return {
    version: 1,
    ok: false,
    findings: [
      findingAt('no-consumer', 'warning', '96', waiting),
      findingAt('missing', 'error', '98'),
      findingAt('missing', 'error', '99'),
      findingAt('extra-binding', 'warning', '97', {
        object: { kind: 'binding', name: 'storage-54-97' },
        binding,
        message: plain('bound from storage-54 with hypervisor=97, which the inventory does not ask for'),
      }),
      findingAt('down', 'warning', '95', {
        messages: null,
        unacknowledged: null,
        consumers: null,
        message: plain('state down: it cannot be counted, and takes no message'),
        remedy: say`start its node again; which one that is: ${command`rabbitmqctl cluster_status`}`,
      }),
    ],
    checked: { exchanges: 7, queues: 9, bindings: 15, routes: 9 },
    proved: 9,
    ...rest,
  };
}
