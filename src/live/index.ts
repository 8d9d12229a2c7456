export type { Activity, ClusterNodes, Counts, Live, LiveBroker, MetadataStore, QueueReader } from './live.js';
export { OtherVhosts, emptyLive, readDefinitions } from './definitions.js';
export { UnexpectedRow } from './normalise.js';
export type { ListedQueue } from './read-activity.js';
export type { QueueState } from './queue-state.js';
export { isCountable, queueState } from './queue-state.js';
export { UNKNOWN_COUNTS, countsOf } from './live.js';
export { readActivity, readListedQueue } from './read-activity.js';
export { readLive, readLiveAndTotals, readOverview } from './read-live.js';
