// May this queue get its new limits? Not while RabbitMQ would drop a message that waits in it, or delete the queue. Asked as
// "may it go?" is (may-go.ts): by plan as a forecast, and by apply with counts of that moment.

import type { Activity } from '../../live/index.js';
import { UNKNOWN_COUNTS } from '../../live/index.js';
import type { Advice, Sentence } from '../../text/index.js';
import { counted, say, thousands } from '../../text/index.js';
import type { Squeeze } from '../../assess/index.js';

/**
 * `policy`: whose change it is. `age`: no message in it is older, in milliseconds; Infinity where that is not known, for
 * RabbitMQ does not tell.
 */
export function holdOfSqueeze(
  policy: string,
  { maxLength, maxBytes, ttl, expires, by }: Squeeze,
  activity: Activity | undefined,
  age: number,
): Required<Advice> | undefined {
  const { messages, consumers, bytes = null } = activity ?? UNKNOWN_COUNTS_AND_BYTES;
  const waits = (why: Sentence, remedy: Sentence): Required<Advice> => ({
    why: say`policy ${policy} waits: ${why}`,
    remedy,
  });
  const limit = (key: string, value: number, unit = ''): string =>
    `${key} ${thousands(value)}${unit}${by === undefined ? '' : ` of policy "${by}"`}`;
  const inIt = say`${counted(messages ?? 0, 'message')} in it`;
  if (messages === null && (maxLength !== undefined || maxBytes !== undefined || ttl !== undefined))
    return waits(say`its messages cannot be counted`, AGAIN);
  if (maxLength !== undefined && messages !== null && messages > maxLength)
    return waits(say`${inIt}, and ${limit('max-length', maxLength)} would drop the oldest`, READ_FIRST);
  if (maxBytes !== undefined && bytes === null) return waits(say`its bytes cannot be counted`, AGAIN);
  if (maxBytes !== undefined && bytes !== null && bytes > maxBytes)
    return waits(
      say`${inIt} of ${counted(bytes, 'byte')}, and ${limit('max-length-bytes', maxBytes)} would drop the oldest`,
      READ_FIRST,
    );
  if (ttl !== undefined && messages !== null && messages > 0 && age >= ttl)
    return waits(say`${inIt}, which may be older than ${limit('message-ttl', ttl, ' ms')}`, READ_FIRST);
  if (expires !== undefined && consumers !== null && consumers > 0) return undefined;
  if (expires !== undefined)
    return waits(
      say`nobody is known to read it, and ${limit('expires', expires, ' ms')} would delete it`,
      say`start its worker, then apply again`,
    );
  return undefined;
}

const UNKNOWN_COUNTS_AND_BYTES = { ...UNKNOWN_COUNTS, bytes: null };
const READ_FIRST = say`let its worker read them, then apply again (or --drain-timeout SECONDS)`;
const AGAIN = say`apply again when the broker counts them`;
