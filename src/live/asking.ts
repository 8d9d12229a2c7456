// One question to the management API: ask, and read the answer by a function that may meet a row it does not know.

import type { Query, Reader } from '../broker/index.js';
import { BrokerError } from '../broker/index.js';
import { command, say } from '../text/index.js';
import type { Row } from './normalise.js';
import { UnexpectedRow, isRow } from './normalise.js';

/** Throws BrokerError, naming the endpoint and the row where the answer is not what `read` expects. */
export async function ask<T>(
  reader: Reader,
  segments: readonly string[],
  query: Query,
  read: (answer: unknown) => T,
): Promise<T> {
  const answer = await reader.get(segments, query);
  try {
    return read(answer);
  } catch (error) {
    if (!(error instanceof UnexpectedRow)) throw error;
    throw new BrokerError({
      kind: 'not the API',
      message: `${reader.url} answered GET /api/${segments.map(encodeURIComponent).join('/')} with something that topo does not understand`,
      reason: error.message,
      remedy: say`topo reads RabbitMQ 3.10 to 4.x: if it is one, report this with its version (${command`rabbitmqctl version`})`,
      url: reader.url,
    });
  }
}

/** One object; undefined where there is none of that name. */
export async function askOne<T>(
  reader: Reader,
  segments: readonly string[],
  query: Query,
  read: (row: Row) => T,
): Promise<T | undefined> {
  const readRow = (answer: unknown): T => {
    if (!isRow(answer)) throw new UnexpectedRow('it is no object', answer);
    return read(answer);
  };
  return await ask(reader, segments, query, readRow).catch((error: unknown) => {
    if (error instanceof BrokerError && error.kind === 'not found') return undefined;
    throw error;
  });
}
