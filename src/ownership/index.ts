export type { Claim, Ownership, Proof, Stranger } from './ownership.js';
export { judgeOwnership, wildcard } from './ownership.js';
export type { Registry } from './registry.js';
export { pathFromName } from './tree.js';
