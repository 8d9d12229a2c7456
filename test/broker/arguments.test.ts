// What the inventory's rules accept as a queue's argument, this broker takes: with the schema's own examples. What they
// warn of, RabbitMQ 4.3 refuses; what 4.0 brought, 3.10 does.

import { readFileSync } from 'node:fs';
import { expect, inject } from 'vitest';
import { VERSIONS, isVersion, type Version } from '../support/rabbitmq-version.js';
import { brokerTest } from '../support/broker-test.js';
import { takenBy } from '../../src/inventory/rules/argument-rules.js';
import type { TestVhost } from '../support/vhost.js';

const schema: { $defs: { arguments: { properties: Record<string, { examples?: readonly unknown[] }> } } } = JSON.parse(
  readFileSync(new URL('../../schemas/inventory.schema.json', import.meta.url), 'utf8'),
);

/** What it needs beside itself. */
const beside: Readonly<Record<string, object>> = {
  'x-dead-letter-routing-key': { 'x-dead-letter-exchange': 'amq.direct' },
};
const REFUSED: Readonly<Record<Version, readonly string[]>> = {
  '3.10': ['classic x-queue-leader-locator'],
  '4.0': [],
  '4.3': ['classic x-consumer-timeout', 'classic x-queue-master-locator'],
};

/** A refusal may close the connection, so each has its own. */
async function isTaken(vhost: TestVhost, args: object): Promise<boolean> {
  return await vhost.amqp(({ channel }) =>
    channel.assertQueue('q', { arguments: args }).then(
      () => channel.deleteQueue('q').then(() => true),
      () => false,
    ),
  );
}

brokerTest('each argument, on each type of queue that takes it', { timeout: 60_000 }, async ({ vhost }) => {
  const refused: string[] = [];
  for (const [name, types] of takenBy)
    for (const type of types) {
      const [value] = schema.$defs.arguments.properties[name]?.examples ?? [];
      expect(value, name).toBeDefined();
      const args = { 'x-queue-type': type, ...beside[name], [name]: value };
      if (!(await isTaken(vhost, args))) refused.push(`${type} ${name}`);
    }
  const { version } = inject('broker');
  const known = VERSIONS.find((each) => isVersion(version, each));
  if (known) expect(refused.sort()).toEqual(REFUSED[known]);
  expect(await isTaken(vhost, { 'x-queue-type': 'classic', 'x-queue-version': 1 })).toBe(known !== '4.3');
});
