// The management door where the answer is a refusal, or something else answers. What a real broker answers is in
// test/broker/live.test.ts.

import { describe, expect, test } from 'vitest';
import { failure, html, json, login, refused, secret } from './failing-management.js';
import type { Respond } from './servers.js';
import { withHttp, withTcp } from './servers.js';

/** With the other spelling: the login failed. */
const failedLogin = (reason: string): Respond => json(401, { error: 'not_authorized', reason });

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
