// The net of the small example, and messages that end in it.

import { readFileSync } from 'node:fs';
import type { TestVhost } from './vhost.js';

export const plain = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');
export const net = `${plain}\nrouting: { unroutable: {} }\n`;
export const draining98 = net.replace('[98, 99]', '{ 98: { state: draining }, 99: }');

export const right = { daemon: 'storage', cluster: '54', hypervisor: '99' };
export const astray = {
  'a wrong daemon': { daemon: 'stroage', cluster: '54', hypervisor: '99' },
  'a wrong cluster': { daemon: 'storage', cluster: '55', hypervisor: '99' },
  'a wrong hypervisor': { daemon: 'storage', cluster: '54', hypervisor: '97' },
  'a draining one': { daemon: 'storage', cluster: '54', hypervisor: '98' },
  'an integer where strings are bound': { daemon: 'storage', cluster: 54, hypervisor: '99' },
  'no header at all': {},
};

export async function messagesIn(vhost: TestVhost, queue: string): Promise<number> {
  const totals = 'disable_stats=true&enable_queue_totals=true';
  const rows = await vhost.api.get<{ name: string; messages: number }[]>(`/queues/${vhost.path}?${totals}`);
  return rows.find(({ name }) => name === queue)?.messages ?? 0;
}
