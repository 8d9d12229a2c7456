export type { Activity, Live, LiveBroker, QueueReader } from './live.js';
