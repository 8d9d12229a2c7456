// topo capacity without a broker, on the examples: what the README shows, and what a CI asks.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { topo } from '../support/topo.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const FLEET = ['capacity', '--offline', '-f', `${root}examples/fleet/inventory`];

test('the README shows what it prints', async () => {
  const { code, stdout, stderr } = await topo(FLEET);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const command = '$ topo capacity -f examples/fleet/inventory --offline';
  expect(readFileSync(`${root}README.md`, 'utf8')).toContain(`${command}\n${stdout}\`\`\``);
});

describe('options', () => {
  test.each<[string, readonly string[], Readonly<Record<string, string>>, object]>([
    ['the defaults', [], {}, { connections: 4040, channels: 8080, consumers: 4040, queues: { ofWorkers: 2020 } }],
    [
      'by flag',
      ['--connections-per-worker', '3', '--channels-per-connection', '1'],
      {},
      { connections: 6060, channels: 6060 },
    ],
    ['by variable', [], { TOPO_QUEUES_PER_WORKER: '0' }, { consumers: 2020, queues: { ofWorkers: 0 } }],
    ['nobody connects', ['--connections-per-worker', '0'], {}, { connections: 0, channels: 0, consumers: 0 }],
  ])('%s', async (_, words, env, fleet) => {
    const { stdout } = await topo([...FLEET, '--format', 'json', ...words], { env });
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, fleet: { workers: 2020, ...fleet } });
  });
  test('a fleet that does not fit is an answer too: 0, and `fits` tells', async () => {
    const { code, stdout } = await topo([...FLEET, '--format', 'json', '--connections-per-worker', '50']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ fits: false });
  });
  test.each([
    ['--nodes', '0', '--nodes takes a whole number from 1, not "0"'],
    ['--queues-per-worker', 'two', '--queues-per-worker takes a whole number from 0, not "two"'],
    ['--format', 'markdown', 'Allowed choices are text, json'],
  ])('%s %s: 64', async (option, value, message) => {
    const { code, stderr } = await topo([...FLEET, option, value]);
    expect(code).toBe(64);
    expect(stderr).toContain(message);
  });
});
