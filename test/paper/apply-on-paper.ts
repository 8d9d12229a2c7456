// One `topo apply` on the broker on paper, with the product's own stages: read, plan, carry out, read back. What happens
// meanwhile can be told beforehand: the call that fails, the one at which the operator stops it or the connection is lost.

import type { ApplyReport, StepDoors } from '../../src/apply/index.js';
import { makeReport, runSteps, touchedBy } from '../../src/apply/index.js';
import { BrokerError, CallRefused } from '../../src/broker/index.js';
import { planBroker, stepsFrom } from '../../src/cli/broker/plan-broker.js';
import { readBack } from '../../src/cli/broker/read-back.js';
import type { Desired } from '../../src/cli/input/desired.js';
import type { Live } from '../../src/live/index.js';
import { readLive, readTouched } from '../../src/live/index.js';
import type { Plan } from '../../src/plan/index.js';
import { say } from '../../src/text/index.js';
import type { TestDesired } from '../support/desired.js';
import { VHOST, paperSession, type PaperBroker } from './paper-broker.js';
import { quietDoors } from './paper-doors.js';
import { paperReader } from './paper-reader.js';

/** What goes wrong at the call of this number, counted from 0. */
export interface Trouble {
  readonly at: number;
  readonly what: 'refused' | 'lost' | 'stopped';
}

export interface Meanwhile {
  readonly trouble?: Trouble;
  /** Hears what is about to be done: a call's words and its object. */
  readonly before?: (doing: string, name: string) => void;
  /** Hears that something was done. */
  readonly after?: () => void;
  /** Reads, while it waits for that; without it, it does not wait. */
  readonly readers?: () => void;
}

/** Of --drain-timeout, where there are readers. */
const DRAIN_SECONDS = 20;

const options = { prune: true, replace: [], adopt: [] };

export async function planOnPaper(desired: TestDesired, broker: PaperBroker): Promise<Plan> {
  return (await plannedOnPaper(desired, broker)).plan;
}

export function plannedOnPaper(desired: TestDesired, broker: PaperBroker): ReturnType<typeof planBroker> {
  const door = { reader: paperReader(broker), broker: { clusterName: 'paper', rabbitmqVersion: '4.0.5' } };
  return planBroker(product(desired), door, VHOST, () => 'sha256:paper', options);
}

export async function applyOnPaper(
  desired: TestDesired,
  broker: PaperBroker,
  meanwhile: Meanwhile = {},
): Promise<ApplyReport> {
  return (await appliedOnPaper(desired, broker, meanwhile)).report;
}

export interface Applied {
  readonly report: ApplyReport;
  /** How often the whole broker was read back. */
  readonly wholeReads: number;
  /** The picture from before it, with what was touched as it is now; nothing, where the whole has to be read. */
  readonly layOver: (() => Promise<Live>) | undefined;
  /** The report that the whole broker makes of it. */
  readonly reportOfWhole: () => Promise<ApplyReport>;
}

export async function appliedOnPaper(
  desired: TestDesired,
  broker: PaperBroker,
  { trouble, before = () => undefined, after = () => undefined, readers }: Meanwhile = {},
): Promise<Applied> {
  const planned = await plannedOnPaper(desired, broker);
  const { plan, draft, assessment } = planned;
  let calls = 0;
  let stopped = false;
  let lost: BrokerError | undefined;
  const meet = (doing: string, name: string): void => {
    if (lost) throw lost;
    const now = calls++;
    if (trouble?.at === now)
      switch (trouble.what) {
        case 'refused':
          throw new CallRefused(403, 'ACCESS_REFUSED - on paper');
        case 'lost':
          lost = new BrokerError({ kind: 'lost', message: 'lost on paper', remedy: say`apply again`, url: 'paper' });
          throw lost;
        case 'stopped':
          stopped = true;
      }
    before(doing, name);
  };
  const amqp = paperSession(
    broker,
    (call) => {
      const name = 'binding' in call ? call.binding.destination : call.name;
      // A look changes nothing, and is no place for trouble: what cannot be counted is held.
      if (call.call !== 'inspect queue') meet(call.call, name);
    },
    () => lost,
  );
  const quiet = quietDoors(broker, amqp);
  const overHttp = async (doing: string, name: string, write: () => Promise<void>): Promise<void> => {
    meet(doing, name);
    await write();
    after();
  };
  const doors: StepDoors = {
    ...quiet,
    drainSeconds: readers ? DRAIN_SECONDS : 0,
    async pause(milliseconds) {
      await quiet.pause(milliseconds);
      readers?.();
    },
    amqp: {
      ...amqp,
      async run(call) {
        const answer = await amqp.run(call);
        after();
        return answer;
      },
    },
    removeBinding: (binding) => overHttp('unbind', binding.destination, () => quiet.removeBinding(binding)),
    setPolicy: (policy) => overHttp('set', policy.name, () => quiet.setPolicy(policy)),
    clearPolicy: (name) => overHttp('clear', name, () => quiet.clearPolicy(name)),
    planAgain: async () => (await plannedOnPaper(desired, broker)).draft,
    stopping: () => stopped,
  };
  const { owner } = desired.inventory.routing;
  const work = { plan, draft, owner };
  const outcomes = await runSteps(work, doors);
  const reader = paperReader(broker);
  const touched = touchedBy(work, assessment.live);
  const layOver = touched && ((): Promise<Live> => readTouched(reader, assessment.live, touched));
  let wholeReads = 0;
  const seen = await readBack(outcomes, plan.refusals, {
    plan: async () => {
      wholeReads += 1;
      return stepsFrom(await readLive(reader, VHOST), product(desired), options);
    },
    planOfTouched: layOver && (async () => stepsFrom(await layOver(), product(desired), options)),
    removeBinding: (binding) => doors.removeBinding(binding),
    stopping: () => stopped,
    pause: (milliseconds) => quiet.pause(milliseconds),
    now: () => quiet.now(),
  });
  return {
    report: makeReport(plan, outcomes, seen, stopped),
    wholeReads,
    layOver,
    reportOfWhole: async () => makeReport(plan, outcomes, { plan: await planOnPaper(desired, broker) }, stopped),
  };
}

function product(desired: TestDesired): Desired {
  return { ...desired, warnings: [] };
}
