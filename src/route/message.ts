// What routing reads of a message, and when a header's value is the binding's. Out: a text key for each value, equal where
// the broker says "equal", so that a Map can answer what the broker answers by comparing.
// Surprise: the class of a value counts ("54" is not 54), the width of an integer does not, and 54 beside 54.0 is a matter
// of the version.

import type { ArgumentValue } from '../topology/index.js';
import { isAtLeast, valueKey } from '../topology/index.js';

/** A double whose value is whole: 54.0. A plain number is an integer where it is whole, else a double anyway. */
export interface Double {
  readonly double: number;
}

/** null: the AMQP type void. */
export type HeaderValue = string | number | boolean | null | Double;

export type Headers = Readonly<Record<string, HeaderValue>>;

export interface Message {
  /** The exchange that it is published to; `''` is the default exchange. */
  readonly exchange: string;
  /** Only direct and topic exchanges, and the default exchange, look at it. Default: empty. */
  readonly routingKey?: string;
  /** The arrays `CC` and `BCC`, with which a sender adds routing keys, are not read: direct and topic exchanges alone do. */
  readonly headers: Headers;
}

/** How values compare; which of the two a broker does is a matter of its version. */
export interface Comparison {
  /** Whether 54 equals 54.0. */
  readonly wholeDoublesAreIntegers: boolean;
}

/**
 * Up to 3.12 values are compared by Erlang's `==`, from 3.13 on by `=:=` (rabbit_exchange_type_headers, v3.10.8 and
 * v3.13.7). Without a version: as the newest does.
 */
export function comparisonOf(rabbitmqVersion: string | undefined): Comparison {
  return { wholeDoublesAreIntegers: isAtLeast(rabbitmqVersion, '3.13.0') === false };
}

/**
 * The key of a message's value: equal to the `valueKey` of a binding's value where the broker takes the two for equal. A
 * whole number in a binding counts as an integer: the management API shows a binding's 54.0 as one that JSON reads as 54.
 */
export function headerKey(value: HeaderValue, { wholeDoublesAreIntegers }: Comparison): string {
  if (value === null || typeof value !== 'object') return valueKey(value);
  return Number.isInteger(value.double) && !wholeDoublesAreIntegers ? `double ${value.double}` : valueKey(value.double);
}

/**
 * True for a criterion that any value meets, as long as the header is there: a void in the binding. The management API
 * shows it as the string "undefined" (rabbit_mgmt_format, 3.10 to 4.3), so on a live binding that string is read as a
 * void: who would ask for that text?
 */
export function asksForPresence(value: ArgumentValue, live: boolean): boolean {
  return value === null || (live && value === 'undefined');
}

/** An own key: `constructor` is no header of a message that does not carry it. */
export function hasHeader(headers: Headers, key: string): boolean {
  return Object.hasOwn(headers, key);
}

/** The headers as `topo trace` takes them, a word each: `KEY=VALUE`, or `KEY:=JSON` for what is no string. Not quoted. */
export function headerWords(headers: Headers): readonly string[] {
  return Object.entries(headers).map(([key, value]) =>
    typeof value === 'string' ? `${key}=${value}` : `${key}:=${JSON.stringify(value)}`,
  );
}
