export type { Cost } from './cost.js';
export { costOf, scansEveryBinding } from './cost.js';
export type { Cause } from './explain.js';
export { explainNoMatch, isDouble } from './explain.js';
export type { Double, HeaderValue, Headers, Message } from './message.js';
export type { RouteOptions, Routes } from './prepare.js';
export { prepareRoutes } from './prepare.js';
export type { Hop, Loss, LossReason, Reach, Trace } from './trace.js';
export { reachesOneQueue, trace } from './trace.js';
