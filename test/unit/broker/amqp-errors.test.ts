// Why a connection was lost, in RabbitMQ's words → what to do. 541 means two things that have nothing in common.

import { describe, expect, test } from 'vitest';
import { describeLoss } from '../../../src/broker/amqp/amqp-errors.js';

const closed = (code: string, words: string): string => `Connection closed: ${code} with message "${words}"`;
const internal = (words: string): string => closed('541 (INTERNAL-ERROR)', `INTERNAL_ERROR - ${words}`);

const deprecated =
  /^this RabbitMQ does that no more \(queue_master_locator\): take the argument that asks for it out of the inventory/;
const tooFew = /^too few nodes of the cluster run .*rabbitmqctl cluster_status.*; then run the same command again/;
const byHand = /^an administrator closed it, or the node was stopped: .*run the same command again/;
const notDone = /^this RabbitMQ cannot do that.*run the same command again/;
const goOn = /^run the same command again/;

describe('the remedy of a lost connection', () => {
  test.each<[string, string, RegExp]>([
    [
      'deprecated (4.3.6)',
      internal('Feature `queue_master_locator` is deprecated.\nBy default, this feature is not permitted anymore.'),
      deprecated,
    ],
    [
      'a quorum queue without a majority (4.3.6)',
      internal(
        "Could not declare quorum queue 'q' in vhost '/' on node 'a@b' because the metadata store operation timed out",
      ),
      tooFew,
    ],
    ['an exchange', internal("failed to declare exchange 'x' in vhost '/' because the operation timed out"), tooFew],
    ['a binding', internal('Could not add binding due to timeout'), tooFew],
    ['a delete', internal("failed to delete exchange 'x' in vhost '/' due to a timeout"), tooFew],
    ['another fault of the broker', internal('unexpected'), goOn],
    ['closed by hand', closed('320 (CONNECTION-FORCED)', 'CONNECTION_FORCED - timeout of my patience'), byHand],
    ['asked for what it cannot do', closed('540 (NOT-IMPLEMENTED)', 'NOT_IMPLEMENTED - if-unused'), notDone],
    ['no heartbeat', 'Heartbeat timeout', goOn],
  ])('%s', (_, reason, remedy) => {
    expect(describeLoss(reason, 'amqp://h')).toMatchObject({
      kind: 'lost',
      remedy: { text: expect.stringMatching(remedy) },
    });
  });
});
