// Limits that wait for messages: what an apply that waits sees of the queues meanwhile.

import { expect, test } from 'vitest';
import { desiredOf, liveOf } from '../../support/desired.js';
import type { TestDesired } from '../../support/desired.js';
import { runOnPaper } from './on-paper.js';

const fleet = (ttl: number): TestDesired =>
  desiredOf(`daemons: { vm: { scope: hypervisor, queue: { policy: { message-ttl: ${ttl} } } } }
clusters: { 1: { hypervisors: [1, 2] } }`);

/** Never are both queues empty, and each is so every other second. */
async function afterSeconds(ttl: number): Promise<{ readonly lines: readonly string[]; readonly seconds: number }> {
  let clock = 0;
  const { lines } = await runOnPaper(fleet(ttl), liveOf(fleet(90_000)), {
    contents: { 'vm-1-1': { ready: 1 } },
    doors: (broker) => ({
      drainSeconds: 5,
      now: () => clock,
      pause: (milliseconds) => {
        clock += milliseconds;
        const full = (clock / 1000) % 2 === 0 ? 'vm-1-1' : 'vm-1-2';
        broker.contents.clear();
        broker.contents.set(full, { ready: 1, unacknowledged: 0, consumers: 0 });
        return Promise.resolve();
      },
    }),
  });
  return { lines, seconds: clock / 1000 };
}

test('a shorter time does not have to meet all queues empty at once: none has a message so old', async () => {
  expect(await afterSeconds(60_000)).toEqual({ lines: ['done set policy topo.global.vm'], seconds: 1 });
});

test('a time that a message may have waited since its queue was seen empty', async () => {
  // A second, and the six that counts may be late.
  expect((await afterSeconds(7001)).lines).toEqual(['done set policy topo.global.vm']);
  expect(await afterSeconds(7000)).toEqual({ lines: ['held set policy topo.global.vm'], seconds: 5 });
});
