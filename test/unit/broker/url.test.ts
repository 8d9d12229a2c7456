// How a broker's URL is read and shown: what cannot be read is not shown, not in part either.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hideLogin, loginOf, mayHoldSecret, readUrl, showUrl, splitUrls, vhostOf } from '../../../src/broker/url.js';

describe('shown', () => {
  test.each([
    ['http://host:15672/', 'http://host:15672'],
    ['http://token@host', 'http://***@host'],
    ['http://user:secret@host:15672/prefix', 'http://user:***@host:15672/prefix'],
    ['amqp://user:s%2Fe@host/vhost', 'amqp://user:***@host/vhost'],
    ['amqps://:secret@host', 'amqps://:***@host'],
    ['http://user:se@cr@et@host', 'http://user:***@host'],
    ['https://h/?token=secret#secret', 'https://h'],
    ['amqp://odd:topsecret,tail@h:5672', 'amqp://odd:***@h:5672'],
  ])('%s', (text, shown) => {
    const url = readUrl(text, ['amqp', 'amqps', 'http', 'https']);
    expect(url instanceof URL && showUrl(url)).toBe(shown);
  });
});

describe('not read', () => {
  test.each([
    ['localhost', 'is no URL'],
    ['user:secret@host', 'is no amqp:// or amqps:// URL'],
    ['http://user:secret@host', 'is no amqp:// or amqps:// URL'],
    ['amqp:user:secret@host', 'names no host'],
    ['amqp://user:secret@', 'is no URL'],
    ['amqp://user:se/cret@host', 'is no URL'],
    ['amqp://user:12/cret@host', 'has an @ behind its host'],
    ['amqp://user:12?cret@host', 'has an @ behind its host'],
    ['amqp://user:12#cret@host', 'has an @ behind its host'],
    ['amqp://user:se\ncret@host', 'has a blank or a line end in it'],
    ['amqp://user:50%@host', 'has a % that is no escape'],
    ['amqp://host/50%', 'has a % that is no escape'],
    ['amqp://user:secret@one,two', 'names a host that is none'],
  ])('%j', (text, problem) => {
    const read = readUrl(text, ['amqp', 'amqps']);
    expect(read).toMatchObject({ problem });
    expect(JSON.stringify(read)).not.toContain('cret');
  });
});

test('a line end behind it, as a mounted secret has one, is none of it', () => {
  expect(readUrl('amqp://u:p@h\n', ['amqp'])).toBeInstanceOf(URL);
});

test.each([
  ['amqp://a:1@h1,amqps://b:2@h2', ['amqp://a:1@h1', 'amqps://b:2@h2']],
  ['amqp://a:1,2@h1', ['amqp://a:1,2@h1']],
  ['amqp://h1 , amqp://h2', ['amqp://h1', 'amqp://h2']],
])('several: %s', (text, urls) => {
  expect(splitUrls(text)).toEqual(urls);
});

test.each([
  ['http://us%40er:p%25%3A%2F@h', 'us@er', 'p%:/'],
  ['http://user:50%@h', 'user', '50%'],
  ['http://user@h', 'user', ''],
  ['http://h', '', ''],
])('the login of %s', (url, user, password) => {
  expect(loginOf(new URL(url))).toMatchObject({ user, password });
});

test.each([
  ['amqp://h', undefined],
  ['amqp://h/', undefined],
  ['amqp://h/%2F', '/'],
  ['amqp://h/a%252Fb', 'a%2Fb'],
])('the vhost of %s', (url, vhost) => {
  expect(vhostOf(new URL(url))).toBe(vhost);
});

test('no form of the password is left in a text from outside', () => {
  const login = loginOf(new URL('http://user:p%40s%2fs@h'));
  const base64 = Buffer.from('user:p@s/s').toString('base64');
  expect(hideLogin(`a p@s/s b p%40s%2Fs c p%40s%2fs d ${base64} user`, login)).toBe('a *** b *** c *** d *** user');
  expect(hideLogin('user guest', loginOf(new URL('http://guest:guest@h')))).toBe('user guest');
  expect(hideLogin('text', loginOf(new URL('http://user@h')))).toBe('text');
});

test.each([
  ['daemon=storage', false],
  ['inventory/', false],
  ['https://example.org/topo.yaml', false],
  ['/ci/job:12@main.json', false],
  ['amqp://user:secret@h', true],
  ['reply=amqp://user:secret@h', true],
  ['https://example.org/topo.yaml?token=secret', true],
  ['user:secret@h', true],
])('may hold a secret: %s', (word, expected) => {
  expect(mayHoldSecret(word)).toBe(expected);
});

test('whatever is in a password, neither the reading nor the showing has it', () => {
  const odd = fc.string({
    unit: fc.constantFrom('@', ':', '/', '?', '#', '%', ',', ';', ' ', '\n', '\\', '[', ']', 'é', '0', '1'),
    maxLength: 6,
  });
  fc.assert(
    fc.property(fc.tuple(odd, odd), fc.constantFrom('amqp', 'http', 'ftp', ''), ([before, after], scheme) => {
      const read = readUrl(`${scheme}://user:${before}s3cr3t${after}@host:5672/v`, ['amqp', 'amqps']);
      const told = read instanceof URL ? showUrl(read) : JSON.stringify(read);
      expect(told).not.toContain('s3cr3t');
    }),
    { numRuns: 2000 },
  );
});
