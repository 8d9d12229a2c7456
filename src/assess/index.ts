export type { Assessment, Wanted } from './assess.js';
export { assess } from './assess.js';
export type { Blocked } from './blocked.js';
export { findBlocked, isBlocked } from './blocked.js';
export type { Locate } from './locate.js';
export type { CatchingNet } from './net.js';
export { catchingNet, isNetBlocked, isOfTree, isPartOfNet, netOf, netToCome, netsThatStay, wantedNet } from './net.js';
export type { NetPolicy } from './net-policies.js';
export { findNetPolicies, isAsItShouldBe } from './net-policies.js';
