export type { BindingChange, Change, Difference, ObjectChange } from './diff.js';
export { compareExchanges, comparePolicies, compareQueues, diff, isObjectChange } from './diff.js';
