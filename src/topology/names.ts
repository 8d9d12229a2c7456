// How names are made, and which names are not free to take.

/** An object's name from the name of the one above it and its own id, as the README spells it: `storage-54`, `98`. */
export function joinName(above: string, id: string): string {
  return `${above}-${id}`;
}

/** The exchange in which adopted objects are registered: bound from it (registry.ts). */
export function registryName(owner: string): string {
  return `topo.owned.${owner}`;
}

/** Where they are registered while an older topo's registry is replaced. As long as the registry's: an owner fits both. */
export function standInName(owner: string): string {
  return `topo.moved.${owner}`;
}

/** Whether it begins as the names that topo keeps for its registry, the stand-in of that, and its lock. */
export function isKeptName(name: string): boolean {
  return name.startsWith('topo.') && /^topo\.(owned|moved|lock)\./.test(name);
}

/** The owner's first policy: it gives exchanges of the tree their alternate exchange. */
export function policyName(owner: string): string {
  return `topo.${owner}.unroutable`;
}

/** Where one pattern has no room for all exchanges there are more: `topo.global.unroutable.2`, `….3`, … */
export function numberedPolicy(first: string, number: number): string {
  return number === 1 ? first : `${first}.${number}`;
}

/** The number of a policy of the same owner; undefined for any other. `first`: the first one's name. */
export function numberOfPolicy(first: string, name: string): number | undefined {
  if (name === first) return 1;
  if (!name.startsWith(`${first}.`)) return undefined;
  const written = name.slice(first.length + 1);
  return /^([2-9]|[1-9][0-9]{1,5})$/.test(written) ? Number(written) : undefined;
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

/** Quoted for a POSIX shell where it needs to be. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
