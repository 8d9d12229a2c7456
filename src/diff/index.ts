export type { Change, Difference } from './diff.js';
export { compareExchanges, compareQueues, diff, queueType } from './diff.js';
