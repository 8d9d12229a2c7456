export type { Claim, Standing } from './claim.js';
export type { Ownership, Stranger } from './ownership.js';
export { judgeOwnership, wildcard } from './ownership.js';
export type { Registry } from './registry.js';
export { readRegistry } from './registry.js';
export type { Words } from './names.js';
export { addressFromName, wordsOnBroker } from './names.js';
