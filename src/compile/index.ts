export type { Compiled, Origin, Ways } from './compiled.js';
export { exchangesByAddress, waysOf } from './compiled.js';
export { compile } from './compile.js';
