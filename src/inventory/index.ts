export type { Cluster, Daemon, Hypervisor, Inventory, Problem, QueueType, Routing, Scope } from './inventory.js';
