export type { Imported, ImportedFile, NotFound } from './import-tree.js';
export { importTree } from './import-tree.js';
export type { Left } from './left.js';
