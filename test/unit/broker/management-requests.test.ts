// What the management door sends: the path, the login and no more, and how long each request has.

import type { Socket } from 'node:net';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { Reader } from '../../../src/broker/index.js';
import { openManagement, openWriter } from '../../../src/broker/index.js';
import type { Binding } from '../../../src/topology/index.js';
import { forms, json, login } from './failing-management.js';
import type { Respond } from './servers.js';
import { closedPort, withHttp, withTcp } from './servers.js';

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
