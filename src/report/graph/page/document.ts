// What the page is made from: the JSON of `topo graph`, packed into the page, and the words that aim a command at the same
// broker. Nothing is fetched.

import type { Address } from '../../../topology/index.js';
import type { State } from '../../../state/index.js';

export interface ExchangeRow {
  readonly name: string;
  readonly type: string;
  readonly role?: string;
  readonly path?: Address;
  readonly state?: State;
}

export interface QueueRow extends ExchangeRow {
  readonly draining: boolean;
  readonly messages?: number | null;
  readonly unacknowledged?: number | null;
  readonly consumers?: number | null;
}

export interface EdgeRow {
  readonly source: string;
  readonly destination: string;
  readonly destinationType: 'queue' | 'exchange';
  readonly routingKey: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly state?: 'fine' | 'missing' | 'extra';
}

export interface FindingRow {
  readonly kind: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly object: { readonly kind: string; readonly name: string };
  readonly binding?: EdgeRow;
  readonly message: string;
  readonly remedy: string;
}

export interface GraphDocument {
  readonly version: 1;
  readonly vhost: string;
  readonly broker?: { readonly clusterName: string; readonly rabbitmqVersion: string };
  readonly readAt?: string;
  readonly ways: { readonly entry?: string; readonly direct?: string };
  readonly headers: Readonly<Record<'daemon' | 'cluster' | 'hypervisor', string>>;
  readonly only?: Address;
  readonly exchanges: readonly ExchangeRow[];
  readonly queues: readonly QueueRow[];
  readonly bindings: readonly EdgeRow[];
  readonly findings: readonly FindingRow[];
}

/** `packed`: JSON, gzip, base64. */
export async function unpack(packed: string): Promise<GraphDocument> {
  const bytes = Uint8Array.from(atob(packed.trim()), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const document: unknown = await new Response(stream).json();
  if (!isGraph(document)) throw new Error('This page was made by another version of topo.');
  return document;
}

/** The same program wrote it: what tells it apart is its version. */
function isGraph(value: unknown): value is GraphDocument {
  return value !== null && typeof value === 'object' && 'version' in value && value.version === 1;
}
