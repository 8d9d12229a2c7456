export type { Claim, Standing } from './claim.js';
export type { Ownership, Stranger } from './ownership.js';
export { judgeOwnership, wildcard } from './ownership.js';
export type { Registry } from './registry.js';
export { addressFromName } from './tree.js';
