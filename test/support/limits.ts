// Limits by policy, for the tests of them: a fleet, and what RabbitMQ says of its queues.

import { expect } from 'vitest';
import type { Amqp, TestVhost } from './vhost.js';

/** `storage-fast` begins as `storage` does. */
export const fleet = (limits: string, more = ''): string => `version: 1
routing: { direct: {} }
daemons:
  dispatcher: { scope: global }
  network: { scope: cluster }
  storage: { scope: hypervisor, queue: { ${limits} } }
  storage-fast: { scope: hypervisor${more} }
clusters: { 54: { hypervisors: [98, 99] } }
`;

export const limited = (definition: string): string => fleet(`policy: { ${definition} }`);

/** By queue, the policy that RabbitMQ applies. */
export async function policiesOf(vhost: TestVhost): Promise<Readonly<Record<string, string>>> {
  const rows = await vhost.api.get<{ name: string; policy?: string | null }[]>(
    `/queues/${vhost.path}?disable_stats=true&columns=name,policy`,
  );
  return Object.fromEntries(rows.flatMap(({ name, policy }) => (policy ? [[name, policy]] : [])));
}

export async function definitionOf(vhost: TestVhost, policy: string): Promise<unknown> {
  return (await vhost.api.get<{ definition: unknown }>(`/policies/${vhost.path}/${policy}`)).definition;
}

export async function fill({ publish }: Amqp, queue: string, from: number, to: number): Promise<void> {
  for (let body = from; body <= to; body += 1)
    expect(await publish({}, { exchange: 'global.direct', routingKey: queue, body: String(body) })).toBe('routed');
}

export const POLICY = 'topo.global.storage';
