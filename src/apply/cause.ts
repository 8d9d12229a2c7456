// What a door threw → sentences of a report. Which object an error is about differs from one to the next of its like; the
// broker's code, or the kind of error, is what they have in common.

import { BrokerError, CallRefused } from '../broker/index.js';
import type { Advice, Sentence } from '../text/index.js';
import { messageOf } from '../text/index.js';

export function causeOf(error: unknown): Sentence {
  const text = messageOf(error);
  if (error instanceof CallRefused) return { text, form: `AMQP ${error.code}` };
  return { text, form: error instanceof BrokerError ? error.kind : text };
}

/** As the door knows it. */
export function remedyOf(error: unknown): Pick<Advice, 'remedy'> {
  const remedy = error instanceof BrokerError || error instanceof CallRefused ? error.remedy : undefined;
  return remedy === undefined ? {} : { remedy };
}
