// What a row of the table is made of: what was heard, where, and what is said about it.

import type { Sentence } from '../../text/index.js';
import { plain } from '../../text/index.js';
import type { BrokerErrorKind } from '../errors.js';

export interface Heard {
  /** Of Node or OpenSSL: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, …; else empty. */
  readonly code: string;
  /** The system's or the broker's own. */
  readonly words: string;
  /** The first bytes that came, where they were no answer. */
  readonly received?: string;
}

/** Which of the two doors, and how it is written. Sentences: a remedy for one door is not like one for the other. */
export interface DoorName {
  readonly name: 'AMQP' | 'the management API';
  readonly option: Sentence;
  readonly plain: Sentence;
  readonly tls: Sentence;
  readonly tlsPort: number;
}

export const amqpDoor: DoorName = {
  name: 'AMQP',
  option: plain('--amqp-url (TOPO_AMQP_URL)'),
  plain: plain('amqp://'),
  tls: plain('amqps://'),
  tlsPort: 5671,
};

export const managementDoor: DoorName = {
  name: 'the management API',
  option: plain('--management-url (TOPO_MANAGEMENT_URL)'),
  plain: plain('http://'),
  tls: plain('https://'),
  tlsPort: 15671,
};

export interface Where {
  readonly door: DoorName;
  /** Without its password. */
  readonly url: string;
  readonly user: string;
  readonly vhost?: string | undefined;
  /** `GET /api/queues`; undefined while the connection is made. */
  readonly doing?: string;
  readonly seconds: number;
}

export interface Row {
  readonly when: (heard: Heard, where: Where) => boolean;
  readonly kind: BrokerErrorKind;
  readonly says: (where: Where, heard: Heard) => string;
  readonly remedy: (where: Where, heard: Heard) => Sentence;
  /** What was heard says no more than `says` does. */
  readonly isSilent?: boolean;
  /** The name of what it is about. */
  readonly object?: (where: Where) => string | undefined;
}

/** Named by its code, or where a library hides that, by words. */
export function code(...codes: readonly string[]): Row['when'] {
  return (heard) => codes.some((each) => heard.code === each || heard.words.includes(each));
}
