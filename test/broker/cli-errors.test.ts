// A broker that cannot be asked, seen from the shell: the exit code, two lines, the URL without its password, a remedy.

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { topo } from '../support/topo.js';
import type { TestVhost, Urls } from '../support/vhost.js';
import type { Respond } from '../unit/broker/servers.js';
import { closedPort, withHttp, withTcp } from '../unit/broker/servers.js';

const inventory = `version: 1
daemons: { storage: { scope: hypervisor } }
clusters: { 54: { hypervisors: [98] } }
`;

const schema: Record<string, unknown> = JSON.parse(
  readFileSync(new URL('../../schemas/error.schema.json', import.meta.url), 'utf8'),
);
const isErrorDocument = new Ajv2020({ allowUnionTypes: true }).compile(schema);

const secret = 's3cr3t%2Fp@ss'.replace('@', '%40');

/** What the error has to say: where, what, and what to do. */
interface Expected {
  readonly at?: RegExp;
  readonly says: RegExp;
  readonly remedy: RegExp;
}

const commands = [['plan'], ['apply', '--yes']];

async function fails(
  broker: Urls,
  { at = /(http|amqp):\/\/\S+:\*\*\*@/, says, remedy }: Expected,
  args: readonly string[] = [],
): Promise<void> {
  for (const command of commands) {
    const text = await topo([...command, ...args], { inventory, broker });
    expect(text, text.stderr).toMatchObject({ code: 1, stdout: '' });
    const [first = '', second = '', ...rest] = text.stderr.trimEnd().split('\n');
    expect(first).toMatch(/^error: /);
    expect(first).toMatch(says);
    expect(first).toMatch(at);
    expect(second).toMatch(/^ {2}→ /);
    expect(second).toMatch(remedy);
    expect(rest).toEqual([]);
    expect(text.stderr).not.toContain(secret);
    // Both come to the same place as JSON.
    if (command !== commands[0]) continue;

    const json = await topo([...command, ...args, '--format', 'json'], { inventory, broker });
    expect(json).toMatchObject({ code: 1, stderr: '' });
    const document: { error: { message: string; remedy: string }; exitCode: number } = JSON.parse(json.stdout);
    expect(isErrorDocument(document), json.stdout).toBe(true);
    expect(document.exitCode).toBe(1);
    expect(document.error.message).toMatch(says);
    expect(document.error.remedy).toMatch(remedy);
    expect(json.stdout).not.toContain(secret);
  }
}

/** Both URLs with the secret as password, each sent to another port where one is given. */
function urlsWith(vhost: TestVhost, ports: { readonly amqp?: number; readonly management?: number }): Urls {
  const at = (text: string, port: number | undefined): string => {
    const url = new URL(text);
    url.password = secret;
    if (port !== undefined) url.port = String(port);
    return url.href;
  };
  return { amqpUrl: at(vhost.amqpUrl, ports.amqp), managementUrl: at(vhost.managementUrl, ports.management) };
}

const shownUrl = (port: number): RegExp => new RegExp(`http://\\S+:\\*\\*\\*@\\S+:${port}\\b`);

describe.concurrent('nobody who could answer', () => {
  brokerTest('nothing listens', async ({ vhost }) => {
    const port = await closedPort();
    await fails(urlsWith(vhost, { amqp: port, management: port }), {
      at: shownUrl(port),
      says: /nothing listens for the management API at http/,
      remedy: /rabbitmq-plugins enable rabbitmq_management|--management-url/,
    });
  });
  brokerTest('management answers, AMQP does not', async ({ vhost }) => {
    // Ports that look like the codes with which a broker refuses.
    for (const port of ['403', '530']) {
      const amqp = new URL(vhost.amqpUrl);
      amqp.port = port;
      const options = { inventory, broker: { amqpUrl: amqp.href, managementUrl: vhost.managementUrl } };
      expect(await topo(['plan'], options)).toMatchObject({ code: 0 });
      const { code, stderr } = await topo(['apply', '--yes'], options);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: nothing listens for AMQP at amqp:\/\/\S+:\*\*\*@.*\n {2}→ .*--amqp-url.*\n$/);
    }
  });
  brokerTest('the management URL is the AMQP port', async ({ vhost }) => {
    const port = Number(new URL(vhost.amqpUrl).port || 5672);
    await fails(urlsWith(vhost, { management: port }), {
      at: shownUrl(port),
      says: /AMQP answers at http/,
      remedy: /15672.*--management-url/,
    });
  });
});

describe.concurrent('the broker says no', () => {
  brokerTest('a wrong password', async ({ vhost }) => {
    await fails(urlsWith(vhost, {}), { says: /:\*\*\*@\S+ refused the user/, remedy: /--management-url/ });
  });
  brokerTest('no such vhost', async ({ vhost }) => {
    const broker = { amqpUrl: `${vhost.amqpUrl}-no`, managementUrl: vhost.managementUrl };
    await fails(broker, {
      says: /there is no vhost ".*-no" at (http|amqp)/,
      remedy: /rabbitmqctl add_vhost \S+-no/,
    });
  });
  brokerTest('a user without the tag management', async ({ vhost }) => {
    const user = { name: `untagged-${vhost.path}`, password: secret, tags: '', permissions: null };
    const broker = await vhost.createUser(user);
    await fails(broker, {
      says: /lacks the tag management/,
      remedy: /^\s*(→ )?rabbitmqctl set_user_tags \S+ management/,
    });
  });
  brokerTest('a user without a right on the vhost', async ({ vhost }) => {
    const user = { name: `stranger-${vhost.path}`, password: secret, tags: 'management', permissions: null };
    await fails(await vhost.createUser(user), {
      says: /may not read that in vhost|has no right on vhost ".*" at amqp/,
      remedy: /rabbitmqctl set_permissions -p a-user-\S+ stranger-\S+ '\.\*'/,
    });
  });
  brokerTest('a user who may not make the lock: plan goes on, apply changes nothing', async ({ vhost }) => {
    const permissions = { configure: '^$', write: '.*', read: '.*' };
    const user = { name: `reader-${vhost.path}`, password: secret, tags: 'management', permissions };
    const options = { inventory, broker: await vhost.createUser(user) };
    expect(await topo(['plan'], options)).toMatchObject({ code: 0 });
    const { code, stderr } = await topo(['apply', '--yes'], options);
    expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 1, lines: 2 });
    expect(stderr).toMatch(
      /this user may not make the lock topo\.lock\.global: ACCESS_REFUSED.*\n {2}→ .*configure permission/s,
    );
    expect(await vhost.api.get<unknown[]>(`/queues/${vhost.path}`)).toEqual([]);
  });
});

describe.concurrent('something else answers', () => {
  const html: Respond = (_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<html><body><h1>Sign in</h1></body></html>');
  };
  const cut: Respond = (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.setHeader('content-length', '1000');
    response.write('{"cluster_name":"rab', () => response.destroy());
  };
  const crash: Respond = (_, response) => {
    response.statusCode = 500;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ error: 'internal_error', reason: 'badmatch \u001b[31m\n::error::x' }));
  };
  const silence: Respond = () => undefined;
  const cases: readonly (readonly [string, Respond, Expected, readonly string[]])[] = [
    ['a web page', html, { says: /is not the RabbitMQ management API/, remedy: /proxy, a login page/ }, []],
    ['it hangs', silence, { says: /did not answer .* within 1 s/, remedy: /--timeout/ }, ['--timeout', '1']],
    ['it ends in the middle', cut, { says: /closed the connection in the middle/, remedy: /try again/ }, []],
    ['500', crash, { says: /answered 500 .*badmatch/, remedy: /log_tail/ }, []],
  ];
  for (const [name, respond, expected, args] of cases)
    brokerTest(name, async ({ vhost }) => {
      await withHttp(respond, async (port) => {
        await fails(urlsWith(vhost, { management: port }), { ...expected, at: shownUrl(port) }, args);
      });
    });
  brokerTest('AMQP that takes the connection and says nothing', async ({ vhost }) => {
    await withTcp(
      () => undefined,
      async (port) => {
        const amqp = new URL(vhost.amqpUrl);
        amqp.port = String(port);
        const { code, stderr } = await topo(['apply', '--yes', '--timeout', '1'], {
          inventory,
          broker: { amqpUrl: amqp.href, managementUrl: vhost.managementUrl },
        });
        expect(code).toBe(1);
        expect(stderr).toMatch(/^error: .*amqp:\/\/\S+:\*\*\*@.*\n {2}→ .*--timeout.*\n$/);
      },
    );
  });
});
