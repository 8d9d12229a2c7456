export type { Cluster, Daemon, Direct, Hypervisor, Inventory, Net, Problem, QueueType, Routing } from './inventory.js';
export { USUAL_ENTRY, USUAL_NET, usualDirect } from './inventory.js';
export { MAX_BYTES, fileTooLarge } from './yaml/decode.js';
export type { InventoryText, ReadOptions } from './read-inventory.js';
export { readInventory } from './read-inventory.js';
export { nearest } from './shape/nearest.js';
export type { Part, PartEntry, PartMapping, PartScalar } from './yaml/print.js';
export { entryPart, idPart, isHostRange, jsonOf, mappingPart, printYaml, rangePart, valuePart } from './yaml/print.js';
