// The doors of an apply on the broker on paper.

import type { StepDoors } from '../../src/apply/index.js';
import { countFresh, findUnread, inspect } from '../../src/apply/index.js';
import type { AmqpSession } from '../../src/broker/index.js';
import type { PaperBroker } from './paper-broker.js';
import { VHOST, removeBinding } from './paper-broker.js';
import { clearPolicy, setPolicy } from './paper-limits.js';
import { paperReader } from './paper-reader.js';

/** Doors of an apply that nobody disturbs, whose time passes only while it waits. Queues are counted by the real code. */
export function quietDoors(broker: PaperBroker, amqp: AmqpSession): StepDoors {
  let clock = 0;
  const write = (change: () => void): Promise<void> => Promise.resolve().then(change);
  return {
    amqp,
    channels: 4,
    drainSeconds: 0,
    tryOut: () => Promise.resolve(undefined),
    removeBinding: (binding) =>
      write(() => {
        removeBinding(broker, binding);
      }),
    setPolicy: (policy) =>
      write(() => {
        setPolicy(broker, policy);
      }),
    clearPolicy: (name) =>
      write(() => {
        clearPolicy(broker, name);
      }),
    findUnread: (queues) => findUnread(amqp, queues, new Map(), 4),
    countQueues: (queues) => countFresh(paperReader(broker), amqp, VHOST, queues, 4),
    inspect: (queue) => inspect(amqp, queue),
    planAgain: () => Promise.reject(new Error('nobody plans here')),
    progress: () => undefined,
    stopping: () => false,
    pause: (milliseconds) => {
      clock += milliseconds;
      return Promise.resolve();
    },
    now: () => clock,
  };
}
