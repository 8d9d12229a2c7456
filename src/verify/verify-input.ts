// What verify looks at: all that is known of the desired and the live side.

import type { Assessment } from '../assess/index.js';
import type { Activity } from '../live/index.js';
import type { Level } from '../topology/index.js';

export interface Addressing {
  readonly headers: Readonly<Record<Level, string>>;
  /** Whether messages with integers have to arrive as well. */
  readonly values: 'string' | 'both';
}

export interface VerifyInput extends Assessment {
  readonly routing: Addressing;
  /** What makes `topo trace` look at the same inventory and vhost: ` -f inventory/`, or nothing. */
  readonly where: string;
  /** Of the API that was asked, its password hidden: for commands that ask it too. */
  readonly managementUrl: string;
  /** Of every queue of ours. */
  readonly activity: ReadonlyMap<string, Activity>;
}
