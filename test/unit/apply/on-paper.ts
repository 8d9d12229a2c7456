// One apply on the broker on paper, for a table: what queues hold, which call is refused, which door is another. Out: a line
// for each outcome, and for each call.

import type { Outcome, StepDoors } from '../../../src/apply/index.js';
import { runSteps } from '../../../src/apply/index.js';
import type { AmqpCall } from '../../../src/broker/index.js';
import { CallRefused } from '../../../src/broker/index.js';
import type { Live } from '../../../src/live/index.js';
import type { Contents, PaperBroker } from '../../paper/paper-broker.js';
import { paperFrom, paperSession } from '../../paper/paper-broker.js';
import { quietDoors } from '../../paper/paper-doors.js';
import type { PlanShape, TestDesired } from '../../support/desired.js';
import { planOf } from '../../support/desired.js';

export interface Around extends PlanShape {
  readonly contents?: Readonly<Record<string, Partial<Contents>>>;
  /** The code of a call that the broker does not take, by its line. */
  readonly refuse?: Readonly<Record<string, number>>;
  /** The broker's words for it. */
  readonly words?: string;
  readonly doors?: (broker: PaperBroker) => Partial<StepDoors>;
}

export interface Ran {
  readonly outcomes: readonly Outcome[];
  /** `held delete queue vm-1-1` */
  readonly lines: readonly string[];
  /** `delete queue vm-1-1`; without those that only look. */
  readonly calls: readonly string[];
  readonly broker: PaperBroker;
}

export async function runOnPaper(desired: TestDesired, live: Live, around: Around = {}): Promise<Ran> {
  const broker = paperFrom(live.topology);
  for (const [name, part] of Object.entries(around.contents ?? {}))
    broker.contents.set(name, { ready: 0, unacknowledged: 0, consumers: 0, ...part });
  const calls: string[] = [];
  const session = paperSession(
    broker,
    (call) => {
      if (call.call === 'inspect queue') return;
      const line = lineOf(call);
      calls.push(line);
      const code = around.refuse?.[line];
      if (code !== undefined) throw new CallRefused(code, around.words ?? 'on paper');
    },
    () => undefined,
  );
  const { plan, draft } = planOf(desired, live, around);
  const quiet = quietDoors(broker, session);
  const { owner } = desired.inventory.routing;
  const outcomes = await runSteps(
    { plan, draft, owner },
    {
      ...quiet,
      planAgain: () => Promise.resolve(draft),
      ...around.doors?.(broker),
    },
  );
  const lines = outcomes.map(({ result, step }) => `${result} ${step.action} ${step.kind} ${step.name}`);
  return { outcomes, lines, calls, broker };
}

function lineOf(call: AmqpCall): string {
  return 'binding' in call ? `${call.call} ${call.binding.destination}` : `${call.call} ${call.name}`;
}
