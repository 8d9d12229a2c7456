import { expect, test } from 'vitest';
import { BrokerError } from '../../../src/broker/errors.js';
import { commandLine, say, shellWord } from '../../../src/text/index.js';

test('the message carries the reason, and everything stays readable apart', () => {
  const error = new BrokerError({
    kind: 'failed',
    message: 'it failed',
    reason: 'no disk',
    remedy: say`buy one`,
    url: 'u',
  });
  expect(error).toMatchObject({
    name: 'BrokerError',
    message: 'it failed: no disk',
    reason: 'no disk',
    remedy: { text: 'buy one' },
  });
  expect(new BrokerError({ kind: 'failed', message: 'it failed', reason: '', remedy: say`r`, url: 'u' }).message).toBe(
    'it failed',
  );
});

test.each([
  ['/', '/'],
  ['a b', "'a b'"],
  ["it's", "'it'\\''s'"],
  ['', "''"],
  ['storage-54-1;touch pwned', "'storage-54-1;touch pwned'"],
  ['a\nb\u001b[31m', "$'a\\x0ab\\x1b[31m'"],
  ["it's\u202e", "$'it\\'s\\xe2\\x80\\xae'"],
])('shell word %j', (text, expected) => {
  expect(shellWord(text)).toBe(expected);
});

test('a command: each word is quoted', () => {
  expect(commandLine('topo', 'apply', '--adopt', '$(id)')).toBe("topo apply --adopt '$(id)'");
});
