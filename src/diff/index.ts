export type { BindingChange, Change, Difference, ObjectChange } from './diff.js';
export { compareExchanges, compareQueues, diff, isObjectChange, queueType } from './diff.js';
