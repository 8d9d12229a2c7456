export type { Checked, SchemaFault, SchemaName } from './schema.js';
export { schemaCheck } from './schema.js';
