import { describe, expect, test } from 'vitest';
import { BrokerError, hideLogin, loginOf, redactUrl } from '../../../src/broker/errors.js';
import { shellWord } from '../../../src/text/index.js';

describe('a URL without its password', () => {
  test.each([
    ['http://host:15672/', 'http://host:15672/'],
    ['http://user@host', 'http://user@host'],
    ['http://user:secret@host:15672/prefix', 'http://user:***@host:15672/prefix'],
    ['amqp://user:s%2Fe@host/vhost', 'amqp://user:***@host/vhost'],
    ['amqps://:secret@host', 'amqps://:***@host'],
    ['amqp://user:@host', 'amqp://user:***@host'],
    ['user:secret@host', 'user:***@host'],
    // No valid URLs, or URLs of something else: the password must not show all the same.
    ['amqp://user:se/cret@host', 'amqp://user:***@host'],
    ['http://user:12/cret@host', 'http://user:***@host'],
    ['http://user:se#cr?et@host', 'http://user:***@host'],
    ['http://user:se@cr@et@host', 'http://user:***@host'],
    ['http://user:se\ncret@host', 'http://user:***@host'],
    ['amqp:user:secret@host', 'amqp:***@host'],
    ['amqp://a:one@h1,amqp://b:two@h2', 'amqp://a:***@h2'],
  ])('%j', (url, expected) => {
    expect(redactUrl(url)).toBe(expected);
  });
});

test.each([
  ['http://us%40er:p%25%3A%2F@h', 'us@er', 'p%:/'],
  ['http://user:50%@h', 'user', '50%'],
  ['http://user@h', 'user', ''],
  ['http://h', '', ''],
])('the login of %s', (url, user, password) => {
  expect(loginOf(new URL(url))).toMatchObject({ user, password });
});

test('no form of the password is left in a text from outside', () => {
  const login = loginOf(new URL('http://user:p%40s%2fs@h'));
  const base64 = Buffer.from('user:p@s/s').toString('base64');
  expect(hideLogin(`a p@s/s b p%40s%2Fs c p%40s%2fs d ${base64} user`, login)).toBe('a *** b *** c *** d *** user');
  expect(hideLogin('user guest', loginOf(new URL('http://guest:guest@h')))).toBe('user guest');
  expect(hideLogin('text', loginOf(new URL('http://user@h')))).toBe('text');
});

test('the message carries the reason, and everything stays readable apart', () => {
  const error = new BrokerError({
    kind: 'failed',
    message: 'it failed',
    reason: 'no disk',
    remedy: 'buy one',
    url: 'u',
  });
  expect(error).toMatchObject({
    name: 'BrokerError',
    message: 'it failed: no disk',
    reason: 'no disk',
    remedy: 'buy one',
  });
  expect(new BrokerError({ kind: 'failed', message: 'it failed', reason: '', remedy: 'r', url: 'u' }).message).toBe(
    'it failed',
  );
});

test.each([
  ['/', '/'],
  ['a b', "'a b'"],
  ["it's", "'it'\\''s'"],
  ['', "''"],
])('shell word %j', (text, expected) => {
  expect(shellWord(text)).toBe(expected);
});
