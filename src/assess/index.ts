export type { Assessment, Wanted } from './assess.js';
export { assess } from './assess.js';
export type { Blocked } from './blocked.js';
export { findBlocked, isBlocked } from './blocked.js';
export type { Locate } from './locate.js';
export type { CatchingNet } from './net.js';
export {
  catchingNet,
  isNetBlocked,
  isPartOfNet,
  netOf,
  netPolicies,
  netToCome,
  netsThatStay,
  wantedNet,
} from './net.js';
export type { RoleOf } from './roles.js';
export type { OwnPolicy } from './own-policy.js';
export { isAsItShouldBe } from './own-policy.js';
export { findNetPolicies } from './net-policies.js';
export type { BarredLimits } from './limits-barred.js';
export type { CappedLimits } from './limits-capped.js';
export { findLimits } from './limits.js';
export type { Squeeze } from './squeeze.js';
