// The management door against servers that answer wrongly. What a real broker answers is in test/broker/live.test.ts.

import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { createGzip } from 'node:zlib';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { Reader } from '../../../src/broker/index.js';
import { BrokerError, canConnect, explainRefused, openManagement, openWriter } from '../../../src/broker/index.js';
import type { Binding } from '../../../src/topology/index.js';
import type { Respond } from './servers.js';
import { closedPort, withHttp, withHttps, withTcp } from './servers.js';

const secret = 's3c/r%t:p@s';
const login = `us%40er:${encodeURIComponent(secret)}`;
const forms = [secret, encodeURIComponent(secret), Buffer.from(`us@er:${secret}`).toString('base64')];
const pem = (name: string) => readFileSync(new URL(`tls/${name}`, import.meta.url));
const keyPair = (name: string) => ({ key: pem(`${name}.key`), cert: pem(`${name}.crt`) });

interface Tried {
  readonly path?: readonly string[];
  readonly scheme?: 'http' | 'https';
  readonly host?: string;
  readonly timeoutSeconds?: number;
  readonly ca?: Buffer;
}

/** Kind, message and remedy in one text, with the URL as `URL`; a leak of the password fails at once. */
async function failure(port: number, tried: Tried = {}): Promise<string> {
  const { path = ['queues', 'a/b'], scheme = 'http', host = '127.0.0.1', timeoutSeconds = 5, ca } = tried;
  const url = `${scheme}://${login}@${host}:${port}`;
  const reader = openManagement({ url, timeoutSeconds, ...(ca && { tls: { ca } }) });
  const error: unknown = await reader.get(path).then(
    (answer) => answer,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BrokerError)) throw new Error(`no BrokerError: ${inspect(error)}`);
  const shown = `${scheme}://us%40er:***@${host}:${port}`;
  const everything = [error.message, error.stack, error.url, error.remedy.text, JSON.stringify(error)].join('\n');
  for (const form of forms) {
    expect(everything).not.toContain(form);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(form);
  }
  expect(error.cause).toBeUndefined();
  expect(error.url).toBe(shown);
  expect(error.message).toContain(shown);
  return `${error.kind} | ${error.message.replaceAll(shown, 'URL')} | ${error.remedy.text}`;
}

const json =
  (status: number, body: unknown): Respond =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
const html =
  (status: number): Respond =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end('<html>Welcome</html>');
  };
const refused = (status: number, reason: string): Respond => json(status, { error: 'not_authorised', reason });
/** With the other spelling: the login failed. */
const failedLogin = (reason: string): Respond => json(401, { error: 'not_authorized', reason });

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

describe('something else answers', () => {
  test.each<[string, Respond, string]>([
    [
      'a web page',
      html(200),
      'URL answered 200 with text/html; charset=utf-8: that is not the RabbitMQ management API | is it a proxy',
    ],
    [
      'a proxy without its broker',
      html(502),
      'URL answered 502 with text/html; charset=utf-8: that is not the RabbitMQ management API | a proxy answers there, and cannot reach the broker',
    ],
    ['a page not found', html(404), 'URL answered 404 with text/html; charset=utf-8'],
    ['another JSON service', json(404, { message: 'no route' }), 'URL answered 404 with application/json: that is not'],
    ['nothing', (_, response) => response.end(), 'URL answered 200 with no content type: that is not'],
  ])('%s', async (_, respond, expected) => {
    expect(await withHttp(respond, (port) => failure(port))).toContain(`not the API | ${expected}`);
  });
  test('a redirect is not followed, and its password is not shown', async () => {
    let visits = 0;
    const elsewhere: Respond = (_, response) => {
      visits += 1;
      response.end('[]');
    };
    await withHttp(elsewhere, async (target) => {
      const redirect: Respond = (_, response) =>
        response.writeHead(302, { location: `http://${login}@127.0.0.1:${target}/` }).end();
      const told = await withHttp(redirect, (port) => failure(port));
      expect(told).toContain(`not the API | URL answered 302, a redirect: http://us%40er:***@127.0.0.1:${target} | `);
    });
    expect(visits).toBe(0);
  });
  test('AMQP', async () => {
    const told = await withTcp(
      (socket) => socket.once('data', () => socket.end('AMQP\u0000\u0000\u0009\u0001')),
      (port) => failure(port),
    );
    expect(told).toMatch(/^not the API \| AMQP answers at URL, and not HTTP \| .*15672/);
  });
  test('some other protocol', async () => {
    const told = await withTcp(
      (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
      (port) => failure(port),
    );
    expect(told).toMatch(/^not the API \| what answers at URL is no HTTP/);
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

describe('the broker says no', () => {
  test.each<[string, Respond, RegExp]>([
    [
      'wrong password, on 3.10',
      failedLogin('Login failed'),
      /^password \| URL refused the user "us@er" or its password: Login failed \| .*--management-url.*%XX/,
    ],
    [
      'wrong password, from 4.0 on',
      failedLogin('Not_Authorized'),
      /^password \| URL refused the user "us@er" or its password: Not_Authorized \| .*--management-url.*%XX/,
    ],
    [
      'no tag',
      refused(401, 'Not management user'),
      /^forbidden \| .*lacks the tag management: Not management user \| rabbitmqctl set_user_tags us@er management$/,
    ],
    ['a tag too few', refused(401, 'Not policymaker user'), /^forbidden \| .*lacks the tag policymaker/],
    [
      'no permission',
      refused(401, 'User not authorised to access virtual host'),
      /^forbidden \| user "us@er" may not read that in vhost "a\/b" .* \| .*: rabbitmqctl set_permissions -p a\/b us@er '\.\*' '\.\*' '\.\*'$/,
    ],
    [
      'no permission, on 4.3',
      json(404, { error: 'not_found', reason: 'Not Found' }),
      /^forbidden \| user "us@er" may not read that in vhost "a\/b" .*: Not Found \(4\.3 .*no right.*\) \| .*: rabbitmqctl set_permissions -p a\/b us@er/,
    ],
    [
      'the same as 403',
      refused(403, 'Access refused.'),
      /^forbidden \| .*Access refused\. \| .*: rabbitmqctl set_permissions/,
    ],
    [
      'guest from afar',
      refused(401, 'User can only log in via localhost'),
      /^forbidden \| .*from the broker’s own machine only.*add_user/,
    ],
    [
      'a proxy with a login of its own',
      html(401),
      /^password \| .*: HTTP 401, text\/html; charset=utf-8 \| .*a proxy in between wants a login of its own/,
    ],
    [
      'no vhost',
      json(404, { error: 'Object Not Found', reason: 'Not Found' }),
      /^no vhost \| there is no vhost "a\/b" at URL: Not Found \| .*--vhost; .*%2F.*: rabbitmqctl add_vhost a\/b$/,
    ],
    [
      'failed',
      json(500, { error: 'Internal Server Error', reason: 'no disk' }),
      /^failed \| URL answered 500 to GET \/api\/queues\/a%2Fb: no disk \| /,
    ],
    ['a reason that is no text', json(503, { error: 'x', reason: { a: 1 } }), /^failed \| .*\{"a":1\}/],
  ])('%s', async (_, respond, expected) => {
    expect(await withHttp(respond, (port) => failure(port))).toMatch(expected);
  });
  test('without a word: its request process crashed', async () => {
    const crash: Respond = (_, response) => response.writeHead(500, { 'content-length': '0' }).end();
    await withHttp(crash, async (port) => {
      expect(await failure(port)).toMatch(
        /^failed \| URL answered 500 to GET \/api\/queues\/a%2Fb, without a reason \| .*: rabbitmq-diagnostics log_tail$/,
      );
      expect(await failure(port, { path: ['bindings', '/'] })).toContain('a ~ in its routing key');
    });
  });
  test('404 of one object, and of the API itself', async () => {
    const missing = json(404, { error: 'Object Not Found', reason: 'Not Found' });
    await withHttp(missing, async (port) => {
      expect(await failure(port, { path: ['queues', '/', 'q'] })).toMatch(
        /^not found \| URL has nothing for GET \/api\/queues\/%2F\/q/,
      );
      expect(await failure(port, { path: ['overview'] })).toMatch(
        /^not the API \| .*check the path in --management-url/,
      );
    });
  });
  test('somebody who shows our request again', async () => {
    const echo: Respond = ({ headers }, response) => {
      const reason = `${String(headers.authorization)} ${secret} ${encodeURIComponent(secret)}`;
      response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ error: 'x', reason }));
    };
    expect(await withHttp(echo, (port) => failure(port))).toContain(': Basic *** *** *** |');
  });
});

describe('what is sent', () => {
  interface Seen {
    readonly line: string;
    readonly authorization: string | undefined;
  }
  async function record(work: (url: string) => Promise<unknown>, status = 200): Promise<readonly Seen[]> {
    const seen: Seen[] = [];
    const respond: Respond = ({ method = '', url = '', headers }, response) => {
      seen.push({ line: `${method} ${url}`, authorization: headers.authorization });
      json(status, status === 404 ? { error: 'Object Not Found', reason: 'Not Found' } : [])({} as never, response);
    };
    await withHttp(respond, (port) => work(`http://${login}@127.0.0.1:${port}`));
    return seen;
  }
  const lines = (seen: readonly Seen[]): readonly string[] => seen.map(({ line }) => line);

  test('every segment and value is escaped, a prefix is kept, the login decoded', async () => {
    const seen = await record(async (url) => {
      const ask = (base: string) => openManagement({ url: base, timeoutSeconds: 5 });
      await ask(url).get(['queues', 'a/b% c?#+ü'], { disable_stats: true, name: '^(a+b c)$&x=1', page: 1 });
      await ask(`${url}/`).get(['overview']);
      await ask(`${url}/rabbit/mq`).get(['overview']);
      await ask(`${url}/rabbit/mq/`).get(['overview']);
    });
    expect(lines(seen)).toEqual([
      'GET /api/queues/a%2Fb%25%20c%3F%23%2B%C3%BC?disable_stats=true&name=%5E(a%2Bb%20c)%24%26x%3D1&page=1',
      'GET /api/overview',
      'GET /rabbit/mq/api/overview',
      'GET /rabbit/mq/api/overview',
    ]);
    expect(new Set(seen.map(({ authorization }) => authorization))).toEqual(new Set([`Basic ${forms[2] ?? ''}`]));
  });
  test.each(['', '.', '..'])('a name that no URL can hold is refused: %j', async (name) => {
    const seen = await record(async (url) => {
      const asked = openManagement({ url, timeoutSeconds: 5 }).get(['queues', name]);
      await expect(asked).rejects.toMatchObject({ kind: 'failed', name: 'BrokerError' });
    });
    expect(seen).toEqual([]);
  });
  test('a Reader can only GET', async () => {
    expectTypeOf<keyof Reader>().toEqualTypeOf<'url' | 'get'>();
    const seen = await record(async (url) => {
      const reader = openManagement({ url, timeoutSeconds: 5 });
      expect(Object.keys(reader).sort()).toEqual(['get', 'url']);
      await reader.get(['x']);
    });
    expect(lines(seen)).toEqual(['GET /api/x']);
  });
  test('the environment’s proxy is not used', async () => {
    const before = { ...process.env };
    const port = await closedPort();
    Object.assign(process.env, { HTTP_PROXY: `http://127.0.0.1:${port}`, http_proxy: `http://127.0.0.1:${port}` });
    try {
      expect(await record((url) => openManagement({ url, timeoutSeconds: 5 }).get(['x']))).toHaveLength(1);
    } finally {
      process.env = before;
    }
  });
  test('one connection is kept for many requests, and replaced when the server has closed it', async () => {
    let connections = 0;
    const talk = (socket: Socket): void => {
      connections += 1;
      const mine = connections;
      let requests = 0;
      socket.on('data', () => {
        requests += 1;
        // The first connection dies when it is used for the third time.
        if (mine === 1 && requests === 3) socket.destroy();
        else socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]');
      });
    };
    await withTcp(talk, async (port) => {
      const reader = openManagement({ url: `http://127.0.0.1:${port}`, timeoutSeconds: 5 });
      for (let count = 0; count < 4; count += 1) expect(await reader.get(['x'])).toEqual([]);
    });
    expect(connections).toBe(2);
  });

  const bare: Binding = { source: 's/1', destination: 'd %', destinationType: 'queue', routingKey: '', arguments: {} };
  const binding: Binding = { ...bare, propertiesKey: 'a+%7E~x-Y' };
  test('a binding is deleted by its properties_key', async () => {
    const seen = await record(async (url) => {
      const writer = openWriter({ url, timeoutSeconds: 5 });
      await writer.deleteBinding('a/b', binding);
      await writer.deleteBinding('/', { ...binding, destinationType: 'exchange' });
      await expect(writer.deleteBinding('/', bare)).rejects.toThrow('no properties_key');
    });
    expect(lines(seen)).toEqual([
      'DELETE /api/bindings/a%2Fb/e/s%2F1/q/d%20%25/a%2B%257E~x-Y',
      'DELETE /api/bindings/%2F/e/s%2F1/e/d%20%25/a%2B%257E~x-Y',
    ]);
  });
  test('a binding that is gone already is fine', async () => {
    const seen = await record((url) => openWriter({ url, timeoutSeconds: 5 }).deleteBinding('/', binding), 404);
    expect(seen).toHaveLength(1);
  });
});

test('a policy has longer: who gives up ends what RabbitMQ does half-way', async () => {
  const slow: Respond = (_, response) => void setTimeout(() => response.writeHead(204).end(), 300);
  await withHttp(slow, async (port) => {
    const writer = openWriter({ url: `http://127.0.0.1:${port}`, timeoutSeconds: 0.1 });
    const policy = { name: 'p', pattern: '^x$', applyTo: 'exchanges', priority: 0, definition: {} };
    await expect(writer.setPolicy('/', policy)).resolves.toBeUndefined();
    await expect(writer.clearPolicy('/', 'p')).resolves.toBeUndefined();
    const binding: Binding = {
      source: 's',
      destination: 'd',
      destinationType: 'queue',
      routingKey: '',
      arguments: {},
      propertiesKey: '~',
    };
    await expect(writer.deleteBinding('/', binding)).rejects.toMatchObject({ kind: 'timeout' });
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
