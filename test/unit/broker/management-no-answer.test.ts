// The management door where no answer comes, not all of it, or too much: what is said, and when it gives up.

import { createGzip } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { canConnect, explainRefused, openManagement } from '../../../src/broker/index.js';
import { failure, json, keyPair, login, pem } from './failing-management.js';
import type { Respond } from './servers.js';
import { closedPort, withHttp, withHttps, withTcp } from './servers.js';

describe('no answer', () => {
  test('nothing listens', async () => {
    const port = await closedPort();
    const told = await failure(port);
    expect(told).toMatch(/^refused \| nothing listens for the management API at URL: connect ECONNREFUSED/);
    expect(told).toContain('rabbitmq-plugins enable rabbitmq_management');
    expect(told).toContain('--management-url');
    expect(await failure(port, { host: 'localhost' })).toMatch(/^refused /);
  });
  test('nothing listens, and AMQP answers beside it', async () => {
    const port = await closedPort();
    await withTcp(
      () => undefined,
      async (amqp) => {
        const amqpUrl = `amqp://${login}@127.0.0.1:${amqp}/x`;
        const reader = openManagement({ url: `http://${login}@127.0.0.1:${port}`, timeoutSeconds: 5 });
        const error = await reader.get(['overview']).catch((thrown: unknown) => thrown);
        expect(await explainRefused(error, amqpUrl, 1)).toMatchObject({
          kind: 'no management',
          message: `AMQP answers at amqp://us%40er:***@127.0.0.1:${amqp}/x, but nothing listens for HTTP at http://us%40er:***@127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}`,
        });
        expect(await explainRefused(error, `amqp://127.0.0.1:${port}`, 1)).toBe(error);
        expect(await explainRefused(error, 'nonsense', 1)).toBe(error);
        expect(await explainRefused(new Error('other'), amqpUrl, 1)).toEqual(new Error('other'));
        expect(await canConnect('127.0.0.1', amqp, 1)).toBe(true);
        expect(await canConnect('127.0.0.1', port, 1)).toBe(false);
      },
    );
  });
  test('an unknown host', async () => {
    expect(await failure(15672, { host: 'no-such-host.invalid' })).toMatch(
      /^unreachable \| the host of URL is not known: getaddrinfo E\w+ no-such-host.invalid \| check the name/,
    );
  });
  test('it hangs before the answer, or in the middle of it', async () => {
    const expected = /^timeout \| URL did not answer GET \/api\/queues\/a%2Fb within 0.2 s \| .*--timeout SECONDS/;
    const silent: Respond = () => undefined;
    const stuck: Respond = (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).write('[1,');
    for (const respond of [silent, stuck])
      expect(await withHttp(respond, (port) => failure(port, { timeoutSeconds: 0.2 }))).toMatch(expected);
  });
  test('a slow answer that goes on arriving is no time-out', async () => {
    const slow: Respond = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('[1');
      let left = 8;
      const timer = setInterval(() => {
        response.write(',1');
        if (--left > 0) return;
        clearInterval(timer);
        response.end(']');
      }, 100);
    };
    await withHttp(slow, async (port) => {
      const reader = openManagement({ url: `http://127.0.0.1:${port}`, timeoutSeconds: 0.5 });
      expect(await reader.get(['x'])).toHaveLength(9);
    });
  });
});

describe('an answer that is cut', () => {
  test.each<[string, number, Record<string, string>]>([
    ['shorter than it said', 200, { 'content-type': 'application/json', 'content-length': '100' }],
    ['without the last chunk', 200, { 'content-type': 'application/json' }],
    ['an error shorter than it said', 500, { 'content-type': 'application/json', 'content-length': '100' }],
  ])('%s', async (_, status, headers) => {
    const cut: Respond = (request, response) => {
      response.writeHead(status, headers).write('[{"name"', () => request.socket.end());
    };
    expect(await withHttp(cut, (port) => failure(port))).toMatch(
      /^cut \| URL closed the connection in the middle of GET \/api\/queues\/a%2Fb: .* \| try again/,
    );
  });
  test('where the end of the connection is the end of the answer', async () => {
    const told = await withTcp(
      (socket) =>
        socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n[{"na')),
      (port) => failure(port),
    );
    expect(told).toMatch(
      /^cut \| the answer of URL to GET \/api\/queues\/a%2Fb ends in the middle: 5 characters of JSON came/,
    );
  });
  test('closed without a word', async () => {
    const told = await withTcp(
      (socket) => socket.once('data', () => socket.destroy()),
      (port) => failure(port),
    );
    expect(told).toMatch(/^cut \| URL closed the connection without an answer: socket hang up \| .*https:\/\//);
  });
});

describe('TLS', () => {
  const fine = json(200, []);
  const https = { scheme: 'https' } as const;

  test('an unknown authority, a known one', async () => {
    await withHttps(keyPair('here'), fine, async (port) => {
      expect(await failure(port, https)).toMatch(
        /^tls \| no TLS connection to URL: self-signed certificate \| .*--ca-cert FILE/,
      );
      const url = `https://127.0.0.1:${port}`;
      expect(await openManagement({ url, timeoutSeconds: 5, tls: { ca: pem('here.crt') } }).get(['x'])).toEqual([]);
    });
  });
  test('a certificate for another host, and an old one', async () => {
    const told = await withHttps(keyPair('elsewhere'), fine, (port) =>
      failure(port, { ...https, ca: pem('elsewhere.crt') }),
    );
    expect(told).toMatch(/^tls .* \| use the host name that the certificate is for/);
    const old = await withHttps(keyPair('expired'), fine, (port) =>
      failure(port, { ...https, ca: pem('expired.crt') }),
    );
    expect(old).toMatch(/^tls \| .*certificate has expired \| let the certificate be renewed/);
  });
  test('a server that wants a certificate of ours', async () => {
    const strict = { ...keyPair('here'), requestCert: true, rejectUnauthorized: true };
    const told = await withHttps(strict, fine, (port) => failure(port, { ...https, ca: pem('here.crt') }));
    expect(told).toMatch(/^tls \| .*certificate required \| .*--client-cert FILE --client-key FILE/);
  });
  test('https to a port without TLS, http to a port with it', async () => {
    const plain = await withHttp(fine, (port) => failure(port, https));
    expect(plain).toMatch(/^tls \| no TLS connection to URL: wrong version number \| .*write http:\/\//);
    // How Erlang's TLS answers plain text: an alert.
    const alert = await withTcp(
      (socket) => socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 10]))),
      (port) => failure(port),
    );
    expect(alert).toMatch(/^tls \| TLS answers at URL, and not plain HTTP \| write https:\/\//);
  });
});

test('an answer of 110 MB is read', async () => {
  const row = JSON.stringify({ name: 'storage-54-98', filler: 'x'.repeat(1000) });
  const body = `[${Array.from({ length: 108_000 }, () => row).join(',')}]`;
  expect(body.length).toBeGreaterThan(110_000_000);
  const respond: Respond = (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  };
  await withHttp(respond, async (port) => {
    const rows = await openManagement({ url: `http://127.0.0.1:${port}`, timeoutSeconds: 30 }).get(['queues', '/']);
    expect(rows).toHaveLength(108_000);
  });
});

describe('an end to every answer', () => {
  const endless: Respond = (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    const zip = createGzip();
    zip.pipe(response);
    const piece = Buffer.alloc(2 ** 22, ' ');
    const more = (): void => void zip.write(piece, more);
    more();
  };
  test('one that is too large, unpacked', async () => {
    expect(await withHttp(endless, (port) => failure(port))).toMatch(
      /^too large \| the answer of URL to GET \S+ is larger than 256 MiB, and topo takes no more \| /,
    );
  });
  test('one that comes drop by drop', { timeout: 30_000 }, async () => {
    const drops: Respond = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => {
        clearInterval(timer);
      });
    };
    expect(await withHttp(drops, (port) => failure(port, { timeoutSeconds: 0.05 }))).toMatch(
      /^timeout \| URL did not answer GET/,
    );
  });
  test('the operator does not wait', async () => {
    const silent: Respond = () => undefined;
    const stop = new AbortController();
    await withHttp(silent, async (port) => {
      const url = `http://127.0.0.1:${port}`;
      const asked = openManagement({ url, timeoutSeconds: 30, giveUp: stop.signal }).get(['x']);
      stop.abort();
      await expect(asked).rejects.toMatchObject({ kind: 'interrupted' });
    });
  });
});
