// Whatever URL with a secret is given in whatever place: no output has the secret in it.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { topo, withFolder } from '../support/topo.js';
import { closedPort, withHttp } from '../unit/broker/servers.js';

const inventory = `version: 1
daemons: { storage: { scope: hypervisor } }
clusters: { 54: { hypervisors: [98] } }
`;
const SECRET = 's3cr3tW0rd';

/** Right and wrong ones. PORT: where nothing listens. */
const urls: readonly string[] = [
  'amqp://bob:SECRET@127.0.0.1:PORT',
  'amqps://bob:SECRET@127.0.0.1:PORT/v',
  'http://bob:SECRET@127.0.0.1:PORT/prefix',
  'https://127.0.0.1:PORT/?token=SECRET',
  'http://127.0.0.1:PORT/#SECRET@x',
  'amqp://SECRET@127.0.0.1:PORT',
  'http://SECRET@127.0.0.1:PORT',
  'amqp://bob:12,SECRET@127.0.0.1:PORT',
  'amqp://bob:SECRET,tail@127.0.0.1:PORT',
  'amqp://bob:SECRET%@127.0.0.1:PORT',
  'amqp://bob:SECRET%zz@127.0.0.1:PORT',
  'amqp://bob:12/SECRET@127.0.0.1:PORT',
  'http://bob:12/SECRET@127.0.0.1:PORT',
  'amqp://bob:12?SECRET@127.0.0.1:PORT',
  'amqp://bob:12#SECRET@127.0.0.1:PORT',
  'amqp://bob:é\u202e SECRET@127.0.0.1:PORT',
  'ftp://bob:SECRET@127.0.0.1',
  'ammqp://bob:SECRET@127.0.0.1',
  'amqp://bob:SECRET@127.0.0.1:PORT,amqp://bob:SECRET@[::1]:PORT',
  'amqp://bob:SECRET@127.0.0.1:99999',
  'bob:SECRET@127.0.0.1:PORT',
];

/** Where it is given: the words, and the environment. `plan` needs no broker where it is offline. */
const places: readonly ((url: string) => { args: readonly string[]; env?: Record<string, string> })[] = [
  (url) => ({ args: ['plan', '--amqp-url', url] }),
  (url) => ({ args: ['plan', `--management-url=${url}`, '--format', 'json'] }),
  (url) => ({ args: ['apply', '--yes', '--amqp-url', url, '--report', 'REPORT'] }),
  (url) => ({ args: ['verify'], env: { TOPO_AMQP_URL: url, DEBUG: '*' } }),
  (url) => ({ args: ['plan'], env: { TOPO_AMQP_URL: url, NODE_DEBUG: 'http,net,tls' } }),
  (url) => ({ args: ['verify', '--format', 'json'], env: { TOPO_MANAGEMENT_URL: url } }),
  (url) => ({ args: ['plan', '--offline', '--out', 'REPORT', '--amqp-url', url] }),
  (url) => ({ args: ['compile', '--amqp-url', url] }),
  (url) => ({ args: ['trace', '--offline', '--amqp-url', url, 'daemon=storage'] }),
  (url) => ({ args: ['plan', `--ampq-url=${url}`] }),
  (url) => ({ args: ['plan', '--ampq-url', url] }),
  (url) => ({ args: [url] }),
  (url) => ({ args: ['plan', url] }),
  (url) => ({ args: ['apply', '--yes', url] }),
  (url) => ({ args: ['trace', '--offline', url] }),
  (url) => ({ args: ['trace', '--offline', `reply=${url}`] }),
  (url) => ({ args: ['plan', '--offline', '-f', url] }),
  (url) => ({ args: ['validate', `-f${url}`] }),
  (url) => ({ args: ['plan', '--offline', '--vhost', url] }),
  (url) => ({ args: ['plan', '--offline', '--format', url] }),
  (url) => ({ args: ['plan', '--offline', '--adopt', url] }),
  (url) => ({ args: ['plan', '--against', url] }),
  (url) => ({ args: ['plan', '--offline', '--out', url] }),
  (url) => ({ args: ['verify', '--fail-on', url] }),
  (url) => ({ args: ['verify', '--ca-cert', url] }),
  (url) => ({ args: ['plan', '--timeout', url] }),
  (url) => ({ args: ['schema', url] }),
  (url) => ({ args: ['plan', '--offline'], env: { TOPO_INVENTORY: url } }),
  (url) => ({ args: ['plan', '--offline'], env: { TOPO_VHOST: url } }),
];

const forms = [SECRET, Buffer.from(`bob:${SECRET}`).toString('base64').slice(8, 16)];

test('no output has it', { timeout: 120_000 }, async () => {
  const port = await closedPort();
  const url = fc
    .constantFrom(...urls)
    .map((text) => text.replaceAll('PORT', String(port)).replaceAll('SECRET', SECRET));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places.keys()), url, async (place, text) => {
      await withFolder(async (folder) => {
        const report = join(folder, 'report.json');
        writeFileSync(report, '');
        const { args, env = {} } = places[place]?.(text) ?? { args: [] };
        const words = args.map((word) => (word === 'REPORT' ? report : word));
        const needsFile = !('TOPO_INVENTORY' in env) && words.length > 1 && words[0] !== 'schema';
        const ran = await topo(words, { ...(needsFile && { inventory }), env });
        const told = [ran.stdout, ran.stderr, readFileSync(report, 'utf8')].join('\n');
        for (const form of forms) expect(told, words.join(' ')).not.toContain(form);
        expect(told).not.toMatch(/\n\s+at |fault of topo itself/);
      });
    }),
    { numRuns: 150 },
  );
});

test('nor where a server shows our request again', async () => {
  const echo = (
    request: { headers: Record<string, unknown> },
    response: { end(text: string): void; writeHead(code: number, headers: Record<string, string>): void },
  ): void => {
    response.writeHead(500, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: 'x', reason: `${String(request.headers['authorization'])} ${SECRET}` }));
  };
  await withHttp(echo, async (port) => {
    const broker = {
      amqpUrl: `amqp://bob:${SECRET}@127.0.0.1:1`,
      managementUrl: `http://bob:${SECRET}@127.0.0.1:${port}`,
    };
    for (const format of ['text', 'json']) {
      const { code, stdout, stderr } = await topo(['plan', '--format', format], { inventory, broker });
      expect(code).toBe(1);
      for (const form of forms) expect(stdout + stderr).not.toContain(form);
    }
  });
});
