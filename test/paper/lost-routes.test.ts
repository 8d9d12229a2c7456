// What a plan says of the routes that it takes away, against what becomes of messages when it is carried out.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lostRoutesOf } from '../../src/plan/crossing.js';
import type { Message } from '../../src/route/index.js';
import { prepareRoutes, trace } from '../../src/route/index.js';
import type { TestDesired } from '../support/desired.js';
import { asIntegers, messagesByWay } from '../support/messages.js';
import { applyOnPaper, plannedOnPaper } from './apply-on-paper.js';
import type { PaperBroker } from './paper-broker.js';
import { emptyPaper, topologyOf } from './paper-broker.js';
import { anyMessage, bindStray, desiredFrom, pairOfShapes, stray, tie, tieTo } from './worlds.js';

/** The queues that a message reaches by bindings, as the broker is now. */
function routesOf(broker: PaperBroker): (message: Message) => ReadonlySet<string> {
  const routes = prepareRoutes(topologyOf(broker));
  return (message) =>
    new Set([...trace(routes, message).queues].flatMap(([name, { alternate }]) => (alternate ? [] : [name])));
}

/** To every address, with strings and with the integers that some publishers send. */
function messagesTo(desired: TestDesired): readonly Message[] {
  return [...desired.compiled.origins.queues].flatMap(([name, { address }]) =>
    messagesByWay(desired, name, address).flatMap((message) => [
      message,
      { ...message, headers: asIntegers(message.headers) },
    ]),
  );
}

test('a message that arrives before and not after belongs to a route that was announced, and no other is announced', async () => {
  let announced = 0;
  let looked = 0;
  await fc.assert(
    fc.asyncProperty(
      pairOfShapes,
      fc.array(stray, { maxLength: 4 }),
      fc.array(tie, { maxLength: 2 }),
      fc.array(anyMessage, { maxLength: 6 }),
      async ([a, b], strays, ties, more) => {
        const [from, to] = [desiredFrom(a), desiredFrom(b)];
        const broker = emptyPaper();
        await applyOnPaper(from, broker);
        for (const each of strays) bindStray(broker, each);
        for (const each of ties) tieTo(broker, each);
        const { assessment, draft } = await plannedOnPaper(to, broker);
        const { lost, routed } = lostRoutesOf(assessment, draft, to.inventory.routing.entry);
        const sent = [...messagesTo(from), ...messagesTo(to), ...more];
        const told = [...lost].flatMap(([queue, messages]) =>
          messages.flatMap((message) => (message ? [{ queue, message }] : [])),
        );
        const reachedBefore = routesOf(broker);
        const before = sent.map((message) => reachedBefore(message));
        for (const { queue, message } of told) expect(reachedBefore(message), queue).toContain(queue);
        // What is held stays bound or waits: only what was carried out whole is compared.
        if ((await applyOnPaper(to, broker)).summary.held > 0) return;
        announced += told.length;
        const reachedAfter = routesOf(broker);
        for (const { queue, message } of told) expect(reachedAfter(message), queue).not.toContain(queue);
        for (const [index, message] of sent.entries()) {
          const after = reachedAfter(message);
          for (const queue of before[index] ?? []) {
            looked += 1;
            // Where nothing is taken away nobody looks.
            if (queue !== 'audit' && routed.size > 0) expect(routed).toContain(queue);
            if (!after.has(queue) && queue !== 'audit')
              expect([...lost.keys()], JSON.stringify(message)).toContain(queue);
          }
        }
      },
    ),
    { numRuns: 1000 },
  );
  expect(announced).toBeGreaterThan(150);
  expect(looked).toBeGreaterThan(1000);
});
