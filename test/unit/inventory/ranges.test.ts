// Ranges under `hypervisors`: what they unfold to, and what is refused.

import { describe, expect, test } from 'vitest';
import { inventoryOf, problemsOf } from '../../support/problem-lines.js';

const daemons = 'daemons: { storage: { scope: hypervisor } }\n';
const under = (hypervisors: string): string => `${daemons}clusters: { 54: { hypervisors: ${hypervisors} } }`;

/** `98`, or `98 draining`. */
function hypervisorsOf(hypervisors: string): readonly string[] {
  const { clusters } = inventoryOf(under(hypervisors));
  return clusters[0]?.hypervisors.map(({ id, draining }) => `${id}${draining ? ' draining' : ''}`) ?? [];
}

test.each<[string, string, readonly string[]]>([
  ['a range counts up, both ends in it', '[1-4]', ['1', '2', '3', '4']],
  ['one id', '[5-5]', ['5']],
  ['ranges and ids in the order written', '[9, 1-2, 7-8]', ['9', '1', '2', '7', '8']],
  ['a mapping', '{ 1-2: , 5: }', ['1', '2', '5']],
  ['0 and 1 digit', '[0-3]', ['0', '1', '2', '3']],
  ['padded to the width of the lower end', '[008-011]', ['008', '009', '010', '011']],
  ['two ranges that share no id: 9 is not 09', '[08-09, 8-9]', ['08', '09', '8', '9']],
  ['a quoted scalar is no range', '["1-3"]', ['1-3']],
  ['nor is a tagged one', '[!!str 1-3]', ['1-3']],
  ['a quoted one beside the range of the same text, in a list', '["1-3", 1-3]', ['1-3', '1', '2', '3']],
  ['other texts with a hyphen are ids', '[a-b, 1-b, -5, 1-, 1-2-3]', ['a-b', '1-b', '-5', '1-', '1-2-3']],
  [
    'of hosts',
    '[\'cmp-[08-11].par1\', "hv[1-2]"]',
    ['cmp-08.par1', 'cmp-09.par1', 'cmp-10.par1', 'cmp-11.par1', 'hv1', 'hv2'],
  ],
  ['of hosts, in a mapping', "{ 'h[1-3]': , h2: { state: draining } }", ['h1', 'h2 draining', 'h3']],
  ['of hosts, with two numbers', "['r1-[1-3]', 'r[2-3]-1']", ['r1-1', 'r1-2', 'r1-3', 'r2-1', 'r3-1']],
  [
    'ends beyond 2^53',
    '[9007199254740991-9007199254740993]',
    ['9007199254740991', '9007199254740992', '9007199254740993'],
  ],
  [
    'the settings of a range are those of each id',
    '{ 1-2: { state: draining }, 3: }',
    ['1 draining', '2 draining', '3'],
  ],
  ['a single entry replaces a range’s settings', '{ 1-3: , 2: { state: draining } }', ['1', '2 draining', '3']],
  ['whole: nothing of the range is left', '{ 1-3: { state: draining }, 2: }', ['1 draining', '2', '3 draining']],
  ['a single entry before the range', '{ 2: { state: draining }, 1-3: }', ['2 draining', '1', '3']],
  ['a quoted single entry', '{ 1-3: , "2": { state: draining } }', ['1', '2 draining', '3']],
  ['of another width it is another id', '{ 1-3: , 02: { state: draining } }', ['1', '2', '3', '02 draining']],
  ['in a padded range', '{ 01-03: , 02: { state: draining } }', ['01', '02 draining', '03']],
])('%s: %s', (_, hypervisors, expected) => {
  expect(hypervisorsOf(hypervisors)).toEqual(expected);
});

test('a single entry without daemons of its own has its cluster’s, not the range’s', () => {
  const { clusters } = inventoryOf(`daemons: { storage: { scope: hypervisor }, vm: { scope: hypervisor } }
clusters: { 54: { hypervisors: { 1-3: { daemons: [vm] }, 2: { state: draining } } } }`);
  expect(clusters[0]?.hypervisors.map(({ daemons: own }) => own)).toEqual([['vm'], ['storage', 'vm'], ['vm']]);
});

test('a range of 1,000,000 ids is taken', () => {
  const { clusters } = inventoryOf(under('[0000000-0999999]'));
  expect(clusters[0]?.hypervisors.length).toBe(1_000_000);
  expect(clusters[0]?.hypervisors.at(-1)?.id).toBe('0999999');
});

describe('refused', () => {
  test.each<[string, string, readonly string[]]>([
    ['downwards', '[5-1]', ['3:33  the range 5-1 counts down | expected: the lower end first | hint: write 1-5']],
    [
      'a month',
      '[2024-01]',
      [
        '3:33  the range 2024-01 counts down | expected: the lower end first | hint: if it is one id, quote it: "2024-01"',
      ],
    ],
    [
      'downwards, to fewer digits',
      '[2024-1]',
      [
        '3:33  the range 2024-1 counts down | expected: the lower end first | hint: write 1-2024, or if it is one id, quote it: "2024-1"',
      ],
    ],
    [
      'of hosts, downwards',
      '["h[5-1]"]',
      ['3:33  the range h[5-1] counts down | expected: the lower end first | hint: write "h[1-5]"'],
    ],
    [
      'of hosts, with a digit beside the brackets',
      '["h1[0-9]", "h[1-2]0"]',
      [
        '3:33  a digit stands beside the brackets of h1[0-9] | expected: the whole number inside the brackets | hint: write "h[10-19]"',
        '3:44  a digit stands beside the brackets of h[1-2]0 | expected: the whole number inside the brackets | hint: write the ids themselves',
      ],
    ],
    [
      'of hosts, over another',
      '["h[1-5]", "h[5-9]", h7]',
      [
        '3:43  the range h[5-9] overlaps h[1-5] at line 3: hypervisor h5 is in both | expected: each hypervisor in one range',
        '3:53  hypervisor "h7" is in the range h[5-9] at line 3 already | expected: each hypervisor once in a list | hint: write a mapping to give one hypervisor of a range settings of its own',
      ],
    ],
    [
      'of hosts, that share one id by two numbers',
      '["r[1-3]-1", "r1-[1-9]", "r[2-2]-[1-1]"]',
      [
        '3:45  the range r1-[1-9] overlaps r[1-3]-1 at line 3: hypervisor r1-1 is in both | expected: each hypervisor in one range',
        '3:57  "r[2-2]-[1-1]" looks like several, and is one | expected: each id by itself, or one range in one pair of brackets: "cmp-[001-097]"',
      ],
    ],
    [
      'too large',
      '[1-1000001]',
      [
        '3:33  the range 1-1000001 has 1000001 ids | expected: at most 1000000 ids in a range | hint: if it is one id, quote it: "1-1000001"',
      ],
    ],
    [
      'ends of two widths',
      '[01-100]',
      [
        '3:33  the ends of the range 01-100 have 2 and 3 digits | expected: the same number of digits at both ends, because the lower one begins with 0 | hint: write 001-100',
      ],
    ],
    [
      'from 0 to more digits',
      '[0-10]',
      [
        '3:33  the ends of the range 0-10 have 1 and 2 digits | expected: the same number of digits at both ends, because the lower one begins with 0 | hint: write 0 by itself, and 1-10',
      ],
    ],
    [
      'only the upper end padded',
      '[1-09]',
      [
        '3:33  the upper end of the range 1-09 begins with 0, the lower one does not | expected: both ends written alike | hint: if it is one id, quote it: "1-09"',
      ],
    ],
    [
      'range over range in a list',
      '[1-5, 4-9]',
      [
        '3:38  the range 4-9 overlaps 1-5 at line 3: hypervisors 4 to 5 are in both | expected: each hypervisor in one range',
      ],
    ],
    [
      'range over range in a mapping',
      '{ 5-9: , 1-5: }',
      ['3:41  the range 1-5 overlaps 5-9 at line 3: hypervisor 5 is in both | expected: each hypervisor in one range'],
    ],
    [
      'a padded range where its ids no longer begin with 0',
      '[08-12, 9-11]',
      [
        '3:40  the range 9-11 overlaps 08-12 at line 3: hypervisors 10 to 11 are in both | expected: each hypervisor in one range',
      ],
    ],
    [
      'the same range twice in a list',
      '[01-12, 01-12]',
      [
        '3:40  the range 01-12 overlaps 01-12 at line 3: hypervisors 10 to 12 are in both | expected: each hypervisor in one range',
      ],
    ],
    [
      'an id of a range in the same list',
      '[1-5, 3]',
      [
        '3:38  hypervisor "3" is in the range 1-5 at line 3 already | expected: each hypervisor once in a list | hint: write a mapping to give one hypervisor of a range settings of its own',
      ],
    ],
    [
      'an id twice in a list, quoted or not',
      '[3, "3", 03, 3]',
      [
        '3:36  hypervisor "3" stands twice in this list, first at line 3 | expected: each hypervisor once',
        '3:45  hypervisor "3" stands twice in this list, first at line 3 | expected: each hypervisor once',
      ],
    ],
    [
      'a range twice as a key',
      '{ 1-5: , 1-5: { state: draining } }',
      ['3:41  the key "1-5" is there already, at line 3 | expected: each key once | hint: put the two together'],
    ],
  ])('%s: %s', (_, hypervisors, expected) => {
    expect(problemsOf(under(hypervisors))).toEqual(expected);
  });

  test('more than 3,000,000 hypervisors, said once, at the cluster that is too much', () => {
    const million = '{ hypervisors: [1-1000000] }';
    expect(
      problemsOf(`daemons: { network: { scope: cluster } }
clusters:
  1: ${million}
  2: ${million}
  3: ${million}
  4: { hypervisors: [1] }
  5: { hypervisors: [1] }`),
    ).toEqual(['7:3  up to here there are 3000001 hypervisors | expected: at most 3000000 in one inventory']);
  });

  test('more than 1,000,000 queues: daemons times clusters times a range', () => {
    const many = Array.from({ length: 300 }, (_, index) => `  d${index}: { scope: hypervisor }`).join('\n');
    expect(
      problemsOf(`clusters:\n  1: { hypervisors: [1-1000000] }\n  2: { hypervisors: [1-9] }\ndaemons:\n${many}`),
    ).toEqual(['3:3  up to here there are 300000000 queues | expected: at most 1000000 in one inventory']);
    expect(
      problemsOf(`clusters:
  1: { daemons: [d1], hypervisors: [1-400000] }
  2: { hypervisors: { 1-299999: { daemons: [d1, d2] } } }
  3: { hypervisors: [1] }
daemons:\n${many}`),
    ).toEqual(['5:3  up to here there are 1000298 queues | expected: at most 1000000 in one inventory']);
  });

  test('ranges under clusters and daemons', () => {
    expect(problemsOf('clusters: { 1-5: {} }\ndaemons: { 1-2: { scope: global } }')).toEqual([
      '2:13  the range 1-5 stands under clusters | expected: ranges under hypervisors only | hint: if it is one name, quote it: "1-5"',
      '3:12  the range 1-2 stands under daemons | expected: ranges under hypervisors only | hint: if it is one name, quote it: "1-2"',
    ]);
    expect(inventoryOf(`${daemons}clusters: { "1-5": { hypervisors: [1] } }`).clusters[0]?.id).toBe('1-5');
  });
});

test.each(['1..5', '1...5', '1 - 5', '1–5', '1—5', '1:5', '1 to 5'])(
  'an error where a range was meant: %s',
  (typed) => {
    expect(problemsOf(under(`[${typed}]`))).toEqual([
      `3:33  "${typed}" is one id, not a range | expected: 1-5 for a range | hint: if it is one id, quote it: "${typed}"`,
    ]);
    expect(problemsOf(under(`["${typed}"]`))).toEqual([]);
  },
);
