// Inventory → Topology: a headers exchange in front, one for each daemon and each of its clusters, a queue for each
// address; beside them, where the inventory asks for it, a direct exchange to which every queue is bound by its name. Out: the topology with the origin of each object, or Problem[] where two objects want one name.
// Surprise: a draining address keeps its queue (and the exchanges above it); only the queue's binding is left out.

import type { Cluster, Daemon, Direct, Hypervisor, Inventory, Net, Problem } from '../inventory/index.js';
import type {
  Address,
  Arguments,
  Binding,
  Exchange,
  ObjectKind,
  Place,
  Policy,
  Queue,
  Role,
} from '../topology/index.js';
import {
  ALTERNATE_EXCHANGE_ARGUMENT,
  DIRECT_EXCHANGE_TYPE,
  MAX_NAME_BYTES,
  NET_EXCHANGE_TYPE,
  OWNER_ARGUMENT,
  QUEUE_TYPE_ARGUMENT,
  isCanonicalInteger,
  isKeptName,
  joinName,
} from '../topology/index.js';
import { groupNames, numberedPolicy, packNames, patternOf, policyName } from '../policy/index.js';
import type { Compiled, Limits, Origin } from './compiled.js';
import { PRIORITY, limitsOf } from './limits.js';

export function compile(
  inventory: Inventory,
): { readonly compiled: Compiled } | { readonly problems: readonly Problem[] } {
  const build = startBuild(inventory);
  const { entry, tree, direct, place } = inventory.routing;
  if (tree) build.entry(entry, place);
  if (direct) build.direct(direct);
  for (const daemon of inventory.daemons) compileDaemon(inventory, daemon, build);
  if (inventory.routing.unroutable) build.net(inventory.routing.unroutable);
  for (const daemon of inventory.daemons) build.limits(daemon);
  return build.problems.length > 0 ? { problems: build.problems } : { compiled: build.compiled };
}

function compileDaemon(inventory: Inventory, daemon: Daemon, build: Build): void {
  const { entry, headers } = inventory.routing;
  const address = { daemon: daemon.name };
  switch (daemon.scope) {
    case 'global':
      build.queue(daemon, daemon.name, address, daemon.place, daemon.draining);
      if (!daemon.draining) build.bindQueue(entry, daemon.name, headers.daemon, daemon.name);
      return;
    case 'cluster':
    case 'hypervisor': {
      const clusters = inventory.clusters.filter((cluster) => reaches(daemon, cluster));
      if (clusters.length === 0) return;
      build.exchange(daemon.name, address, daemon.place);
      for (const cluster of clusters) compileCluster(inventory, daemon, cluster, build);
      build.bindExchange(entry, daemon.name, headers.daemon, daemon.name);
    }
  }
}

function compileCluster(inventory: Inventory, daemon: Daemon, cluster: Cluster, build: Build): void {
  const { headers } = inventory.routing;
  const name = joinName(daemon.name, cluster.id);
  const address = { daemon: daemon.name, cluster: cluster.id };
  const draining = daemon.draining || cluster.draining;
  if (daemon.scope === 'cluster') {
    build.queue(daemon, name, address, cluster.place, draining);
    if (!draining) build.bindQueue(daemon.name, name, headers.cluster, cluster.id);
    return;
  }
  build.exchange(name, address, cluster.place);
  for (const hypervisor of cluster.hypervisors) {
    if (!runs(daemon, hypervisor)) continue;
    const queue = joinName(name, hypervisor.id);
    const drained = draining || hypervisor.draining;
    const below: Required<Address> = { daemon: daemon.name, cluster: cluster.id, hypervisor: hypervisor.id };
    build.queue(daemon, queue, below, hypervisor.place, drained);
    if (!drained) build.bindQueue(name, queue, headers.hypervisor, hypervisor.id);
  }
  build.bindExchange(daemon.name, name, headers.cluster, cluster.id);
}

/** Whether something of this daemon hangs below this cluster. */
function reaches(daemon: Daemon, cluster: Cluster): boolean {
  if (!cluster.daemons.includes(daemon.name)) return false;
  return daemon.scope === 'cluster' || cluster.hypervisors.some((hypervisor) => runs(daemon, hypervisor));
}

function runs(daemon: Daemon, hypervisor: Hypervisor): boolean {
  return hypervisor.daemons.includes(daemon.name);
}

interface Build {
  readonly compiled: Compiled;
  readonly problems: Problem[];
  entry(name: string, place: Place): void;
  direct(direct: Direct): void;
  /** Of the tree: nothing where the inventory leaves it out. */
  exchange(name: string, address: Address, place: Place): void;
  queue(daemon: Daemon, name: string, address: Address, place: Place, draining: boolean): void;
  bindExchange(source: string, exchange: string, header: string, value: string): void;
  /** By every way that there is. */
  bindQueue(source: string, queue: string, header: string, value: string): void;
  net(net: Net): void;
  /** When all queues are there. */
  limits(daemon: Daemon): void;
}

function startBuild(inventory: Inventory): Build {
  const exchanges = new Map<string, Exchange>();
  const queues = new Map<string, Queue>();
  const bindings: Binding[] = [];
  const policies: Policy[] = [];
  const origins = { exchanges: new Map<string, Origin>(), queues: new Map<string, Origin>() };
  const limits = new Map<string, Limits>();
  const problems: Problem[] = [];
  const owner = { [OWNER_ARGUMENT]: inventory.routing.owner };
  const queueArguments = new Map(inventory.daemons.map((daemon) => [daemon.name, argumentsOf(daemon, owner)]));

  /** The size tells whether the name was free: to look it up first would cost as much as to add it. */
  const add = <T extends Exchange | Queue>(
    kind: ObjectKind,
    object: T,
    origin: Origin,
    objects: Map<string, T>,
    taken: Map<string, Origin>,
  ): void => {
    const { name } = object;
    const free = objects.size;
    objects.set(name, object);
    if (objects.size === free) {
      const first = taken.get(name);
      if (first) problems.push(nameTaken(kind, name, origin, first));
      return;
    }
    taken.set(name, origin);
    if (isTooLong(name)) problems.push(nameTooLong(kind, name, origin));
    else if (isKeptName(name)) problems.push(nameReserved(kind, name, origin.place));
  };
  const addExchange = (name: string, type: string, origin: Origin): void => {
    const exchange = { name, type, durable: true, autoDelete: false, internal: false, arguments: owner };
    add('exchange', exchange, origin, exchanges, origins.exchanges);
  };
  const { tree, direct, values } = inventory.routing;
  const bindByHeader = (
    source: string,
    destinationType: ObjectKind,
    destination: string,
    header: string,
    value: string,
  ): void => {
    const bind = (typed: string | number): void => {
      const args = { 'x-match': 'all', [header]: typed };
      bindings.push({ source, destination, destinationType, routingKey: '', arguments: args });
    };
    bind(value);
    if (values === 'both' && isCanonicalInteger(value)) bind(Number(value));
  };
  const addQueue = (name: string, args: Arguments, origin: Origin): void => {
    const queue = { name, durable: true, autoDelete: false, exclusive: false, arguments: args };
    add('queue', queue, origin, queues, origins.queues);
  };

  const named = {
    daemon: new Set(inventory.daemons.map(({ name }) => name)),
    cluster: new Set(inventory.clusters.map(({ id }) => id)),
  };

  return {
    compiled: { topology: { exchanges, queues, bindings, policies }, origins, limits, named },
    problems,
    entry(name, at) {
      addExchange(name, 'headers', { role: 'entry', address: {}, place: at, draining: false });
    },
    direct({ name, place: at }) {
      addExchange(name, DIRECT_EXCHANGE_TYPE, { role: 'direct', address: {}, place: at, draining: false });
    },
    exchange(name, address, at) {
      if (!tree) return;
      addExchange(name, 'headers', { role: 'tree', address, place: at, draining: false });
    },
    queue(daemon, name, address, at, draining) {
      addQueue(name, queueArguments.get(daemon.name) ?? owner, { role: 'tree', address, place: at, draining });
    },
    bindExchange(source, exchange, header, value) {
      if (tree) bindByHeader(source, 'exchange', exchange, header, value);
    },
    bindQueue(source, queue, header, value) {
      if (tree) bindByHeader(source, 'queue', queue, header, value);
      if (!direct) return;
      const { name: from } = direct;
      bindings.push({ source: from, destination: queue, destinationType: 'queue', routingKey: queue, arguments: NONE });
    },
    net({ name, maxLength, type, place: at }) {
      for (const policy of netPolicies(inventory.routing.owner, name, origins.exchanges)) policies.push(policy);
      const origin = { role: 'net' as const, address: {}, place: at, draining: false };
      addExchange(name, NET_EXCHANGE_TYPE, origin);
      addQueue(name, { [QUEUE_TYPE_ARGUMENT]: type, 'x-max-length': maxLength, ...owner }, origin);
      bindings.push({ source: name, destination: name, destinationType: 'queue', routingKey: '', arguments: {} });
    },
    limits(daemon) {
      const made = limitsOf(inventory, daemon, origins.queues);
      if (!made) return;
      if ('severity' in made) {
        problems.push(made);
        return;
      }
      policies.push(made);
      limits.set(made.name, { daemon: daemon.name, place: daemon.place });
    },
  };
}

/** One for a million bindings. */
const NONE: Arguments = {};

/**
 * The alternate exchange of every exchange of the tree. Each needs it: an alternate exchange takes what its own exchange
 * could not route, and nothing that was lost further down (src/broker-facts.md).
 */
function netPolicies(owner: string, net: string, exchanges: ReadonlyMap<string, Origin>): readonly Policy[] {
  const groups = groupNames(exchanges.keys(), (name) => exchanges.get(name)?.address.cluster);
  return packNames(groups).map((names, index) => ({
    name: numberedPolicy(policyName(owner), index + 1),
    pattern: patternOf(names),
    applyTo: 'exchanges',
    priority: PRIORITY,
    definition: { [ALTERNATE_EXCHANGE_ARGUMENT]: net },
  }));
}

function argumentsOf(daemon: Daemon, owner: Arguments): Arguments {
  return { [QUEUE_TYPE_ARGUMENT]: daemon.queue.type, ...daemon.queue.arguments, ...owner };
}

/** A UTF-16 unit is at most 3 bytes of UTF-8: short names need no counting. */
function isTooLong(name: string): boolean {
  return name.length * 3 > MAX_NAME_BYTES && Buffer.byteLength(name) > MAX_NAME_BYTES;
}

function nameTaken(kind: string, name: string, { place, role }: Origin, first: Origin): Problem {
  return {
    ...place,
    severity: 'error',
    message: `the ${kind} "${name}" is already made by ${first.place.file}:${first.place.line}:${first.place.column}`,
    expected: `one ${kind} a name: names are the entry, or daemon, cluster and hypervisor joined with "-"`,
    hint:
      nameOfItsOwn(role) ??
      nameOfItsOwn(first.role) ??
      'rename the daemon, the cluster or the hypervisor of one of the two',
  };
}

/** Of what stands beside the tree: its name is no address. */
function nameOfItsOwn(role: Role): string | undefined {
  switch (role) {
    case 'net':
      return 'write another `routing.unroutable.name`';
    case 'direct':
      return 'write another `routing.direct.name`';
    case 'entry':
    case 'tree':
      return undefined;
  }
}

function nameTooLong(kind: string, name: string, { place, role }: Origin): Problem {
  return {
    ...place,
    severity: 'error',
    message: `the ${kind} name "${name}" has ${Buffer.byteLength(name)} bytes`,
    expected: `at most ${MAX_NAME_BYTES} bytes of daemon, cluster and hypervisor joined with "-"`,
    hint: nameOfItsOwn(role) ?? 'shorten one of them',
  };
}

function nameReserved(kind: string, name: string, at: Place): Problem {
  return {
    ...at,
    severity: 'error',
    message: `the ${kind} name "${name}" is one that topo keeps for its registry and its lock`,
    expected: 'a name that does not start with "topo.owned.", "topo.moved." or "topo.lock."',
  };
}
