// "At your own broker" of the README: both doors behind TLS, with an authority of one's own by either way, and a certificate of
// the client. The names of the variables are the README's.

import { connect } from 'node:net';
import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { topo } from '../support/topo.js';
import type { TestVhost } from '../support/vhost.js';
import { withServer } from '../unit/broker/servers.js';

const pem = (name: string): string => fileURLToPath(new URL(`../unit/broker/tls/${name}`, import.meta.url));
const inventory = readFileSync(new URL('../../examples/small/topo.yaml', import.meta.url), 'utf8');
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

const ways: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['TOPO_CA_CERT', { TOPO_CA_CERT: pem('here.crt') }],
  ['NODE_EXTRA_CA_CERTS', { NODE_EXTRA_CA_CERTS: pem('here.crt') }],
];

brokerTest('TLS at both doors, by each way to name an authority', async ({ vhost }) => {
  const client = { TOPO_CLIENT_CERT: pem('here.crt'), TOPO_CLIENT_KEY: pem('here.key') };
  await behindTls(vhost, async (env) => {
    for (const [way, authority] of ways) {
      expect(readme).toContain(way);
      expect(await topo(['apply', '--yes'], { inventory, env: { ...env, ...client, ...authority } })).toMatchObject({
        code: 0,
      });
      expect(await topo(['verify'], { inventory, env: { ...env, ...client, ...authority } })).toMatchObject({
        code: 0,
      });
    }
    const unknown = await topo(['plan'], { inventory, env: { ...env, ...client } });
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('--ca-cert FILE') });
  });
});

/** Both ask the client for a certificate. */
async function behindTls(
  vhost: TestVhost,
  work: (env: Readonly<Record<string, string>>) => Promise<void>,
): Promise<void> {
  const door = (target: string): tls.Server => {
    const { hostname, port } = new URL(target);
    const cert = readFileSync(pem('here.crt'));
    const options = { cert, key: readFileSync(pem('here.key')), ca: cert, requestCert: true };
    return tls.createServer(options, (socket) => {
      const behind = connect(Number(port), hostname);
      socket.on('error', () => behind.destroy());
      behind.on('error', () => socket.destroy());
      socket.pipe(behind).pipe(socket);
    });
  };
  const at = (target: string, scheme: string, port: number): string => {
    const { username, password, pathname } = new URL(target);
    return `${scheme}://${username}:${password}@127.0.0.1:${port}${pathname}`;
  };
  await withServer(door(vhost.amqpUrl), (amqp) =>
    withServer(door(vhost.managementUrl), (management) =>
      work({
        TOPO_AMQP_URL: at(vhost.amqpUrl, 'amqps', amqp),
        TOPO_MANAGEMENT_URL: at(vhost.managementUrl, 'https', management),
      }),
    ),
  );
}
