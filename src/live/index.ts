export type { Activity, ClusterNodes, Live, LiveBroker, MetadataStore, QueueReader } from './live.js';
export { OtherVhosts, emptyLive, readDefinitions } from './definitions.js';
export { UnexpectedRow } from './normalise.js';
export type { ListedQueue } from './read-activity.js';
export { isCountable, readActivity, readListedQueue } from './read-activity.js';
export { readLive, readLiveAndTotals, readOverview } from './read-live.js';
