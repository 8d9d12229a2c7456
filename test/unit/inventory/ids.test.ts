// Ids are what was typed, in lists and in mappings, for clusters and for hypervisors.

import { describe, expect, test } from 'vitest';
import { inventoryOf, problemsOf } from '../../support/problem-lines.js';

const daemons = 'daemons: { storage: { scope: hypervisor } }\n';

/** The ids of the first cluster's hypervisors. */
function idsOf(hypervisors: string): readonly string[] {
  const { clusters } = inventoryOf(`${daemons}clusters:\n  54:\n    hypervisors: ${hypervisors}`);
  return clusters[0]?.hypervisors.map(({ id }) => id) ?? [];
}

describe('an id is the source text of a plain scalar, and the value of a quoted one', () => {
  test.each<[typed: string, id: string]>([
    ['54', '54'],
    ['007', '007'],
    ['0x1F', '0x1F'],
    ['0o17', '0o17'],
    ['1e3', '1e3'],
    ['1.0', '1.0'],
    ['+5', '+5'],
    ['-0', '-0'],
    ['.inf', '.inf'],
    ['-.INF', '-.INF'],
    ['.nan', '.nan'],
    ['1_000', '1_000'],
    ['true', 'true'],
    ['Yes', 'Yes'],
    ['null', 'null'],
    ['~', '~'],
    ['2024-01-31', '2024-01-31'],
    ['12345678901234567890123', '12345678901234567890123'],
    ['"rack 7"', 'rack 7'],
    ["'cmp-*'", 'cmp-*'],
    ['"11,12"', '11,12'],
    ['"1-5"', '1-5'],
    ['2024-01-31T12', '2024-01-31T12'],
    ['hv-1.example.org', 'hv-1.example.org'],
    ['fe80--1', 'fe80--1'],
    ['rack/7', 'rack/7'],
    ['❤️', '❤️'],
    ['👩‍🚀', '👩‍🚀'],
    ['rack#7', 'rack#7'],
    ['Zürich', 'Zürich'],
    ['🐇', '🐇'],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['"007"', '007'],
    ["'it''s'", "it's"],
    ['"a\\u0041"', 'aA'],
    ['!!str 007', '007'],
    ['&here 007', '007'],
  ])('%s', (typed, id) => {
    expect(idsOf(`[${typed}]`)).toEqual([id]);
    expect(idsOf(`\n      - ${typed}`)).toEqual([id]);
    expect(idsOf(`{ ${typed} : }`)).toEqual([id]);
    expect(idsOf(`\n      ${typed}: { state: draining }`)).toEqual([id]);
    expect(
      inventoryOf(`${daemons}clusters: { ${typed} : { hypervisors: [1] } }`).clusters.map((one) => one.id),
    ).toEqual([id]);
  });
});

test('ids that YAML reads as one number stay apart', () => {
  expect(idsOf('[7, 007, 7.0, +7, 0x7, 0o7, 7e0]')).toEqual(['7', '007', '7.0', '+7', '0x7', '0o7', '7e0']);
  expect(idsOf('{ 7: , 007: , 7.0: , 0x7: }')).toEqual(['7', '007', '7.0', '0x7']);
});

test('names of daemons are source text too, and a list of daemons finds them', () => {
  const { daemons: made, clusters } = inventoryOf(`daemons: { 007: { scope: cluster }, 0x1F: { scope: hypervisor } }
clusters: { 1: { daemons: [0x1F, 007], hypervisors: { 9: { daemons: [0x1F] } } } }`);
  expect(made.map(({ name }) => name)).toEqual(['007', '0x1F']);
  expect(clusters[0]?.daemons).toEqual(['0x1F', '007']);
  expect(clusters[0]?.hypervisors[0]?.daemons).toEqual(['0x1F']);
});

test('ids stand in the order of the file, not of numbers', () => {
  expect(idsOf('[9, 10, b, 1, a]')).toEqual(['9', '10', 'b', '1', 'a']);
  expect(idsOf('{ 9: , 10: , b: , 1: , a: }')).toEqual(['9', '10', 'b', '1', 'a']);
});

test('an id in two clusters is fine', () => {
  const { clusters } = inventoryOf(`${daemons}clusters: { 53: { hypervisors: [98] }, 54: { hypervisors: [98] } }`);
  expect(clusters.map(({ id, hypervisors }) => [id, hypervisors[0]?.id])).toEqual([
    ['53', '98'],
    ['54', '98'],
  ]);
});

test('every id and name has its place; of a range, the range’s', () => {
  const { daemons: made, clusters } = inventoryOf(`${daemons}clusters:
  54:
    hypervisors:
      1-2:
      98: { state: draining }`);
  expect(made[0]?.place).toEqual({ file: 'topo.yaml', line: 2, column: 12 });
  expect(clusters[0]?.place).toEqual({ file: 'topo.yaml', line: 4, column: 3 });
  expect(clusters[0]?.hypervisors.map(({ id, place }) => `${id} ${place.line}:${place.column}`)).toEqual([
    '1 6:7',
    '2 6:7',
    '98 7:7',
  ]);
});

describe('what looks like several ids and is one is refused, and says how to write it', () => {
  test.each<[string, string]>([
    ['hv-11 hv-12', 'an entry for each: hv-11, hv-12'],
    ['11,', '11 by itself'],
    ['1-5,8', 'an entry for each: 1-5, 8'],
    ['11; 12', 'an entry for each: 11, 12'],
    ['cmp-*', 'each id by itself, or a range: an id is no pattern'],
    ['hv-?1', 'each id by itself, or a range: an id is no pattern'],
    ['cmp{a,b}', 'each id by itself, or one range in one pair of brackets: "cmp-[001-097]"'],
    ['cmp-[1,4-5]', 'each id by itself, or one range in one pair of brackets: "cmp-[001-097]"'],
    ['r[1-3]-[4-5]', 'each id by itself, or one range in one pair of brackets: "cmp-[001-097]"'],
    ['cmp [1-3]', 'a range by itself'],
  ])('%s', (typed, expected) => {
    expect(problemsOf(`${daemons}clusters:\n  54:\n    hypervisors:\n      - ${typed}`)).toEqual([
      `6:9  "${typed}" looks like several, and is one | expected: ${expected} | hint: if it is one id, quote it: "${typed}"`,
    ]);
  });

  test.each<[string, string]>([
    ['hv[01:20].example.org', '"hv[01-20].example.org"'],
    ['cmp{1..40}', '"cmp[1-40]"'],
    ['cmp{1-40}', '"cmp[1-40]"'],
    ['cmp[1..40]', '"cmp[1-40]"'],
    ['hv-01..hv-20', '"hv-[01-20]"'],
    ['hv-01 - hv-20', '"hv-[01-20]"'],
    ['hv-1–5', '"hv-[1-5]"'],
    ['１-５', '1-5'],
  ])('%s', (typed, range) => {
    expect(problemsOf(`${daemons}clusters:\n  54:\n    hypervisors:\n      - ${typed}`)).toEqual([
      `6:9  "${typed}" is one id, not a range | expected: ${range} for a range | hint: if it is one id, quote it: "${typed}"`,
    ]);
  });

  test('over two lines in a list', () => {
    expect(problemsOf(`${daemons}clusters: { 54: { hypervisors: [hv-11\n hv-12, hv-13] } }`)).toEqual([
      '3:33  "hv-11 hv-12" looks like several, and is one | expected: an entry for each: hv-11, hv-12 | hint: if it is one id, quote it: "hv-11 hv-12"',
    ]);
  });

  test('quoted brackets, which a list in one line asks for, say nothing; quoted braces are one id', () => {
    const under = (id: string): readonly string[] => problemsOf(`${daemons}clusters: { 54: { hypervisors: [${id}] } }`);
    expect(under('"hv[01:20]"')).toEqual([
      '3:33  "hv[01:20]" is one id, not a range | expected: "hv[01-20]" for a range',
    ]);
    expect(under('"r[1-3]-[4-5]"')).toEqual([
      '3:33  "r[1-3]-[4-5]" looks like several, and is one | expected: each id by itself, or one range in one pair of brackets: "cmp-[001-097]"',
    ]);
    expect(under("'cmp{1..40}'")).toEqual([
      '3:33 warning  "cmp{1..40}" is one id, not a range | expected: "cmp[1-40]" for a range',
    ]);
    expect(under('"[::1]"')).toEqual([]);
  });

  test('clusters and daemons too', () => {
    expect(problemsOf('daemons: { a b: { scope: global } }\nclusters: { 53 54: , "c[1-3]": , 1..5: }')).toEqual([
      '2:12  "a b" looks like several, and is one | expected: an entry for each: a, b | hint: if it is one id, quote it: "a b"',
      '3:13  "53 54" looks like several, and is one | expected: an entry for each: 53, 54 | hint: if it is one id, quote it: "53 54"',
      '3:22  the range c[1-3] stands under clusters | expected: ranges under hypervisors only',
      '3:34  the range 1..5 stands under clusters | expected: ranges under hypervisors only | hint: if it is one name, quote it: "1..5"',
    ]);
  });
});

test.each(['"a "', '" a"', '"a\u00a0"', '"a\u200b"', '"\ufeffa"', '"a\u3164"', 'a\u200b', '"a\u2800"'])(
  'an id that ends in what nobody sees: %j',
  (id) => {
    const problems = problemsOf(`${daemons}clusters: { 54: { hypervisors: [${id}] } }`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      /^3:33 {2}the id of the hypervisor ".*" begins or ends with a blank, or with what cannot/,
    );
  },
);

test('what nobody sees within an id is a warning', () => {
  expect(problemsOf(`${daemons}clusters: { 54: { hypervisors: [a\u200bb] } }`)).toEqual([
    '3:33 warning  the id of the hypervisor "a\u200bb" holds what cannot be seen | expected: letters that show',
  ]);
});

test.each<[string, string, string]>([
  ['hv-1', 'HV-1', 'case alone'],
  ['hv-1', 'hv-1.', 'a dot at the end'],
  ['Zürich', 'Zu\u0308rich', 'their normal form alone'],
  ['a1', 'ａ１', 'their normal form alone'],
  ['cop', '\u0441\u043e\u0440', 'letters of another script, or in what cannot be seen'],
  ['"ab"', '"a\u00adb"', 'letters of another script, or in what cannot be seen'],
])('%s and %s look alike', (one, other, difference) => {
  const of = (ids: string): readonly string[] =>
    problemsOf(`${daemons}clusters: { 54: { hypervisors: [${ids}] } }`).filter((line) => line.includes('looks like'));
  expect(of(`${one}, ${other}`)).toHaveLength(1);
  expect(of(`${one}, ${other}`)[0]).toContain(`they differ in ${difference}: if they are one, write them alike`);
  expect(of('7, 007, hv-1, hv-2, straße, strasse')).toEqual([]);
});
