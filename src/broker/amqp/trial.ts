// A connection apart on which a call is tried that may cost it: the broker closes a connection for some calls, and with it
// all that was done on it under a lock.

import type { AmqpSession, AmqpSettings } from './amqp.js';
import { openAmqp } from './amqp.js';
import type { AmqpCall } from './amqp-call.js';
import { BrokerError } from '../errors.js';

export interface Trial {
  /**
   * Declares an exclusive queue, and takes it away again. Out: the broker's words, where it closes the connection for it;
   * undefined where it does not, or where nobody could ask.
   */
  tryOut(call: Extract<AmqpCall, { call: 'declare queue' }>): Promise<string | undefined>;
  close(): Promise<void>;
}

/** It connects at the first call, and again after one that cost the connection. */
export function openTrial(settings: AmqpSettings): Trial {
  let session: AmqpSession | undefined;
  return {
    async tryOut(call) {
      try {
        if (!session || session.lost()) session = await openAmqp({ ...settings, channels: 1 });
        await session.run({ ...call, exclusive: true });
        await session.run({ call: 'delete queue', name: call.name, ifUnused: false, ifEmpty: false });
        return undefined;
      } catch (error) {
        return error instanceof BrokerError && error.kind === 'lost' ? verdictOf(error) : undefined;
      }
    },
    async close() {
      await session?.close();
    },
  };
}

/** Its words where they are about the call: a close by an administrator, or a cluster too small to change, is not. */
function verdictOf({ reason = '' }: BrokerError): string | undefined {
  const isAboutCall = /^[A-Z_]+ - /.test(reason) && !/^CONNECTION_FORCED|timed out|timeout/.test(reason);
  return isAboutCall ? reason : undefined;
}
