// What a door says to do stands in the report of an apply with its commands whole, however narrow the page; and what is the
// same but for a name is said once.

import { expect, test } from 'vitest';
import type { Outcome } from '../../../src/apply/index.js';
import { explainLock } from '../../../src/apply/index.js';
import { failureOf } from '../../../src/apply/run/run-step.js';
import type { AmqpCall } from '../../../src/broker/index.js';
import { CallRefused } from '../../../src/broker/index.js';
import { describeLoss } from '../../../src/broker/amqp/amqp-errors.js';
import { describeAnswer } from '../../../src/broker/http/http-errors.js';
import { explainRefusal } from '../../../src/broker/known/rights.js';
import { applyText } from '../../../src/report/index.js';
import { plain, textOf } from '../../support/report-text.js';
import { fleet, sampleReport, stepsFor } from '../../support/sample-plans.js';

const vhost = 'the cloud of the north';
const user = 'operator-of-the-north';
const declaring = stepsFor(fleet(1, 30)).filter((step) => step.kind === 'queue');
const show = (failures: readonly Omit<Outcome, 'step'>[]): string => {
  const outcomes = declaring
    .slice(0, failures.length)
    .map((step, index) => ({ step, result: 'failed' as const, ...failures[index] }));
  return textOf(applyText(sampleReport(outcomes), { style: plain, width: 60 }));
};

function refused(name: string): Omit<Outcome, 'step'> {
  const call: AmqpCall = { call: 'declare queue', name, durable: true, exclusive: false, arguments: {} };
  const reason = `ACCESS_REFUSED - access to queue '${name}' in vhost '${vhost}' refused for user '${user}'`;
  return failureOf(new CallRefused(403, reason, explainRefusal({ code: 403, reason }, call, { user, vhost })));
}

function refusedOverHttp(): Omit<Outcome, 'step'> {
  const asked = {
    url: 'http://broker:15672',
    method: 'PUT',
    segments: ['policies', vhost, 'topo.unroutable'],
    login: { user, password: 'secret', written: 'secret' },
    timeoutSeconds: 5,
  };
  const body = JSON.stringify({ error: 'not_authorised', reason: 'User not authorised to access object' });
  return failureOf(describeAnswer({ status: 401, contentType: 'application/json', location: '', body }, asked));
}

/** As somebody's own queue has it. */
function lockIsNone(): Omit<Outcome, 'step'> {
  const seen = { vhost, owner: 'o', holder: undefined, state: undefined, exclusive: false };
  const { remedy } = explainLock(new CallRefused(405, 'RESOURCE_LOCKED'), seen);
  return { result: 'failed', remedy };
}

test.each<[string, Omit<Outcome, 'step'>, readonly string[]]>([
  [
    'AMQP',
    refused('storage-53-11'),
    [
      `rabbitmqctl list_user_permissions ${user}`,
      `rabbitmqctl set_permissions -p '${vhost}' ${user} CONFIGURE WRITE READ`,
    ],
  ],
  ['HTTP', refusedOverHttp(), [`rabbitmqctl set_user_tags ${user} policymaker`]],
  [
    'the lock',
    lockIsNone(),
    [
      `rabbitmqctl list_queues -p '${vhost}' name exclusive messages consumers`,
      `rabbitmqctl delete_queue -p '${vhost}' topo.lock.o`,
    ],
  ],
])('%s: each command has a line', (_, failure, commands) => {
  const lines = show([failure])
    .split('\n')
    .map((line) => line.trim());
  for (const command of commands) expect(lines).toContain(command);
});

test('one in brackets is one word', () => {
  const told = failureOf(describeLoss('541 (INTERNAL-ERROR) the operation timed out', 'amqp://h'));
  expect(show([told])).toContain(`    → too few nodes of the cluster run for a change
      (rabbitmqctl cluster_status names them): start them;`);
});

test('thirty queues without a right are ten and a count', () => {
  const text = show(declaring.slice(0, 30).map(({ name }) => refused(name)));
  expect(text).toContain('… 20 more like these');
  expect(text.match(/list_user_permissions/g)).toHaveLength(1);
});
