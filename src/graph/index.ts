export type { Graph, GraphBinding, GraphExchange, GraphQueue } from './graph.js';
export type { Seen } from './draw-graph.js';
export { drawDesired, drawLive } from './draw-graph.js';
export { narrowGraph, pathsOf } from './narrow-graph.js';
