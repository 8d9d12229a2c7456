// What the network, OpenSSL and RabbitMQ say when they do not do what they were asked, for both doors: a row is how it is
// known, what it means and what to do. The rows are in the files beside this one; the first that fits counts.

import { say } from '../../text/index.js';
import type { BrokerErrorKind } from '../errors.js';
import { BrokerError } from '../errors.js';
import { network } from './network.js';
import { rabbitmq } from './rabbitmq.js';
import type { Heard, Row, Where } from './row.js';
import { shownWords, tls } from './tls.js';

const rows: readonly Row[] = [...network, ...tls, ...rabbitmq];

/** Undefined where nobody has met it yet. */
export function explain(heard: Heard, where: Where): BrokerError | undefined {
  const row = rows.find(({ when }) => when(heard, where));
  return row && errorOf(row, heard, where);
}

/** Of a connection that could not be made; of what is not in the table at least the words. */
export function explainConnect(heard: Heard, where: Where): BrokerError {
  return explain(heard, where) ?? errorOf(unknown, heard, where);
}

const unknown: Row = {
  when: () => true,
  kind: 'unreachable',
  says: ({ door, url }) => `no ${door.name === 'AMQP' ? 'AMQP connection' : 'connection'} to ${url}`,
  remedy: ({ door }) => say`check the address in ${door.option}`,
};

function errorOf({ kind, says, remedy, isSilent = false, object }: Row, heard: Heard, where: Where): BrokerError {
  const about = object?.(where);
  const kindNow: BrokerErrorKind = kind;
  return new BrokerError({
    kind: kindNow,
    message: says(where, heard),
    ...(!isSilent && { reason: shownWords(heard.words).slice(0, 500) }),
    remedy: remedy(where, heard),
    url: where.url,
    ...(about !== undefined && { object: about }),
  });
}
