// The AMQP door against servers that are none, or whose certificate is not to be trusted.

import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { describe, expect, test } from 'vitest';
import { BrokerError, openAmqp } from '../../../src/broker/index.js';
import { closedPort, withHttp, withServer, withTcp } from './servers.js';

const secret = 's3c/r%t';
const login = `ann:${encodeURIComponent(secret)}`;
const pem = (name: string): Buffer => readFileSync(new URL(`tls/${name}`, import.meta.url));

/** Kind, message and remedy, with the URL as `URL`. */
async function failure(port: number, { scheme = 'amqp', ca }: { scheme?: string; ca?: Buffer } = {}): Promise<string> {
  const url = `${scheme}://${login}@127.0.0.1:${port}`;
  const settings = { vhost: '/', timeoutSeconds: 1, channels: 1, connectionName: 'test', ...(ca && { tls: { ca } }) };
  const error: unknown = await openAmqp({ ...settings, urls: [url] }).catch((thrown: unknown) => thrown);
  if (!(error instanceof BrokerError)) throw new Error(`no BrokerError: ${String(error)}`);
  const told = `${error.kind} | ${error.message} | ${error.remedy.text}`;
  expect(told).not.toContain(secret);
  expect(told).not.toContain('\n');
  return told.replaceAll(`${scheme}://ann:***@127.0.0.1:${port}`, 'URL');
}

async function withTls(name: string, work: (port: number) => Promise<string>): Promise<string> {
  return await withServer(tls.createServer({ key: pem(`${name}.key`), cert: pem(`${name}.crt`) }), work);
}

describe('TLS', () => {
  test('an unknown authority, another host, an old certificate', async () => {
    expect(await withTls('here', (port) => failure(port, { scheme: 'amqps' }))).toMatch(
      /^tls \| no TLS connection to URL: self-signed certificate \| name the authority .*--ca-cert FILE/,
    );
    expect(await withTls('elsewhere', (port) => failure(port, { scheme: 'amqps', ca: pem('elsewhere.crt') }))).toMatch(
      /^tls \| .* \| use the host name that the certificate is for$/,
    );
    expect(await withTls('expired', (port) => failure(port, { scheme: 'amqps', ca: pem('expired.crt') }))).toMatch(
      /^tls \| .*certificate has expired \| let the certificate be renewed/,
    );
  });
  test('amqps to a port without TLS, amqp to one with it', async () => {
    const plain = await withTcp(
      (socket) => socket.once('data', () => socket.end('AMQP\0\0\x09\x01')),
      (port) => failure(port, { scheme: 'amqps' }),
    );
    expect(plain).toMatch(
      /^tls \| no TLS connection to URL: wrong version number \| .*write amqp:\/\/ in --amqp-url .*5671/,
    );
    const alert = await withTcp(
      (socket) => socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 10]))),
      (port) => failure(port),
    );
    expect(alert).toMatch(/^tls \| TLS answers at URL, and not plain AMQP \| write amqps:\/\/ in --amqp-url/);
  });
});

describe('something else answers', () => {
  test('the management API', async () => {
    const told = await withHttp(
      (_, response) => response.end('{}'),
      (port) => failure(port),
    );
    expect(told).toMatch(/^not AMQP \| HTTP answers at URL, and not AMQP \| .*5672.*--amqp-url/);
  });
  test('a server that closes on what it cannot read, and answers HTTP', async () => {
    const told = await withTcp(
      (socket) =>
        socket.once('data', (data: Buffer) =>
          socket.end(data.toString().startsWith('GET') ? 'HTTP/1.1 200 OK\r\n\r\n' : ''),
        ),
      (port) => failure(port),
    );
    expect(told).toMatch(/^not AMQP \| HTTP answers at URL/);
  });
  test('another protocol, nobody, silence', async () => {
    const ssh = await withTcp(
      (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
      (port) => failure(port),
    );
    expect(ssh).toMatch(/^not AMQP \| what answers at URL is no AMQP 0-9-1 \| /);
    expect(await failure(await closedPort())).toMatch(/^refused \| nothing listens for AMQP at URL/);
    const silent = await withTcp(
      () => undefined,
      (port) => failure(port),
    );
    expect(silent).toBe(
      'timeout | URL did not answer within 1 s | check the address and the firewall, or allow more time with --timeout SECONDS',
    );
  });
});
