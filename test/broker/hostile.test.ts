// Names and values that want to be more than text, on a real broker: what topo prints of them stays text, and its JSON
// gives them back as they are.

import { describe, expect, test } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { MARK, hostilePieces, unsafeLines } from '../support/hostile.js';
import { markupFaults } from '../support/markdown.js';
import { planJson, verifyJson } from '../support/plan-json.js';
import type { Ran, RunOptions } from '../support/topo.js';
import { topo } from '../support/topo.js';
import type { TestVhost } from '../support/vhost.js';

const inventory = `version: 1
daemons: { storage: { scope: hypervisor } }
clusters: { 54: { hypervisors: [98] } }
`;

/** RabbitMQ strips CR and LF from a name. */
const hostile = hostilePieces.map((piece) => piece.replace(/[\r\n]/g, '')).filter((piece) => piece.length > 2);

function check({ stdout, stderr }: Ran, markdown = false): void {
  expect(unsafeLines(stdout)).toEqual([]);
  expect(unsafeLines(stderr)).toEqual([]);
  if (markdown) expect(markupFaults(stdout)).toEqual([]);
}

/** Beside the tree: foreign queues, bindings on its exchanges, and queues that are ours and not in the inventory. */
async function fill(vhost: TestVhost): Promise<void> {
  expect(await topo(['apply', '--yes'], { inventory, broker: vhost })).toMatchObject({ code: 0 });
  await vhost.amqp(async ({ channel }) => {
    for (const text of hostile) {
      await channel.assertQueue(text);
      await channel.bindQueue(text, 'storage', text, { 'x-match': 'all', [text]: text });
      const ours = `ours ${text}`;
      await channel.assertQueue(ours, { arguments: { 'x-topo-owner': 'global' } });
      channel.sendToQueue(ours, Buffer.from('x'));
      await channel.consume(ours, () => undefined, { consumerTag: `${text} tag` });
    }
    await channel.waitForConfirms();
  });
}

describe.concurrent('on the broker', () => {
  brokerTest('plan, verify and apply print them as text, JSON gives them back', async ({ vhost }) => {
    await fill(vhost);
    const options: RunOptions = { inventory, broker: vhost };
    for (const args of [
      ['plan'],
      ['plan', '--full'],
      ['plan', '--format', 'json'],
      ['verify'],
      ['verify', '--format', 'json'],
    ]) {
      const ran = await topo(args, options);
      expect(ran.stdout).toContain(MARK);
      check(ran);
    }
    for (const command of ['plan', 'verify']) {
      const ran = await topo([command, '--format', 'markdown'], options);
      expect(ran.stdout).toContain(MARK);
      check(ran, true);
    }
    const foreign = (await planJson(options)).foreign.map(({ name }) => name);
    expect(foreign).toEqual(expect.arrayContaining([...hostile]));
    const bound = (await verifyJson(options)).findings.flatMap(({ binding }) => (binding ? [binding.arguments] : []));
    expect(bound).toEqual(expect.arrayContaining(hostile.map((text) => ({ 'x-match': 'all', [text]: text }))));
    const orphans = (await verifyJson(options)).findings.filter(({ kind }) => kind === 'orphan');
    expect(orphans.map(({ object }) => object.name).sort()).toEqual(hostile.map((text) => `ours ${text}`).sort());

    const applied = await topo(['apply', '--yes', '--max-removals', '1000'], options);
    expect(applied.stdout).toContain('Held, until a later apply');
    check(applied);
  });
});

describe.concurrent('in an inventory', () => {
  // At an end what cannot be seen is refused.
  const allowed = hostile
    .filter((text) => !/\p{Cc}|\p{Zl}|\p{Zp}/u.test(text))
    .map((text) => (/^\s|\s$/.test(text) ? `.${text}.` : text));

  brokerTest('names of daemons, clusters and hypervisors, all the way', async ({ vhost }) => {
    const daemons = Object.fromEntries(allowed.map((text) => [text, { scope: 'hypervisor' }]));
    const clusters = Object.fromEntries(allowed.map((text) => [`c${text}`, { hypervisors: [text, `${text}2`] }]));
    const some = { version: 1, routing: { entry: '::error::zq' }, daemons, clusters };
    const options: RunOptions = { inventory: JSON.stringify(some), broker: vhost };
    for (const args of [['validate'], ['compile'], ['plan'], ['plan', '--full'], ['apply', '--yes'], ['verify']]) {
      const ran = await topo(args, options);
      expect(ran, ran.stderr).toMatchObject({ code: 0 });
      check(ran);
    }
    check(await topo(['plan', '--format', 'markdown', '--offline'], options), true);
    const ran = await topo(['compile', '--format', 'json'], options);
    check(ran);
    const parsed: { exchanges: { name: string }[] } = JSON.parse(ran.stdout);
    expect(parsed.exchanges.map(({ name }) => name)).toEqual(expect.arrayContaining(['::error::zq', ...allowed]));
    expect((await planJson(options)).steps).toEqual([]);
  });
});

describe.concurrent('without a broker', () => {
  test('what is wrong with an inventory', async () => {
    const daemons = Object.fromEntries(
      hostilePieces.map((text) => [text, { scope: text, queue: { arguments: { [text]: text } } }]),
    );
    const ran = await topo(['validate'], { inventory: JSON.stringify({ version: 1, [MARK]: MARK, daemons }) });
    expect(ran.code).toBe(65);
    check(ran);
    for (const text of some) check(await topo(['validate'], { inventory: `version: 1\ndaemons: ${text}\n  [` }));
  });

  test('names of files, vhosts and options', async () => {
    for (const text of some.slice(0, 2)) {
      check(await topo(['plan', '-f', text]));
      check(await topo(['plan', '--offline', '--vhost', text], { inventory }));
      check(await topo(['plan', `--${text}`]));
      check(await topo(['verify', '--fail-on', text]));
    }
  });
});

const some = ['::error::zq', '##[error]zq\u001b[31m\nzq', '\u202ezq\u009b2J\u200b', '\r\n::error::zq'];
