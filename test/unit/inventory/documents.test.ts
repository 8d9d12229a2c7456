// What is no inventory as a whole: several documents, another YAML, another version, another root, no text.

import { describe, expect, test } from 'vitest';
import { readInventory } from '../../../src/inventory/index.js';
import { linesOf } from '../../support/problem-lines.js';

describe('documents and directives', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'a second document',
      `version: 1
daemons: { a: { scope: global } }
---
version: 1`,
      [
        '3:1  a second YAML document begins here | expected: one document in a file | hint: put it into a file of its own',
      ],
    ],
    [
      'a second one behind ...',
      `version: 1
daemons: { a: { scope: global } }
...
daemons: { b: { scope: global } }`,
      [
        '4:1  a second YAML document begins here | expected: one document in a file | hint: put it into a file of its own',
      ],
    ],
    [
      'a second one that is broken is not looked at',
      `version: 1
daemons: { a: { scope: global } }
--- [`,
      [
        '3:1  a second YAML document begins here | expected: one document in a file | hint: put it into a file of its own',
      ],
    ],
    [
      'YAML 1.1',
      `%YAML 1.1
---
version: 1
daemons: { a: { scope: global } }`,
      ['1:1  the file is written for YAML 1.1 | expected: YAML 1.2 | hint: take this line out'],
    ],
    [
      'YAML 1.3',
      `%YAML 1.3
---
version: 1
daemons: { a: { scope: global } }`,
      ['1:1  the file is written for YAML 1.3 | expected: YAML 1.2 | hint: take this line out'],
    ],
    [
      'another version of the format',
      `version: 2
dæmons: []`,
      ['1:10  "version" is 2 | expected: version: 1, the only one that this topo knows | hint: is this topo too old?'],
    ],
    [
      'a version in quotes',
      `version: "1"
daemons: { a: { scope: global } }`,
      ['1:10  "version" is the text "1" | expected: 1 | hint: take the quotes away'],
    ],
    ['no version', 'daemons: { a: { scope: global } }', ['1:1  the file has no "version" | expected: version: 1']],
    [
      'an empty version',
      `version:
daemons: { a: { scope: global } }`,
      ['1:1  "version" is left empty | expected: 1'],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(linesOf(yaml)).toEqual(expected);
  });
});

describe('files that are no mapping', () => {
  test.each<[string, string, readonly string[]]>([
    ['nothing at all', '', ['1:1  the file is empty | expected: version: 1, and below it daemons and clusters']],
    [
      'only marks',
      `---
...`,
      ['1:1  the file is empty | expected: version: 1, and below it daemons and clusters'],
    ],
    ['a list', '- version: 1', ['1:1  the file is a list | expected: version: 1, and below it daemons and clusters']],
    [
      'a text',
      'version 1',
      ['1:1  the file is a single value | expected: version: 1, and below it daemons and clusters'],
    ],
    [
      'a quoted text',
      '"version: 1"',
      ['1:1  the file is a single value | expected: version: 1, and below it daemons and clusters'],
    ],
    ['null', '~', ['1:1  the file is a single value | expected: version: 1, and below it daemons and clusters']],
  ])('%s', (_, yaml, expected) => {
    expect(linesOf(yaml)).toEqual(expected);
  });
});

test.each<[string, Uint8Array | string, readonly string[]]>([
  [
    'a comment alone',
    '# nothing yet\n',
    ['1:1  the file is empty | expected: version: 1, and below it daemons and clusters'],
  ],
  [
    'a NUL character',
    'version: 1\nvhost: a\0b',
    [
      '2:9  the file holds a NUL character | expected: text | hint: take it out, or write it as an escape in double quotes',
    ],
  ],
  [
    'another control character',
    'version: 1\nvhost: \u001b[2J',
    [
      '2:8  the file holds the control character U+001B | expected: text | hint: take it out, or write it as an escape in double quotes',
    ],
  ],
  [
    'a byte that is no UTF-8',
    Buffer.from('version: 1\nvhost: Zürich', 'latin1'),
    ['2:9  the byte 0xfc is no UTF-8 | expected: text in UTF-8 | hint: convert it: iconv -f ISO-8859-1 -t UTF-8'],
  ],
  [
    'UTF-16',
    Buffer.from('\uFEFFversion: 1', 'utf16le'),
    ['1:1  the file is UTF-16 | expected: text in UTF-8 | hint: convert it: iconv -f UTF-16 -t UTF-8'],
  ],
  [
    'UTF-16 without a byte order mark',
    Buffer.from('version: 1', 'utf16le'),
    ['1:1  the file is UTF-16 | expected: text in UTF-8 | hint: convert it: iconv -f UTF-16LE -t UTF-8'],
  ],
  [
    'line ends of an old Mac',
    'version: 1\rdaemons: {}\r',
    [
      "1:11  a line ends in a carriage return alone | expected: a line feed, or both | hint: convert it: tr '\\r' '\\n'",
    ],
  ],
  [
    'something else',
    'apiVersion: v1\nkind: Secret\ndata: { password: abc }',
    ['1:1  the file is no inventory | expected: version: 1, and below it daemons and clusters'],
  ],
  [
    'more than 64 MiB',
    new Uint8Array(64 * 1024 * 1024 + 1),
    [
      '1:1  the file has 67108865 bytes | expected: at most 64 MiB (67108864 bytes) in one file | hint: write ranges (1-97), or split it into several files',
    ],
  ],
  [
    'more entries than memory is for',
    `version: 1\n${'\n'.repeat(2_000_000)}`,
    [
      '2000000:1  the file has too many entries to be read at once | expected: fewer in one file: up to 250000 hypervisors with settings of their own, or 900000 without | hint: write ranges (1-97), or split it into several files',
    ],
  ],
])('%s', (_, text, expected) => {
  expect(linesOf(text)).toEqual(expected);
});

describe('what git leaves in a file is named, and nothing else', () => {
  const head = 'version: 1\ndaemons: { a: { scope: global } }\nclusters:\n';
  const one = '<<<<<<< HEAD\n  5: {}\n=======\n  6: {}\n>>>>>>> feature\n';
  const said = (line: number, what = 'a merge conflict'): string =>
    `${line}:1  git left ${what} here | expected: one side of it, without the lines <<<<<<<, =======, >>>>>>> | hint: git diff shows both sides; or begin again: git checkout --merge FILE`;

  test.each<[string, string, string]>([
    ['merge', one, said(4)],
    ['diff3', '<<<<<<< HEAD\n  5: {}\n||||||| 1234567\n=======\n  6: {}\n>>>>>>> feature\n', said(4)],
    ['without names', '<<<<<<<\r\n  5: {}\r\n=======\r\n>>>>>>>\r\n', said(4)],
    ['two of them', `${one}  7: {}\n${one}`, said(4, '2 merge conflicts, the first')],
    ['half taken out', '  5: {}\n=======\n  6: {}\n', said(5)],
    ['the end alone', '  5: {}\n>>>>>>> feature\n', said(5)],
  ])('%s', (_, text, expected) => {
    expect(linesOf(head + text)).toEqual([expected]);
  });
});

describe('what may be shown of a file', () => {
  const shown = (text: string): unknown => {
    const problem = readInventory([{ file: 'a.yaml', text }]).problems.find(({ severity }) => severity === 'error');
    return problem && [problem.message, problem.sourceLine];
  };
  test.each<[string, string, readonly (string | undefined)[]]>([
    ['an inventory', 'vhost: 7\nversion: 1', ['"vhost" is the number 7', 'vhost: 7']],
    ['an environment', 'PATH=/bin\0TOKEN=hunter2\0', ['the file holds a NUL character', undefined]],
    ['a file of settings', 'DB=postgres://u:hunter2@h\nb: "hunter2', ['there is no ":" behind this key', undefined]],
    ['names of something else', 'hunter2: 1\nhunter2: 2', ['the file is no inventory', undefined]],
    [
      'a URL in an inventory',
      'version: 1\ndaemons: { a: { scope: "amqp://u:hunter2@h" } }',
      ['"scope" is the text "amqp://*********@h"', 'daemons: { a: { scope: "amqp://*********@h" } }'],
    ],
    [
      'a password in an inventory',
      'version: 1\ndaemons: { a: { scope: global, db_password: hunter2 } }',
      ['unknown key "db_password" under "a"', 'daemons: { a: { scope: global, db_password: ******* } }'],
    ],
  ])('%s', (_, text, expected) => {
    expect(shown(text)).toEqual(expected);
  });
});

test.each<[string, string]>([
  ['a byte order mark', '\uFEFFversion: 1\ndaemons: { a: { scope: global } }'],
  ['line ends of Windows', 'version: 1\r\ndaemons:\r\n  a: { scope: global }\r\n'],
  ['%YAML 1.2', '%YAML 1.2\n---\nversion: 1\ndaemons: { a: { scope: global } }\n...\n'],
  ['an unknown directive', '%TOPO 1\n---\nversion: 1\ndaemons: { a: { scope: global } }'],
  ['tabs between a value and a comment', 'version:\t1\t# one\ndaemons: { a: {\tscope: global } }'],
  ['JSON', '{ "version": 1, "daemons": { "a": { "scope": "global" } } }'],
  ['comments behind the end', 'version: 1\ndaemons: { a: { scope: global } }\n...\n# end\n'],
])('taken: %s', (_, text) => {
  expect(linesOf(text)).toEqual([]);
});

test('a byte order mark and line ends of Windows move no column', () => {
  expect(linesOf('\uFEFF{ version: 1, vhost: 7,\r\n  daemons: { a: { scope: globl } } }\r\n')).toEqual([
    '1:22  "vhost" is the number 7 | expected: text, such as / | hint: put it in quotes: "7"',
    '2:26  "scope" is the text "globl" | expected: global or cluster or hypervisor | hint: did you mean "global"?',
  ]);
});
