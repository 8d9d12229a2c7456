// Sentences know what is a name in them, and commands are quoted wherever they are made.

import { describe, expect, test } from 'vitest';
import type { Sentence } from '../../../src/text/index.js';
import { BLANK, command, plain, say, sayAll } from '../../../src/text/index.js';

const shown = ({ text, form }: Sentence): readonly string[] => [text, form.replaceAll(BLANK, '*')];

describe('a sentence and its form', () => {
  test.each<[string, Sentence, string, string]>([
    ['names and numbers are blanks', say`${7} messages in ${'vm-1'}`, '7 messages in vm-1', '* messages in *'],
    ['what is plain is not', say`${plain('queue')} ${'vm-1'} goes`, 'queue vm-1 goes', 'queue * goes'],
    ['one in another', say`not replaced: ${say`${2} left`}`, 'not replaced: 2 left', 'not replaced: * left'],
    ['a command is a blank', say`mend it: ${command`topo apply`}`, 'mend it: topo apply', 'mend it: *'],
    ['several', sayAll([say`a ${1}`, plain('b')], '; '), 'a 1; b', 'a *; b'],
    ['none', sayAll([], '; '), '', ''],
  ])('%s', (_, sentence, text, form) => {
    expect(shown(sentence)).toEqual([text, form]);
  });
});

test('its pieces together are its text, also in another sentence', () => {
  const inner = say`throw it away: ${command`rabbitmqctl purge_queue ${'a b'}`}; or wait`;
  const { text, pieces = [] } = say`${'vm-1'}: ${inner}.`;
  expect(pieces.map((piece) => (typeof piece === 'string' ? piece : piece.command)).join('')).toBe(text);
  expect(pieces.filter((piece) => typeof piece !== 'string')).toEqual([{ command: "rabbitmqctl purge_queue 'a b'" }]);
  expect(say`no command`).not.toHaveProperty('pieces');
});

test.each([
  ['vm-1', 'vm-1'],
  ['storage-54-1;touch pwned', "'storage-54-1;touch pwned'"],
  ["it's", "'it'\\''s'"],
  ['', "''"],
  ['$(id)', "'$(id)'"],
  ['a\nb', "$'a\\x0ab'"],
  ['zero\u200bwidth', "$'zero\\xe2\\x80\\x8bwidth'"],
])('the word %j of a command', (word, quoted) => {
  expect(command`topo ${word} end`).toEqual({ command: `topo ${quoted} end` });
});
