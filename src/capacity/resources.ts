// What a node has of which there is an end, and what each kind of object takes of it.

export const RESOURCES = ['processes', 'fileHandles', 'ports', 'memory', 'disk'] as const;

/** `processes` and `ports` are Erlang's; `memory` and `disk` are counted in bytes. */
export type Resource = (typeof RESOURCES)[number];

export type Amounts = Readonly<Record<Resource, number>>;

export const KINDS = [
  'classicQueue',
  'quorumReplica',
  'workerQueue',
  'exchange',
  'headersBinding',
  'otherBinding',
  'connection',
  'channel',
  'consumer',
] as const;

/** `workerQueue`: one that a worker makes for itself, and that goes with it. */
export type Kind = (typeof KINDS)[number];

export type Counts = Readonly<Record<Kind, number>>;

export function amountsOf(amount: (resource: Resource) => number): Amounts {
  return {
    processes: amount('processes'),
    fileHandles: amount('fileHandles'),
    ports: amount('ports'),
    memory: amount('memory'),
    disk: amount('disk'),
  };
}

export function eachKind(amounts: (kind: Kind) => Amounts): Readonly<Record<Kind, Amounts>> {
  return {
    classicQueue: amounts('classicQueue'),
    quorumReplica: amounts('quorumReplica'),
    workerQueue: amounts('workerQueue'),
    exchange: amounts('exchange'),
    headersBinding: amounts('headersBinding'),
    otherBinding: amounts('otherBinding'),
    connection: amounts('connection'),
    channel: amounts('channel'),
    consumer: amounts('consumer'),
  };
}
