// May this queue get its new limits? Not while RabbitMQ would drop a message that waits in it, or delete the queue. Asked as
// "may it go?" is (may-go.ts): by plan as a forecast, and by apply with counts of that moment.

import type { Activity } from '../../live/index.js';
import { UNKNOWN_COUNTS } from '../../live/index.js';
import type { Advice } from '../../text/index.js';
import { counted, say, thousands } from '../../text/index.js';
import type { Squeeze } from '../../assess/index.js';

/** `policy`: whose limits they are. */
export function holdOfSqueeze(
  policy: string,
  { maxLength, lets, expires }: Squeeze,
  activity: Activity | undefined,
): Required<Advice> | undefined {
  const { messages, consumers } = activity ?? UNKNOWN_COUNTS;
  if (messages === null && (maxLength !== undefined || lets !== undefined))
    return { why: say`policy ${policy} waits: its messages cannot be counted`, remedy: AGAIN };
  if (maxLength !== undefined && messages !== null && messages > maxLength)
    return {
      why: say`policy ${policy} waits: ${counted(messages, 'message')} in it, and ${`max-length ${thousands(maxLength)}`} would drop the oldest`,
      remedy: READ_FIRST,
    };
  if (lets !== undefined && messages !== null && messages > 0)
    return {
      why: say`policy ${policy} waits: ${counted(messages, 'message')} in it, and ${lets} could drop some`,
      remedy: READ_FIRST,
    };
  if (expires !== undefined && consumers !== null && consumers > 0) return undefined;
  if (expires !== undefined)
    return {
      why: say`policy ${policy} waits: nobody is known to read it, and \`expires\` would delete it after ${`${thousands(expires)} ms`}`,
      remedy: say`start its worker, then apply again`,
    };
  return undefined;
}

const READ_FIRST = say`let its worker read them, then apply again (or --drain-timeout SECONDS)`;
const AGAIN = say`apply again when the broker counts them`;
