// How names are made, and which names are not free to take.

/** An object's name from the name of the one above it and its own id, as the contract spells it: `storage-54`, `98`. */
export function joinName(above: string, id: string): string {
  return `${above}-${id}`;
}

/** The internal direct exchange in which adopted objects are registered: bound from it by their own name. */
export function registryName(owner: string): string {
  return `topo.owned.${owner}`;
}

/** The one policy of the owner: it gives the exchanges of the tree their alternate exchange. */
export function policyName(owner: string): string {
  return `topo.${owner}.unroutable`;
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
