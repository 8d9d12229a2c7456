// How names are made, and which names are not free to take.

/** An object's name from the name of the one above it and its own id, as the README spells it: `storage-54`, `98`. */
export function joinName(above: string, id: string): string {
  return `${above}-${id}`;
}

/** The exchange in which adopted objects are registered: bound from it (registry.ts). */
export function registryName(owner: string): string {
  return `topo.owned.${owner}`;
}

/** Whose registry it is, or its stand-in, by its name. */
export function ownerOfRegistry(name: string): string | undefined {
  return /^topo\.(?:owned|moved)\.(.+)$/s.exec(name)?.[1];
}

/** Where they are registered while an older topo's registry is replaced. As long as the registry's: an owner fits both. */
export function standInName(owner: string): string {
  return `topo.moved.${owner}`;
}

/** Whether it begins as the names that topo keeps for its registry, the stand-in of that, and its lock. */
export function isKeptName(name: string): boolean {
  return name.startsWith('topo.') && /^topo\.(owned|moved|lock)\./.test(name);
}

/** The exclusive queue that one running apply holds. */
export function lockName(owner: string): string {
  return `topo.lock.${owner}`;
}

/** Names that RabbitMQ keeps for itself: the default exchange, `amq.*`, and server-named queues (`amq.gen-…`). */
export function isReservedName(name: string): boolean {
  return name === '' || name.startsWith('amq.');
}

/** RabbitMQ's limit for a name: an AMQP short string, counted in UTF-8 bytes. */
export const MAX_NAME_BYTES = 255;
