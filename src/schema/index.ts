export type { CheckedName } from './compile-check.js';
export type { Checked, SchemaFault } from './schema.js';
export { schemaCheck } from './schema.js';
