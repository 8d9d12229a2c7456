// What RabbitMQ, OpenSSL and the network say → what it means and what to do; and which right a refused call lacked.

import { describe, expect, test } from 'vitest';
import type { AmqpCall } from '../../../src/broker/index.js';
import type { BrokerErrorKind } from '../../../src/broker/index.js';
import { explainConnect } from '../../../src/broker/known/known.js';
import { explainRefusal } from '../../../src/broker/known/rights.js';
import { amqpDoor, managementDoor } from '../../../src/broker/known/row.js';

const here = { door: amqpDoor, url: 'URL', user: 'ann', vhost: 'my cloud', seconds: 5 };

describe('why a vhost was not opened', () => {
  test.each<[string, BrokerErrorKind, RegExp, string]>([
    [
      "NOT_ALLOWED - access to vhost 'my cloud' refused for user 'ann': connection limit (0) is reached",
      'forbidden',
      /^vhost "my cloud" at URL takes no more connections/,
      `rabbitmqctl set_vhost_limits -p 'my cloud' '{"max-connections": -1}'`,
    ],
    [
      "NOT_ALLOWED - connection refused for user 'ann': user connection limit (0) is reached",
      'forbidden',
      /^user "ann" may open no more connections/,
      'rabbitmqctl set_user_limits ann',
    ],
    [
      'NOT_ALLOWED - connection refused: node connection limit (10) is reached',
      'forbidden',
      /^the node at URL takes no more/,
      'connection_max',
    ],
    [
      "NOT_ALLOWED - number of channels opened for user 'ann' has reached the maximum allowed user limit of 0",
      'forbidden',
      /^URL lets this user open no channel/,
      'max-channels',
    ],
    ['NOT_ALLOWED - vhost my cloud not found', 'no vhost', /^there is no vhost "my cloud"/, "add_vhost 'my cloud'"],
    [
      "NOT_ALLOWED - access to vhost 'my cloud' refused for user 'ann'",
      'forbidden',
      /^user "ann" has no right on vhost "my cloud"/,
      "set_permissions -p 'my cloud' ann '.*'",
    ],
    [
      "INTERNAL_ERROR - access to vhost 'my cloud' refused for user 'ann': vhost 'my cloud' is down",
      'failed',
      /^vhost "my cloud" at URL is down/,
      "restart_vhost -p 'my cloud'",
    ],
    [
      'ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN.',
      'password',
      /^URL refused the user or the password for AMQP/,
      '--amqp-url',
    ],
    [
      "ACCESS_REFUSED - user 'guest' can only connect via localhost",
      'forbidden',
      /from the broker’s own machine only/,
      'add_user',
    ],
  ])('%s', (words, kind, message, remedy) => {
    const error = explainConnect({ code: '', words }, here);
    expect(error).toMatchObject({ kind, message: expect.stringMatching(message) });
    expect(error.remedy.text).toContain(remedy);
    expect(error.message).toContain(words);
  });
});

const WRONG = 'C0BC:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/ssl.c:354:\n';

describe('the same for both doors', () => {
  test.each<[string, string, string, RegExp, RegExp]>([
    ['ECONNREFUSED', 'connect ECONNREFUSED', 'refused', /nothing listens for/, /name its address with|start RabbitMQ/],
    ['ENOTFOUND', 'getaddrinfo ENOTFOUND h', 'unreachable', /the host of URL is not known/, /check the name in/],
    ['EHOSTUNREACH', 'connect EHOSTUNREACH', 'unreachable', /no way to the host/, /firewall/],
    ['', 'connect ETIMEDOUT', 'timeout', /did not answer .*within 5 s/, /--timeout SECONDS/],
    ['EPROTO', WRONG, 'tls', /no TLS connection to URL: wrong version number$/, /without TLS answers there/],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed', 'tls', /no TLS/, /--ca-cert FILE/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'altnames', 'tls', /no TLS/, /host name that the certificate is for/],
    ['CERT_HAS_EXPIRED', 'expired', 'tls', /no TLS/, /be renewed/],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'alert', 'tls', /no TLS/, /--client-cert FILE --client-key FILE/],
  ])('%s %s', (code, words, kind, message, remedy) => {
    for (const door of [amqpDoor, managementDoor]) {
      const error = explainConnect({ code, words }, { ...here, door, doing: 'GET /api/x' });
      expect(error).toMatchObject({
        kind,
        message: expect.stringMatching(message),
        remedy: { text: expect.stringMatching(remedy) },
      });
      expect(error.message).not.toContain('deps');
    }
  });
});

describe('the right that a refused call lacked', () => {
  const bind: AmqpCall = {
    call: 'bind',
    binding: { source: 'x', destination: 'q', destinationType: 'queue', routingKey: '', arguments: {} },
  };
  const between: AmqpCall = { ...bind, binding: { ...bind.binding, destination: 'y', destinationType: 'exchange' } };
  const withDeadLetters: AmqpCall = {
    call: 'declare queue',
    name: 'q',
    durable: true,
    exclusive: false,
    arguments: { 'x-dead-letter-exchange': 'dead' },
  };
  const said = (kind: string, name: string, right = ''): string =>
    `ACCESS_REFUSED - ${right}access to ${kind} '${name}' in vhost '/' refused for user 'ann'`;
  test.each<[string, AmqpCall, string, string]>([
    ['bind', bind, said('queue', 'q'), 'write permission on queue q'],
    ['bind', bind, said('exchange', 'x'), 'read permission on exchange x'],
    ['unbind', { ...bind, call: 'unbind' }, said('queue', 'q'), 'write permission on queue q'],
    ['between exchanges', between, said('exchange', 'y'), 'write permission on exchange y'],
    ['between exchanges', between, said('exchange', 'x'), 'read permission on exchange x'],
    ['declare', withDeadLetters, said('queue', 'q'), 'configure permission on queue q'],
    ['declare', withDeadLetters, said('queue', 'q', 'read '), 'read permission on queue q'],
    ['declare', withDeadLetters, said('exchange', 'dead'), 'write permission on exchange dead'],
  ])('%s: %s, %s', (_, call, reason, means) => {
    const told = explainRefusal({ code: 403, reason }, call, { user: 'ann', vhost: '/' });
    expect(told.means).toBe(`user "ann" lacks the ${means}`);
    expect(told.remedy?.text).toContain('rabbitmqctl list_user_permissions ann');
  });
  test('limits, and words that say all', () => {
    const about = { user: 'ann', vhost: '/' };
    const full = "PRECONDITION_FAILED - cannot declare queue 'q': queue limit in vhost '/' (5) is reached";
    expect(explainRefusal({ code: 406, reason: full }, bind, about).remedy?.text).toContain('set_vhost_limits -p /');
    expect(explainRefusal({ code: 406, reason: 'PRECONDITION_FAILED - inequivalent arg' }, bind, about)).toEqual({});
    expect(explainRefusal({ code: 403, reason: 'ACCESS_REFUSED - reserved name' }, bind, about)).toEqual({});
  });
});
