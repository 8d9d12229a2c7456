export type { Compiled, Origin, Ways } from './compiled.js';
export { exchangesByAddress, limitsFor, waysOf } from './compiled.js';
export { compile } from './compile.js';
