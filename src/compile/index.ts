export type { Compiled, Origin } from './compiled.js';
export { compile } from './compile.js';
