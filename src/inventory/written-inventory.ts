// What a user may write. Made from schemas/inventory.schema.json by `npm run types`: do not edit.

/**
 * draining: queues are kept and lose their bindings, so that no new task arrives. active is the default.
 */
export type State = 'active' | 'draining';
/**
 * One cluster of hypervisors.
 */
export type Cluster = {
  daemons?: Names;
  state?: State;
  /**
   * Its hypervisors. A list of ids and ranges (11, 1-97, 001-097), or a mapping from them to exceptions. A single id inside a range of the same mapping replaces the range's settings for that id, whole.
   */
  hypervisors?:
    | (string | number | boolean)[]
    | {
        [k: string]: Hypervisor;
      }
    | null;
} | null;
/**
 * Only these daemons. Default: all that are scoped to clusters or hypervisors.
 */
export type Names = (string | number | boolean)[];
/**
 * What is special about one hypervisor, or about each of a range. Nothing: as its cluster.
 */
export type Hypervisor = {
  daemons?: Names1;
  state?: State;
} | null;
/**
 * Only these of its cluster's daemons.
 */
export type Names1 = (string | number | boolean)[];

/**
 * The daemons, clusters and hypervisors that messages are routed to. Several files, or a folder, make one inventory: `daemons` and `clusters` are put together, the other keys stand in one file.
 */
export interface WrittenInventory {
  /**
   * The version of this format. In every file.
   */
  version: 1;
  /**
   * The virtual host that the tree lives in. The flag --vhost and the path of the AMQP URL come before it.
   */
  vhost?: string;
  /**
   * The cluster name of the broker that this inventory is for (rabbitmqctl cluster_status). Another broker is refused with exit code 3.
   */
  broker?: string;
  routing?: Routing;
  queue?: Queue;
  /**
   * The daemons that get messages, by name. The name is the value of the daemon header, and the first part of the names of exchanges and queues.
   */
  daemons?: {
    [k: string]: Daemon;
  } | null;
  /**
   * The clusters, by id. The id is the value of the cluster header, and the second part of names. Ids are the text as it is written: 007 stays 007.
   */
  clusters?: {
    [k: string]: Cluster;
  } | null;
}
/**
 * How messages find their way through the tree.
 */
export interface Routing {
  /**
   * The headers exchange that publishers send to.
   */
  entry?: string;
  /**
   * Whose tree this is: stands in x-topo-owner on everything that topo declares. One owner, one inventory. Default: the entry's name. To rename the entry, write the old name here.
   */
  owner?: string;
  headers?: Headers;
  /**
   * The AMQP type of the values that bindings hold. string: publishers send "54". both: ids that are canonical integers get a second binding with an AMQP int, for publishers that send 54.
   */
  values?: 'string' | 'both';
  unroutable?: Unroutable;
}
/**
 * The message headers that the tree looks at, one a level.
 */
export interface Headers {
  /**
   * The header that names the daemon.
   */
  daemon?: string;
  /**
   * The header that names the cluster.
   */
  cluster?: string;
  /**
   * The header that names the hypervisor.
   */
  hypervisor?: string;
}
/**
 * A net under the whole tree: messages that reach no queue are kept in a queue of this name.
 */
export interface Unroutable {
  /**
   * Of the fanout exchange and the queue that make the net.
   */
  name: string;
  /**
   * How many messages the net keeps; the oldest go first.
   */
  maxLength?: number;
}
/**
 * Defaults for every queue of the tree.
 */
export interface Queue {
  /**
   * classic: cheap, for many queues. quorum: replicated, for few.
   */
  type?: 'classic' | 'quorum';
  /**
   * Optional queue arguments as RabbitMQ names them. Those of a daemon are merged key by key over the defaults; null takes one away. x-queue-type and x-topo-owner are topo's own.
   */
  arguments?: {};
}
/**
 * One daemon of the control plane.
 */
export interface Daemon {
  /**
   * Where its queues are. global: one queue. cluster: one for each cluster. hypervisor: one for each hypervisor.
   */
  scope: 'global' | 'cluster' | 'hypervisor';
  state?: State;
  queue?: Queue1;
}
/**
 * For this daemon's queues, over the defaults.
 */
export interface Queue1 {
  /**
   * classic: cheap, for many queues. quorum: replicated, for few.
   */
  type?: 'classic' | 'quorum';
  /**
   * Optional queue arguments as RabbitMQ names them. Those of a daemon are merged key by key over the defaults; null takes one away. x-queue-type and x-topo-owner are topo's own.
   */
  arguments?: {};
}
