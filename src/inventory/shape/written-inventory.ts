// An inventory file as it is written, before any default.
// Generated from schemas/inventory.schema.json by `npm run types`: change the schema, not this file.

/**
 * How messages enter the tree and which headers it reads.
 */
export type WrittenRouting = {
  entry?: Name;
  /**
   * The mark on everything that topo declares (argument `x-topo-owner`). One owner is one inventory. Default: the entry's name. To rename the entry, keep the owner.
   */
  owner?: string;
  headers?: WrittenHeaders;
  /**
   * `string`: header values are strings. `both`: an id that is a plain integer gets a second binding with an AMQP integer, for publishers that send 54 and not "54".
   */
  values?: 'string' | 'both';
  unroutable?: WrittenUnroutable;
  direct?: WrittenDirect;
  /**
   * `false` leaves the headers exchanges out: messages arrive by `direct` alone.
   */
  tree?: boolean;
} | null;
/**
 * A name that RabbitMQ takes: 1 to 255 bytes, no control characters, not beginning with `amq.`.
 */
export type Name = string;
/**
 * The names of the three headers. Not beginning with `x-`: RabbitMQ skips those, and such a binding matches every message.
 */
export type WrittenHeaders = {
  daemon?: Header;
  cluster?: Header;
  hypervisor?: Header;
} | null;
/**
 * A header's name: 1 to 255 bytes, not beginning with `x-`.
 */
export type Header = string;
/**
 * How much one apply may take away from this fleet. It changes nothing on the broker; a saved plan goes by what stands here when it is applied.
 */
export type WrittenGuard = {
  /**
   * So many queues may lose the route by which messages reach them. Without it, or where it is less, apply refuses (exit 3) to take the route from all queues, and from more than 5 % of them (at least 10, at most 200). `--max-removals` allows more for one run.
   */
  removals?: number;
} | null;
/**
 * The type, the arguments and the policy of queues. A daemon's are merged over the defaults key by key.
 */
export type WrittenQueue = {
  /**
   * `classic`: one node, fast. `quorum`: replicated; not for many thousands of queues.
   */
  type?: 'classic' | 'quorum';
  arguments?: WrittenArguments;
  policy?: WrittenQueuePolicy;
} | null;
/**
 * Optional queue arguments (`x-…`). `null` at a daemon removes a default. `x-queue-type` and `x-topo-owner` are topo's own. An `x-` argument that topo does not know is passed on, with a warning.
 */
export type WrittenArguments = {
  /**
   * Milliseconds without a consumer after which the broker deletes the queue.
   */
  'x-expires'?: number | null;
  /**
   * Milliseconds that a message waits before it is dropped or dead-lettered.
   */
  'x-message-ttl'?: number | null;
  /**
   * Where dropped, rejected and expired messages go. "" is the default exchange.
   */
  'x-dead-letter-exchange'?: string | null;
  /**
   * The routing key of dead letters. Only beside `x-dead-letter-exchange`.
   */
  'x-dead-letter-routing-key'?: string | null;
  /**
   * Quorum queues: `at-least-once` needs `x-overflow: reject-publish`.
   */
  'x-dead-letter-strategy'?: 'at-most-once' | 'at-least-once' | null;
  /**
   * How many messages the queue keeps.
   */
  'x-max-length'?: number | null;
  /**
   * How many bytes of messages the queue keeps.
   */
  'x-max-length-bytes'?: number | null;
  /**
   * What a full queue does: drop its oldest message, or reject the new one. `reject-publish-dlx` is for classic queues.
   */
  'x-overflow'?: 'drop-head' | 'reject-publish' | 'reject-publish-dlx' | null;
  /**
   * One consumer at a time; the others wait.
   */
  'x-single-active-consumer'?: boolean | null;
  /**
   * Milliseconds that a consumer may take to acknowledge (quorum queues, RabbitMQ 4.3).
   */
  'x-consumer-timeout'?: number | null;
  /**
   * Classic queues: the highest priority of a message, 1 to 255. Keep it below 10.
   */
  'x-max-priority'?: number | null;
  /**
   * Classic queues. RabbitMQ 4.3 refuses it.
   */
  'x-queue-mode'?: 'default' | 'lazy' | null;
  /**
   * Classic queues: version of the storage. RabbitMQ 4.3 refuses 1.
   */
  'x-queue-version'?: 1 | 2 | null;
  /**
   * Classic queues: on which node the queue is made. RabbitMQ 4.3 refuses it.
   */
  'x-queue-master-locator'?: 'client-local' | 'min-masters' | 'random' | null;
  /**
   * On which node the queue, or its leader, is made. Classic queues take it from RabbitMQ 4.0 on.
   */
  'x-queue-leader-locator'?: 'client-local' | 'balanced' | 'random' | 'least-leaders' | null;
  /**
   * Quorum queues: how often a message is delivered again before it is dropped or dead-lettered. -1 is no limit (RabbitMQ 4).
   */
  'x-delivery-limit'?: number | null;
  /**
   * Quorum queues: how many messages are kept in memory (RabbitMQ 3).
   */
  'x-max-in-memory-length'?: number | null;
  /**
   * Quorum queues: how many bytes are kept in memory (RabbitMQ 3).
   */
  'x-max-in-memory-bytes'?: number | null;
  /**
   * Quorum queues: how many replicas the queue starts with.
   */
  'x-quorum-initial-group-size'?: number | null;
  /**
   * Quorum queues: how many replicas RabbitMQ (3.13 or newer) lets the queue grow to, where the broker is configured to see to that.
   */
  'x-quorum-target-group-size'?: number | null;
  /**
   * Quorum queues: milliseconds that a consumer whose node is gone keeps its messages (RabbitMQ 4.3).
   */
  'x-consumer-disconnected-timeout'?: number | null;
  /**
   * Quorum queues: which messages that come back wait before they are delivered again (RabbitMQ 4.3).
   */
  'x-delayed-retry-type'?: 'disabled' | 'all' | 'failed' | 'returned' | null;
  /**
   * Quorum queues: the shortest such wait, in milliseconds (RabbitMQ 4.3).
   */
  'x-delayed-retry-min'?: number | null;
  /**
   * Quorum queues: the longest such wait, in milliseconds (RabbitMQ 4.3).
   */
  'x-delayed-retry-max'?: number | null;
  [k: string]:
    | string
    | number
    | boolean
    | null
    | unknown[]
    | {
        [k: string]: unknown;
      }
    | 'at-most-once'
    | 'at-least-once'
    | 'drop-head'
    | 'reject-publish'
    | 'reject-publish-dlx'
    | 'default'
    | 'lazy'
    | 1
    | 2
    | 'client-local'
    | 'min-masters'
    | 'random'
    | 'balanced'
    | 'least-leaders'
    | 'disabled'
    | 'all'
    | 'failed'
    | 'returned'
    | undefined;
} | null;
/**
 * Limits by a policy, in the policy's words: unlike arguments they can change on queues that exist. One policy a daemon, `topo.<owner>.<daemon>`. `null` at a daemon removes a default.
 */
export type WrittenQueuePolicy = {
  /**
   * How many ready messages the queue keeps.
   */
  'max-length'?: number | null;
  /**
   * How many bytes of ready messages the queue keeps.
   */
  'max-length-bytes'?: number | null;
  /**
   * What a full queue does: drops its oldest message, or refuses the new one. `reject-publish-dlx`: classic queues.
   */
  overflow?: 'drop-head' | 'reject-publish' | 'reject-publish-dlx' | null;
  /**
   * Milliseconds that a message waits before it is dropped or dead-lettered.
   */
  'message-ttl'?: number | null;
  /**
   * Milliseconds without a consumer after which the broker deletes the queue.
   */
  expires?: number | null;
  /**
   * Where dropped, rejected and expired messages go. "" is the default exchange.
   */
  'dead-letter-exchange'?: string | null;
  /**
   * The routing key of dead letters. Only beside `dead-letter-exchange`.
   */
  'dead-letter-routing-key'?: string | null;
  /**
   * Quorum queues: `at-least-once` needs `overflow: reject-publish`.
   */
  'dead-letter-strategy'?: 'at-most-once' | 'at-least-once' | null;
  /**
   * Quorum queues: how often a message is delivered again.
   */
  'delivery-limit'?: number | null;
} | null;
/**
 * `draining`: its queues stay, their bindings go, so no new task arrives. Leave the key out for the normal state.
 */
export type WrittenState = 'draining';
/**
 * One cluster.
 */
export type WrittenCluster = {
  daemons?: WrittenDaemonList;
  state?: WrittenState;
  hypervisors?: WrittenHypervisors;
} | null;
/**
 * An id, taken as it is typed: 007 and 7 are two ids.
 */
export type WrittenId = string | number | boolean | null;
/**
 * Names of daemons.
 */
export type WrittenDaemonList = WrittenId[];
/**
 * The hypervisors: a list of ids and ranges, or a mapping from id or range to what is special about it (nothing: none). A range such as 1-97, 001-097 or cmp-[001-097].par1 counts up; a single entry inside a range replaces it for that id.
 */
export type WrittenHypervisors =
  | WrittenId[]
  | {
      [k: string]: WrittenHypervisor;
    }
  | null;
/**
 * What is special about one hypervisor, or about each of a range.
 */
export type WrittenHypervisor = {
  daemons?: WrittenDaemonList;
  state?: WrittenState;
} | null;

/**
 * The inventory of topo: which daemons there are, and on which clusters and hypervisors they run. topo keeps a RabbitMQ headers tree equal to it. Several files are put together: clusters and daemons may be spread over them, the other keys stand in one file.
 */
export interface WrittenInventory {
  /**
   * The version of this format, in every file.
   */
  version: 1;
  /**
   * The virtual host that the tree lives in. `--vhost` and the path of the AMQP URL come first.
   */
  vhost?: string;
  /**
   * The cluster name of the broker that this inventory is for, as `rabbitmqctl cluster_status` shows it. With any other broker topo stops before it does anything (exit 3).
   */
  broker?: string;
  routing?: WrittenRouting;
  guard?: WrittenGuard;
  queue?: WrittenQueue;
  /**
   * The daemons by name. The name is the value of the header `daemon`, the name of the daemon's exchange, and the beginning of its queues' names.
   */
  daemons?: {
    [k: string]: WrittenDaemon;
  } | null;
  /**
   * The clusters by id. The id is what is written: 007 stays 007. A cluster with nothing in it is fine.
   */
  clusters?: {
    [k: string]: WrittenCluster;
  } | null;
}
/**
 * A net under the whole tree: what no binding takes is kept in one bounded queue instead of being lost. `{}` takes the defaults; leave the key out to have no net.
 */
export interface WrittenUnroutable {
  name?: Name;
  /**
   * How many messages the net keeps; when it is full, the oldest goes.
   */
  maxLength?: number;
}
/**
 * A second way, beside the tree: one direct exchange, to which every queue is bound with its own name as routing key. A message costs the same whatever the size of the fleet. `{}` takes the default; leave the key out to have the tree alone.
 */
export interface WrittenDirect {
  name?: Name;
}
/**
 * One daemon.
 */
export interface WrittenDaemon {
  /**
   * `global`: one queue. `cluster`: one queue for each cluster. `hypervisor`: one queue for each hypervisor.
   */
  scope: 'global' | 'cluster' | 'hypervisor';
  state?: WrittenState;
  queue?: WrittenQueue;
}
