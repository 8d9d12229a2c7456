// One `topo apply` on the broker on paper, with the product's own stages: read, plan, carry out, read back. What happens
// meanwhile can be told beforehand: the call that fails, the one at which the operator stops it or the connection is lost.

import type { ApplyReport, StepDoors } from '../../src/apply/index.js';
import { makeReport, runSteps } from '../../src/apply/index.js';
import { BrokerError, CallRefused } from '../../src/broker/index.js';
import { planBroker } from '../../src/cli/broker/plan-broker.js';
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
}

const options = { prune: true, replace: [], adopt: [] };

export async function planOnPaper(desired: TestDesired, broker: PaperBroker): Promise<Plan> {
  return (await plannedOnPaper(desired, broker)).plan;
}

export function plannedOnPaper(desired: TestDesired, broker: PaperBroker): ReturnType<typeof planBroker> {
  const door = { reader: paperReader(broker), broker: { clusterName: 'paper', rabbitmqVersion: '4.0.5' } };
  return planBroker({ ...desired, warnings: [] }, door, VHOST, () => 'sha256:paper', options);
}

export async function applyOnPaper(
  desired: TestDesired,
  broker: PaperBroker,
  { trouble, before = () => undefined, after = () => undefined }: Meanwhile = {},
): Promise<ApplyReport> {
  const { plan, draft } = await plannedOnPaper(desired, broker);
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
  const outcomes = await runSteps({ plan, draft, owner }, doors);
  return makeReport(plan, outcomes, { plan: await planOnPaper(desired, broker) }, stopped);
}
