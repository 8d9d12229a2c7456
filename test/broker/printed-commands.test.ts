// What topo prints to be copied into a shell runs there, on the version that it was printed for, and does what it says.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import type { Control } from '../support/launch.js';
import { execute, findOnPath } from '../support/executables.js';
import { applyJson, verifyJson } from '../support/plan-json.js';
import { topo } from '../support/topo.js';
import type { TestVhost } from '../support/vhost.js';

const { control } = inject('broker');
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** A tool that lies beside rabbitmqctl. */
function toolOf({ command }: Control, tool: string): readonly string[] {
  return command.map((word) => word.replace(/(^|\/)rabbitmqctl$/, `$1${tool}`));
}

/** Each tool with the commands of it that the source names. */
function printedCommands(): ReadonlyMap<string, ReadonlySet<string>> {
  const src = fileURLToPath(new URL('../../src', import.meta.url));
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const found = new Map<string, Set<string>>();
  for (const file of files)
    for (const [, tool = '', name = ''] of codeOf(join(src, file)).matchAll(
      /\b(rabbitmq(?:ctl|admin|-diagnostics|-plugins|-queues|-streams|-upgrade)) ([a-z_]+)/g,
    ))
      found.set(tool, (found.get(tool) ?? new Set()).add(name));
  return found;
}

describe.skipIf(control === null)('the tools of this version know every command that the source names', () => {
  test.each([...printedCommands()])('%s', async (tool, names) => {
    if (!control) return;
    const [file = '', ...words] = toolOf(control, tool);
    const { stdout } = await execute(file, [...words, 'help'], { env: control.env });
    const known = new Set(stdout.match(/^ {3,}[a-z_]+/gm)?.map((line) => line.trim()));
    expect([...names].filter((name) => !known.has(name))).toEqual([]);
  });
});

function codeOf(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

const inventory = `version: 1
daemons: { vm: { scope: hypervisor } }
clusters: { 54: { hypervisors: [97, 98] } }
routing: { unroutable: {} }
`;
const without98 = inventory.replace('97, 98', '97');
const STRANGE = "audit's; log $HOME";

/** Those that stand in a text, each at the end of its line. */
function commandsOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:^ +|: )((?:curl|rabbitmq[a-z-]*) .*)$/gm)].map(([, command = '']) => command);
}

/** In a shell that has the tools of this broker, and where curl need not ask for the password. */
async function run(command: string, { managementUrl }: TestVhost, { command: ctl, env }: Control): Promise<string> {
  const { username, password } = new URL(managementUrl);
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const shell = [
    `rabbitmqctl() { ${ctl.map(quoted).join(' ')} "$@"; }`,
    `curl() { [ "$1" = -u ] && shift 2 && command curl -sS --fail -u ${quoted(login)} "$@"; }`,
    command,
  ];
  return (await execute('bash', ['-c', shell.join('\n')], { env: { ...process.env, ...env } })).stdout;
}

brokerTest('each does what it says', { timeout: 60_000 }, async ({ vhost, skip }) => {
  if (!control) return skip('the broker is not ours to run commands on');
  skip(findOnPath('curl', process.env) === undefined, 'there is no curl here');
  const broker = vhost;
  expect(await applyJson({ broker, inventory })).toMatchObject({ converged: true });
  await vhost.amqp(async ({ channel, publish }) => {
    await channel.assertQueue(STRANGE);
    await channel.bindQueue(STRANGE, 'vm', 'key ~ %', {});
    // Two that look alike in the API, and are told apart by their properties_key alone.
    await channel.bindQueue(STRANGE, 'vm-54', '', { hypervisor: { '!': 'int', value: 98 } });
    await channel.bindQueue(STRANGE, 'vm-54', '', { hypervisor: { '!': 'byte', value: 98 } });
    await publish({ daemon: 'nobody' });
    await publish({ daemon: 'vm', cluster: '54', hypervisor: '98' });
  });
  const text = (await topo(['verify'], { broker, inventory })).stdout;
  const commands = commandsOf(text);
  const [look = '', purge = '', ...unbind] = [
    ...commands.filter((command) => command.includes('/get')),
    ...commands.filter((command) => command.includes('purge_queue')),
    ...commands.filter((command) => command.includes('DELETE')),
  ];
  expect(unbind, text).toHaveLength(3);
  expect(commands).toHaveLength(5);

  expect(JSON.parse(await run(look, vhost, control))).toMatchObject([{ payload: 'task' }]);
  expect(await ready(vhost, 'unroutable')).toBe(1);
  await run(purge, vhost, control);
  expect(await ready(vhost, 'unroutable')).toBe(0);
  const before = new Set(await foreignBindings(vhost));
  for (const command of unbind) {
    await run(command, vhost, control);
    const after = await foreignBindings(vhost);
    expect(after).toHaveLength(before.size - 1);
    before.clear();
    for (const key of after) before.add(key);
  }
  expect(before.size).toBe(0);
  const kinds = (await verifyJson({ broker, inventory })).findings.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'catch-all' || kind === 'type-clash')).toEqual([]);

  expect(await ready(vhost, 'vm-54-98')).toBe(1);
  const [held = ''] = commandsOf((await topo(['plan'], { broker, inventory: without98 })).stdout);
  await run(held, vhost, control);
  expect(await ready(vhost, 'vm-54-98')).toBe(0);
});

brokerTest('a stream under a name of the tree goes as it is printed', async ({ vhost, skip }) => {
  if (!control) return skip('the broker is not ours to run commands on');
  const broker = vhost;
  await vhost.amqp(async ({ channel }) => {
    await channel.assertQueue('vm-54-98', { arguments: { 'x-queue-type': 'stream', 'x-topo-owner': 'global' } });
    channel.sendToQueue('vm-54-98', Buffer.from('x'));
    await channel.waitForConfirms();
  });
  const refused = await topo(['plan'], { broker, inventory });
  const [command = ''] = commandsOf(refused.stdout);
  expect(command).toContain('delete_queue');
  await run(command, vhost, control);
  expect(await applyJson({ broker, inventory })).toMatchObject({ converged: true });
});

async function ready({ amqp }: TestVhost, queue: string): Promise<number> {
  return await amqp(async ({ channel }) => (await channel.checkQueue(queue)).messageCount);
}

async function foreignBindings({ api, path }: TestVhost): Promise<readonly string[]> {
  const rows = await api.get<readonly { source: string; properties_key: string }[]>(
    `/queues/${path}/${encodeURIComponent(STRANGE)}/bindings`,
  );
  return rows.filter(({ source }) => source !== '').map((row) => `${row.source} ${row.properties_key}`);
}
