// One `topo apply` on the broker on paper, with the product's own stages: read, plan, carry out, read back. What happens
// meanwhile can be told beforehand: the call that fails, the one at which the operator stops it or the connection is lost.

import type { ApplyReport, StepDoors } from '../../src/apply/index.js';
import { countFresh, findUnread, makeReport, runSteps } from '../../src/apply/index.js';
import { BrokerError, CallRefused } from '../../src/broker/index.js';
import { planBroker } from '../../src/cli/plan-broker.js';
import type { Plan } from '../../src/plan/index.js';
import type { TestDesired } from '../support/desired.js';
import {
  VHOST,
  clearPolicy,
  paperReader,
  paperSession,
  removeBinding,
  setPolicy,
  type PaperBroker,
} from './paper-broker.js';

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
}

const options = { prune: true, replace: [], adopt: [] };

export async function planOnPaper(desired: TestDesired, broker: PaperBroker): Promise<Plan> {
  return (await planned(desired, broker)).plan;
}

function planned(desired: TestDesired, broker: PaperBroker): ReturnType<typeof planBroker> {
  const door = { reader: paperReader(broker), broker: { clusterName: 'paper', rabbitmqVersion: '4.0.5' } };
  return planBroker({ ...desired, warnings: [] }, door, VHOST, () => 'sha256:paper', options);
}

export async function applyOnPaper(
  desired: TestDesired,
  broker: PaperBroker,
  { trouble, before = () => undefined, after = () => undefined }: Meanwhile = {},
): Promise<ApplyReport> {
  const { plan, draft } = await planned(desired, broker);
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
          lost = new BrokerError({ kind: 'lost', message: 'lost on paper', remedy: 'apply again', url: 'paper' });
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
  const overHttp = (doing: string, name: string, write: () => void): Promise<void> =>
    Promise.resolve().then(() => {
      meet(doing, name);
      write();
      after();
    });
  let clock = 0;
  const doors: StepDoors = {
    amqp: {
      ...amqp,
      async run(call) {
        const answer = await amqp.run(call);
        after();
        return answer;
      },
    },
    channels: 4,
    tryOut: () => Promise.resolve(undefined),
    drainSeconds: 0,
    removeBinding: (binding) =>
      overHttp('unbind', binding.destination, () => {
        removeBinding(broker, binding);
      }),
    setPolicy: (policy) =>
      overHttp('set', policy.name, () => {
        setPolicy(broker, policy);
      }),
    clearPolicy: (name) =>
      overHttp('clear', name, () => {
        clearPolicy(broker, name);
      }),
    findUnread: (queues) => findUnread(amqp, queues, new Map(), 4),
    countQueues: (queues) => countFresh(paperReader(broker), amqp, VHOST, queues, 4),
    progress: () => undefined,
    stopping: () => stopped,
    pause: (milliseconds) => {
      clock += milliseconds;
      return Promise.resolve();
    },
    now: () => clock,
  };
  const { owner } = desired.inventory.routing;
  const outcomes = await runSteps({ plan, draft, owner }, doors);
  return makeReport(plan, outcomes, { plan: await planOnPaper(desired, broker) }, stopped);
}
