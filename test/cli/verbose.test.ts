// --verbose: what is asked of the broker, on stderr; stdout is what it is without it, and no password is told.

import { expect, test } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { topo } from '../support/topo.js';

const inventory = `version: 1
daemons: { vm: { scope: hypervisor } }
clusters: { 5: { hypervisors: [1-3] } }
`;

brokerTest('each request over HTTP, and the calls over AMQP by kind', async ({ vhost }) => {
  const password = new URL(vhost.amqpUrl).password;
  const options = { inventory, broker: vhost };
  const applied = await topo(['apply', '--yes', '--verbose'], options);
  expect(applied.code).toBe(0);
  const lines = applied.stderr.split('\n').filter((line) => line.startsWith('[verbose] '));
  expect(lines[0]).toMatch(
    /^\[verbose\] GET http:\/\/\S+:\*\*\*@\S+\/api\/overview {2}200, [\d,]+ characters, \d+ ms$/,
  );
  expect(lines).toContainEqual(
    expect.stringMatching(/AMQP amqp:\/\/\S+:\*\*\*@\S+, vhost \S+: connected, 128 channels$/),
  );
  for (const calls of ['4 × declare queue', '3 × declare exchange', '5 × bind'])
    expect(lines).toContainEqual(
      expect.stringMatching(`^\\[verbose\\] AMQP ${calls}, \\d+ ms on average, \\d+ ms at most$`),
    );
  expect(applied.stderr).not.toContain(password);

  const verify = async (...words: readonly string[]) => await topo(['verify', ...words], options);
  const [told, untold] = [await verify('--verbose'), await verify()];
  expect(told.stdout).toBe(untold.stdout);
  expect(told.stderr.replace(/^\[verbose\] .*\n/gm, '')).toBe(untold.stderr);
  expect(told.stderr).toMatch(/api\/bindings\//);
});

test('a broker that is not there, and a password with odd characters', async () => {
  const url = 'http://topo:se,cr%40t@127.0.0.1:1';
  const ran = await topo(['plan', '--verbose', '--management-url', url], { inventory });
  expect(ran.code).toBe(1);
  expect(ran.stderr).toMatch(/^\[verbose\] GET http:\/\/topo:\*\*\*@127.0.0.1:1\/api\/overview {2}refused, \d+ ms$/m);
  expect(ran.stderr).not.toMatch(/se,cr|cr@t|cr%40t/);
});

test('not together with --quiet', async () => {
  const ran = await topo(['plan', '--verbose', '--quiet'], { inventory });
  expect(ran).toMatchObject({ code: 64, stdout: '' });
  expect(ran.stderr).toContain("'--verbose' cannot be used with option '-q, --quiet'");
});
