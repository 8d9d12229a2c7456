// A plan carried out on a live picture, on paper, that can be cut off at any call: the connection is lost then, before the
// call was carried out or right after it. No queue of it holds anything.

import type { Outcome } from '../../src/apply/index.js';
import { runSteps } from '../../src/apply/index.js';
import type { AmqpCall, CallRefused } from '../../src/broker/index.js';
import { BrokerError } from '../../src/broker/index.js';
import type { Live } from '../../src/live/index.js';
import { say } from '../../src/text/index.js';
import type { TestPlanned } from '../support/desired.js';
import { noActivity } from '../support/desired.js';
import { liveFrom, paperFrom, paperSession } from './paper-broker.js';
import { quietDoors } from './paper-doors.js';

export interface Cut {
  /** The how manieth call, from 1. */
  readonly call: number;
  readonly carriedOut: boolean;
}

export interface Mishaps {
  readonly cut?: Cut;
  /** The broker's answer to a call that it does not take. */
  readonly refuse?: (call: AmqpCall) => CallRefused | undefined;
  /** Sees the broker after each call. */
  readonly onCall?: (live: Live) => void;
}

export interface PaperRun {
  readonly live: Live;
  readonly outcomes: readonly Outcome[];
  /** Each call that reached the broker. */
  readonly calls: readonly AmqpCall[];
}

export async function carryOutOnPaper(
  live: Live,
  { plan, draft }: TestPlanned,
  owner: string,
  { cut, refuse, onCall }: Mishaps = {},
): Promise<PaperRun> {
  const broker = paperFrom(live.topology);
  const calls: AmqpCall[] = [];
  let lost: BrokerError | undefined;
  const cutOff = (): BrokerError =>
    (lost = new BrokerError({ kind: 'lost', message: 'cut off', remedy: say`apply again`, url: 'amqp://paper' }));
  const session = paperSession(
    broker,
    (call) => {
      if (lost) throw lost;
      if (cut?.call === calls.length + 1 && !cut.carriedOut) throw cutOff();
      calls.push(call);
      const refused = refuse?.(call);
      if (refused) throw refused;
    },
    () => lost,
  );
  const doors = quietDoors(broker, {
    ...session,
    async run(call) {
      const answer = await session.run(call);
      onCall?.(liveFrom(broker, live));
      if (cut?.call === calls.length) throw cutOff();
      return answer;
    },
  });
  const outcomes = await runSteps(
    { plan, draft, owner },
    {
      ...doors,
      planAgain: () => Promise.resolve(draft),
      channels: 1,
      findUnread: (queues) => Promise.resolve(new Set(queues.map(({ name }) => name))),
      countQueues: (queues) => Promise.resolve(new Map(queues.map(({ name }) => [name, noActivity]))),
    },
  );
  return { live: liveFrom(broker, live), outcomes, calls };
}
