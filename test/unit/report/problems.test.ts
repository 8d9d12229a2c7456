// Problems of an inventory: place, what is wrong, what was expected, and the line with a caret under the offence.

import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../src/inventory/index.js';
import { readInventory } from '../../../src/inventory/index.js';
import { problemsJson, problemsText } from '../../../src/report/index.js';
import { command } from '../../../src/text/index.js';
import { plain } from '../../support/report-text.js';
import { widthOf } from '../../../src/report/page/layout.js';

const show = (problems: readonly Problem[], width = 80): string =>
  problemsText(problems, { style: plain, limit: 50, width });

const wrong: Problem = { file: 'topo.yaml', line: 3, column: 5, severity: 'error', message: 'is wrong' };

test('with the line, and a caret under the offence', () => {
  const text = 'version: 1\ndaemons: { storage: { scope: hypervizor } }\nclusters: { 54: { hypervisors: [98, 98] } }\n';
  const { problems } = readInventory([{ file: 'topo.yaml', text }]);
  expect(show(problems)).toMatchInlineSnapshot(`
    "topo.yaml:2:30  "scope" is the text "hypervizor"  expected: global or cluster or hypervisor  did you mean "hypervisor"?
      2 | daemons: { storage: { scope: hypervizor } }
                                       ^
    topo.yaml:3:37  hypervisor "98" stands twice in this list, first at line 3  expected: each hypervisor once
      3 | clusters: { 54: { hypervisors: [98, 98] } }
                                              ^
    2 errors"
  `);
});

test('on a narrow terminal it is wrapped, and a command in the hint is not broken', () => {
  const problem = {
    ...wrong,
    expected: 'text that somebody can read',
    hint: 'convert it',
    command: command`iconv -f ISO-8859-1 -t UTF-8 FILE`,
  };
  expect(show([problem], 40)).toBe(`topo.yaml:3:5
  is wrong
  expected: text that somebody can read
  convert it:
  iconv -f ISO-8859-1 -t UTF-8 FILE
1 error`);
});

describe('the caret stands under the offence', () => {
  const caretOf = (problem: Partial<Problem>, width?: number): string | undefined => {
    const [line = '', caret = ''] = show([{ ...wrong, ...problem }], width)
      .split('\n')
      .slice(-3);
    // By columns: an emoji takes two.
    return Array.from(line).flatMap((shown) => Array.from({ length: widthOf(shown) }, () => shown))[caret.indexOf('^')];
  };
  test.each<[string, string, string]>([
    ['at the beginning', '#abc', '#'],
    ['in the middle', 'ab#c', '#'],
    ['behind a tab', '\t\tab#', '#'],
    ['behind what a terminal would obey', '\u001b[31m\u202e#', '#'],
    ['behind characters of two code units', '😀😀😀#', '#'],
    ['far out in a long line', `${'a'.repeat(3_000)}#${'b'.repeat(3_000)}`, '#'],
    ['at the end of a long line', `${'a'.repeat(3_000)}#`, '#'],
  ])('%s', (_, sourceLine, character) => {
    const column = sourceLine.indexOf('#') + 1;
    expect(caretOf({ sourceLine, column })).toBe(character);
    expect(caretOf({ sourceLine, column }, 40)).toBe(character);
  });
  test('of a long line only the part around it is shown', () => {
    const sourceLine = `${'a'.repeat(3_000)}#${'b'.repeat(3_000)}`;
    expect(show([{ ...wrong, sourceLine, column: 3_001 }])).toMatchInlineSnapshot(`
      "topo.yaml:3:3001  is wrong
        3 | …aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa#bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…
                                                 ^
      1 error"
    `);
  });
  test('no line, no caret', () => {
    expect(show([wrong])).not.toContain('^');
    expect(show([{ ...wrong, sourceLine: '   ' }])).not.toContain('^');
  });
});

describe('many', () => {
  const many = Array.from({ length: 1_234 }, (_, index): Problem => ({
    ...wrong,
    line: index + 1,
    severity: index % 2 === 0 ? 'error' : 'warning',
  }));
  test('the first 50, and how many there are', () => {
    const lines = show(many).split('\n');
    expect(lines).toHaveLength(51);
    expect(lines[1]).toBe('topo.yaml:2:5  warning: is wrong');
    expect(lines[50]).toBe('617 errors, 617 warnings; 1,184 not shown, --format json has them all');
  });
  test('all of them as JSON', () => {
    const parsed: { problems: unknown[]; ok: boolean } = JSON.parse(problemsJson(many));
    expect(parsed.problems).toHaveLength(1_234);
    expect(parsed.problems[1]).toEqual({ ...wrong, line: 2, severity: 'warning' });
    expect(parsed.ok).toBe(false);
  });
});

test.each<[readonly Problem[], string, boolean]>([
  [[wrong], '1 error', false],
  [[{ ...wrong, severity: 'warning' }], '1 warning', true],
  [[wrong, wrong, { ...wrong, severity: 'warning' }], '2 errors, 1 warning', false],
])('the sum: %#', (problems, sum, ok) => {
  expect(show(problems).split('\n').at(-1)).toBe(sum);
  expect(JSON.parse(problemsJson(problems))).toMatchObject({ ok });
});
