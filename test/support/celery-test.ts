// `celeryTest('…', async ({ vhost, celery }) => …)`: a test with real Celery, in a vhost that has the tree of examples/celery.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { GetMessage } from 'amqplib';
import { beforeAll, expect, vi } from 'vitest';
import { brokerTest } from './broker-test.js';
import { withCelery, type CeleryProcesses } from './celery.js';
import { findCelery, type Celery } from './find-celery.js';
import { applyJson, verifyJson } from './plan-json.js';
import { topo } from './topo.js';
import type { TestVhost } from './vhost.js';

export const inventory = readFileSync(exampleFile('topo.yaml'), 'utf8');
export const readme = readFileSync(exampleFile('README.md'), 'utf8');
/** A Celery program that has nothing of the example. */
export const PROGRAM = `
import os
from celery import Celery
from kombu import Exchange, Queue
app = Celery('own', broker=os.environ['BROKER_URL'])
`;
import { until } from './until.js';
/** For topo: the example's inventory. */
export const env = { TOPO_INVENTORY: exampleFile('topo.yaml') };

let found: Celery = { missing: 'not looked for' };

/** To be called by each file: which Celery there is. Its processes are slow to start. */
export function lookForCelery(): void {
  vi.setConfig({ testTimeout: 120_000 });
  beforeAll(async () => {
    const log = (line: string): void => void process.stderr.write(`${line}\n`);
    found = await findCelery(log);
    // Vitest's own report does not print the reason of a skip.
    if ('missing' in found) log(`The tests with Celery are skipped. ${found.missing}`);
  }, 600_000);
}

/** Without the tree. Celery's processes end with the test. Skipped where there is no Celery. */
export const bareTest = brokerTest.extend<{ celery: CeleryProcesses }>({
  celery: async ({ vhost, skip }, use) => {
    if ('missing' in found) return skip(found.missing);
    await withCelery(found.python, vhost, use);
  },
});

/** The tree of the example's inventory, as topo made it in the vhost of the test that came first. */
let tree: Promise<object> | undefined;

export const celeryTest = bareTest.extend<{ applied: undefined }>({
  applied: [
    async ({ vhost }, use) => {
      if (tree) await vhost.api.post(`/definitions/${vhost.path}`, await tree);
      else await (tree = makeTree(vhost));
      await use(undefined);
    },
    { auto: true },
  ],
});

async function makeTree(vhost: TestVhost): Promise<object> {
  expect(await applyJson({ broker: vhost, env })).toMatchObject({ converged: true });
  return await vhost.api.get(`/definitions/${vhost.path}`);
}

/** Foreign objects there may be. */
export async function expectNothingToDo(vhost: TestVhost): Promise<void> {
  const [plan, { ok, findings }] = await Promise.all([
    topo(['plan', '--detailed-exitcode'], { broker: vhost, env }),
    verifyJson({ broker: vhost, env }),
  ]);
  expect(plan.code, plan.stdout).toBe(0);
  expect(ok).toBe(true);
  expect(findings.every(({ kind }) => kind === 'foreign')).toBe(true);
}

export async function messagesInTree(vhost: TestVhost): Promise<number> {
  const ours = (await queues(vhost)).filter(({ name }) => /^(dispatcher|storage-|vm-)/.test(name));
  return ours.reduce((sum, { messages }) => sum + messages, 0);
}

/** Ready and unacknowledged. */
export async function queues({ api, path }: TestVhost): Promise<readonly { name: string; messages: number }[]> {
  return await api.get(`/queues/${path}?disable_stats=true&enable_queue_totals=true`);
}

/** The oldest, which is gone afterwards. */
export async function messageIn(vhost: TestVhost, queue: string): Promise<GetMessage> {
  // What a worker gives back when it ends is in the queue a moment later.
  return await vhost.amqp(({ channel }) =>
    until(`a message in ${queue}`, async () => (await channel.get(queue, { noAck: true })) || undefined),
  );
}

/** From 4.0 on it says which right is missing: `configure access to …`. */
export function refusal(access: string): RegExp {
  return new RegExp(`ACCESS_REFUSED - (\\w+ )?${access}`);
}

/** The URL of a user with the rights that the README gives it. */
export async function userOfReadme(vhost: TestVhost, name: string): Promise<string> {
  const line = new RegExp(`set_permissions ${name} '(.*)' '(.*)' '(.*)'`);
  const [, configure, write, read] = line.exec(readme) ?? [];
  if (configure === undefined || write === undefined || read === undefined) throw new Error(`no rights for ${name}`);
  const permissions = { configure, write, read };
  return (await vhost.createUser({ name: `${vhost.name}-${name}`, password: 'secret', tags: '', permissions })).amqpUrl;
}

/** The README's first block in this language that has this. */
export function blockOfReadme(language: string, text: string): string {
  const blocks = [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, block]) => block ?? '',
  );
  const block = blocks.find((each) => each.includes(text));
  if (block === undefined) throw new Error(`no ${language} with ${text} in the README`);
  return block;
}

export function exampleFile(name: string): string {
  return fileURLToPath(new URL(`../../examples/celery/${name}`, import.meta.url));
}
