export type {
  Activity,
  ClusterNodes,
  Counts,
  Live,
  LiveBroker,
  MetadataStore,
  NodeRoom,
  QueueReader,
  Room,
} from './live.js';
export { OtherVhosts, emptyLive, policiesOnPaper, readDefinitions } from './definitions.js';
export { UnexpectedRow } from './normalise.js';
export type { Asked, ListedQueue } from './read-activity.js';
export type { QueueState } from './queue-state.js';
export { isCountable, queueState } from './queue-state.js';
export { UNKNOWN_COUNTS, countsOf, currentState } from './live.js';
export { bytesOf, readActivity, readListedQueue, readQueueAlone } from './read-activity.js';
export { readNodes } from './read-nodes.js';
export { readTaken } from './read-taken.js';
export { readLive, readLiveAndTotals, readOverview } from './read-live.js';
export type { Touched } from './read-touched.js';
export { isLittle, readTouched } from './read-touched.js';
