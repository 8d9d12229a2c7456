// Whatever stands in a file: nothing is thrown, and there is either an inventory, or an error at a place in the file.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readInventory } from '../../../src/inventory/index.js';
import { looksLikeInventory } from '../../../src/inventory/yaml/secrets.js';

const seeds = [
  `version: 1
vhost: /
routing:
  entry: global
  headers: { daemon: daemon, cluster: cluster, hypervisor: hypervisor }
  values: both
  unroutable: { name: unroutable, maxLength: 100000 }
queue:
  type: classic
  arguments: { x-max-length: 10, x-dead-letter-exchange: dead, x-dead-letter-routing-key: key }
daemons:
  dispatcher: { scope: global }
  network: { scope: cluster, state: draining }
  vm:
    scope: hypervisor
    queue: { type: quorum, arguments: { x-delivery-limit: 5, x-max-length: } }
clusters:
  53:
    hypervisors: [11, 12, 20-29]
  "54":
    daemons: [vm]
    hypervisors:
      001-097:
      098: { state: draining }
      99: { daemons: [vm] }
`,
  `version: 1
daemons:
  a: &usual { scope: hypervisor }
  b: *usual
clusters:
  1: &one
    state: draining
    hypervisors: &those
      - 1
      - 2-5
  2: { <<: *one, state: draining }
  3:
    hypervisors: *those
`,
];

const scalars = [
  ...[
    '',
    '~',
    'null',
    'true',
    '1',
    '007',
    '0x1F',
    '1e999',
    '.nan',
    '-0',
    '""',
    "'",
    '"',
    '"\\ud800"',
    '1-5',
    '5-1',
    '0-10',
  ],
  ...[
    '1-99999999',
    '*one',
    '*none',
    '&one',
    '<<',
    '<<: *one',
    '!x',
    '!!str',
    '[',
    ']',
    '{',
    '}',
    '- ',
    '? ',
    ':',
    ',',
    '|',
    '>',
  ],
  ...[
    '#',
    '%',
    '@',
    '`',
    '---',
    '...',
    '\t',
    '\r',
    '\n',
    '\n\n',
    '  ',
    '\u0000',
    '\u0085',
    '\u2028',
    '\uFEFF',
    '🐇',
    '\uD800',
  ],
  ...['version', 'vhost', 'daemons', 'clusters', 'hypervisors', 'state', 'scope', 'draining', 'undefined', '__proto__'],
  ...[
    'constructor',
    'x-queue-type',
    'x-foo',
    'x-max-priority',
    'amq.a',
    'a'.repeat(256),
    'é'.repeat(128),
    '9'.repeat(300),
  ],
];

function check(texts: readonly (Uint8Array | string)[]): void {
  const documents = texts.map((text, index) => ({ file: `${index}.yaml`, text }));
  const { inventory, problems } = readInventory(documents);
  expect(inventory === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
  for (const { file, line, column, message, sourceLine } of problems) {
    const text = texts[Number(file.replace('.yaml', ''))] ?? '';
    const decoded = typeof text === 'string' ? text.replace(/^\uFEFF/, '') : new TextDecoder().decode(text);
    const found = decoded.split('\n')[line - 1];
    expect(found, `${file}:${line}:${column} ${message}`).toBeDefined();
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column, `${file}:${line}:${column} ${message}`).toBeLessThanOrEqual((found ?? '').length + 1);
    // Of what is no inventory nothing is shown.
    expect(sourceLine).toBe(looksLikeInventory(decoded) ? (found ?? '').replace(/\r$/, '') : undefined);
    expect(message).not.toMatch(/[\p{Cc}\u2028]/u);
  }
}

const within = { interruptAfterTimeLimit: 300, numRuns: 100_000 };
const piece = fc.oneof(fc.constantFrom(...scalars), fc.string({ unit: 'binary', maxLength: 5 }));

test('any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      check([text]);
    }),
    within,
  );
});

test('pieces of YAML in any order, in one file or two', () => {
  const text = fc.array(fc.oneof(piece, fc.constantFrom(': ', '\n  ', ', ', '- ')), { maxLength: 40 });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 2 }), (files) => {
      check(files.map((pieces) => `version: 1\n${pieces.join('')}`));
    }),
    within,
  );
});

test('any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      check([bytes]);
    }),
    within,
  );
});

const change = fc.record({
  kind: fc.constantFrom('delete', 'copy', 'move', 'replace', 'insert', 'indent'),
  at: fc.nat(1000),
  other: fc.nat(1000),
  piece,
});

/** One change of a line, or of a word in it. */
function changed(
  text: string,
  { kind, at, other, piece: put }: typeof change extends fc.Arbitrary<infer T> ? T : never,
): string {
  const lines = text.split('\n');
  const [from, to] = [at % lines.length, other % lines.length];
  const line = lines[from] ?? '';
  if (kind === 'delete') lines.splice(from, 1);
  else if (kind === 'copy') lines.splice(to, 0, line);
  else if (kind === 'move') lines.splice(to, 0, ...lines.splice(from, 1));
  else if (kind === 'indent') lines[from] = other % 2 === 0 ? ` ${line}` : line.slice(1);
  else {
    const words = line.split(/(?<=[ ,:[{])|(?=[ ,:\]}])/);
    words.splice(other % words.length, kind === 'replace' ? 1 : 0, put);
    lines[from] = words.join('');
  }
  return lines.join('\n');
}

test('right inventories after a few changes of lines and words', () => {
  fc.assert(
    fc.property(fc.constantFrom(...seeds), fc.array(change, { maxLength: 4 }), (seed, changes) => {
      check([changes.reduce(changed, seed)]);
    }),
    { ...within, interruptAfterTimeLimit: 1000 },
  );
});
