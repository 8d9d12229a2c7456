// Desired + live → what is ours, what differs, and what is in the way: made once, and looked at by plan and verify both. It
// judges; what is to be done about it is decided by plan.

import type { Compiled } from '../compile/index.js';
import type { Change } from '../diff/index.js';
import { diff } from '../diff/index.js';
import type { Live } from '../live/index.js';
import type { Claim, Ownership } from '../ownership/index.js';
import { judgeOwnership } from '../ownership/index.js';
import type { Blocked } from './blocked.js';
import { findBlocked } from './blocked.js';
import type { Locate } from './locate.js';
import { makeLocate } from './locate.js';
import type { RoleOf } from './roles.js';
import { findRoles } from './roles.js';

/** What an inventory asks for, and by which names it claims what is there. */
export interface Wanted {
  readonly compiled: Compiled;
  readonly inventory: { readonly routing: Omit<Claim, 'adopt'> };
}

export interface Assessment {
  readonly desired: Compiled;
  readonly live: Live;
  readonly ownership: Ownership;
  readonly changes: readonly Change[];
  /** What cannot be built while what is in the way stays there. */
  readonly blocked: Blocked;
  /** Where each object stands, in the inventory or on the broker. */
  readonly locate: Locate;
  readonly roleOf: RoleOf;
}

/** `adopt`: suspects to take, as `--adopt` names them. */
export function assess({ compiled, inventory }: Wanted, live: Live, adopt: readonly string[]): Assessment {
  const { entry, owner, headers } = inventory.routing;
  const ownership = judgeOwnership(compiled, live, { entry, owner, headers, adopt });
  const changes = diff(compiled.topology, ownership.topology, live.unseen);
  return {
    desired: compiled,
    live,
    ownership,
    changes,
    blocked: findBlocked(compiled, ownership, changes, new Set()),
    locate: makeLocate(compiled, ownership),
    roleOf: findRoles(compiled, ownership),
  };
}
