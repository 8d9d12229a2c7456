export type { Assumed, Fleet } from './count.js';
export type { Capacity, Need, Options, Wall } from './capacity.js';
export { capacityOf } from './capacity.js';
export type { Seen } from './words.js';
export type { Resource } from './resources.js';
