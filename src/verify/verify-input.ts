// What verify looks at: all that is known of the desired and the live side.

import type { Compiled } from '../compile/index.js';
import type { Change } from '../diff/index.js';
import type { Activity, Live } from '../live/index.js';
import type { Ownership } from '../ownership/index.js';
import type { Routing } from './routes.js';

export interface VerifyInput {
  readonly desired: Compiled;
  readonly live: Live;
  readonly ownership: Ownership;
  readonly changes: readonly Change[];
  readonly routing: Routing;
  /** Of every queue of ours. */
  readonly activity: ReadonlyMap<string, Activity>;
}
