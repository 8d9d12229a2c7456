export type { Cluster, Daemon, Hypervisor, Inventory, Problem, QueueType, Routing, Scope } from './inventory.js';
export type { InventoryText } from './read-inventory.js';
export { readInventory } from './read-inventory.js';
