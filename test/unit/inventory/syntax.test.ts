// YAML that cannot be read: one problem a line, in words for somebody who looks at the file.

import { describe, expect, test } from 'vitest';
import { linesOf } from '../../support/problem-lines.js';

describe('syntax', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'an unknown escape',
      `version: 1
vhost: "a\\d"
daemons: { a: { scope: global } }`,
      [
        '2:10  an unknown escape in double quotes | expected: one such as \\n or \\" | hint: write \\ as \\\\, or use single quotes',
      ],
    ],
    [
      'a bracket that is not closed',
      `version: 1
daemons: { a: { scope: global }
clusters: {}`,
      ['3:1  a [ or { is not closed before here | expected: the closing ] or }'],
    ],
    [
      'a list that is not closed',
      `version: 1
clusters: { 54: { hypervisors: [1, 2 }`,
      ['2:38  a [ or { is not closed before here | expected: the closing ] or }'],
    ],
    [
      'indentation that does not fit',
      `version: 1
clusters:
    54: {}
  55: {}`,
      ['4:1  the indentation does not fit | expected: the column of the entries beside it'],
    ],
    [
      'a list deeper than its first entry',
      `version: 1
clusters:
  54:
    hypervisors:
      - 1
     - 2`,
      ['6:1  the indentation does not fit | expected: the column of the entries beside it'],
    ],
    [
      'a value that begins with @',
      `version: 1
vhost: @prod`,
      ['2:8  a value cannot begin with this character | expected: quotes around the value'],
    ],
    [
      'a value that begins with a backquote',
      `version: 1
vhost: \`prod\``,
      ['2:8  a value cannot begin with this character | expected: quotes around the value'],
    ],
    [
      'a value that begins with %',
      `version: 1
vhost: %prod`,
      ['2:8  a value cannot begin with this character | expected: quotes around the value'],
    ],
    [
      'a second colon in a line',
      `version: 1
vhost: a: b`,
      [
        '2:8  a second ":" follows in this value | expected: one key in a line, in the column of the keys beside it | hint: quote the value, or move the second key',
      ],
    ],
    [
      'an indented list in brackets',
      `version: 1
daemons: {
  - a
}`,
      ['3:3  an indented list or mapping stands inside [ ] or { } | expected: entries with commas between them'],
    ],
    [
      'no colon behind a key',
      `version: 1
vhost
broker: b`,
      ['2:1  there is no ":" behind this key | expected: key: value'],
    ],
    [
      'no colon at the end',
      `version: 1
daemons`,
      ['2:1  there is no ":" behind this key | expected: key: value'],
    ],
    [
      'a quote that is never closed',
      `version: 1
vhost: "prod
daemons: { a: { scope: global } }`,
      ['2:8  a quote is opened here and never closed | expected: the same quote at the end'],
    ],
    [
      'a single one',
      `version: 1
vhost: 'prod
daemons: { a: { scope: global } }`,
      ['2:8  a quote is opened here and never closed | expected: the same quote at the end'],
    ],
    [
      'a missing comma',
      `version: 1
clusters: { 54: { hypervisors: [1, "2" 3] } }`,
      ['2:40  a comma or a closing bracket is missing here | expected: a comma between entries, ] or } at the end'],
    ],
    [
      'a missing comma in a mapping',
      `version: 1
daemons: { a: { scope: global } b: { scope: global } }`,
      [
        '2:33  something stands behind a value that has ended | expected: a new line in the column of the entries beside it; inside [ ] or { } a comma',
      ],
    ],
    [
      'tabs as indentation',
      `version: 1
clusters:
	54: {}`,
      ['3:1  a tab stands in the indentation | expected: blanks'],
    ],
    [
      'ten tabs',
      `version: 1
clusters:
${Array.from({ length: 10 }, (_, index) => `\t${index}: {}`).join('\n')}`,
      ['3:1  a tab stands in the indentation, and in 9 lines below | expected: blanks'],
    ],
    [
      'text behind a quoted value',
      `version: 1
vhost: "prod" staging`,
      [
        '2:15  something stands behind a value that has ended | expected: a new line in the column of the entries beside it; inside [ ] or { } a comma',
      ],
    ],
    [
      'a key in quotes over two lines',
      `version: 1
"vhost
": a`,
      ['2:1  there is no ":" behind this key | expected: key: value'],
    ],
    [
      'an unknown tag',
      `version: 1
vhost: !secret prod`,
      [
        '1:1 warning  there is no daemon, so the tree is its entry exchange alone | expected: daemons: { NAME: { scope: … } }',
        '2:8  a tag (!…) that topo does not know | expected: a value without a tag',
      ],
    ],
    [
      'a tag of another YAML',
      `version: 1
vhost: !!binary cHJvZA==`,
      [
        '1:1 warning  there is no daemon, so the tree is its entry exchange alone | expected: daemons: { NAME: { scope: … } }',
        '2:8  a tag (!…) that topo does not know | expected: a value without a tag',
      ],
    ],
    [
      'two commas',
      `version: 1
clusters: { 54: { hypervisors: [1,, 2] } }`,
      ['2:35  nothing stands before this comma | expected: one comma between two entries'],
    ],
    [
      'a bracket too many',
      `version: 1
clusters: { 54: {} }}`,
      ['2:21  this bracket was never opened | expected: one [ or { for each ] or }'],
    ],
    [
      'a comment without a blank',
      `version: 1
vhost: "a"#b`,
      ['2:11  a comment stands right behind a value | expected: a blank before # | hint: or quotes around the value'],
    ],
    [
      'an anchor twice',
      `version: 1
vhost: &a &b prod`,
      ['2:11  a node can have at most one anchor | expected: YAML 1.2'],
    ],
    [
      'an alias with an anchor',
      `version: 1
vhost: &a prod
broker: &b *a`,
      ['3:12  an alias node must not specify any properties | expected: YAML 1.2'],
    ],
    [
      'a block scalar with a bad header',
      `version: 1
vhost: |x
  prod`,
      ['2:9  block scalar header includes extra characters: |x | expected: YAML 1.2'],
    ],
    [
      'a block scalar with too little indentation',
      `version: 1
vhost: |4
  prod`,
      ['3:1  the indentation does not fit | expected: the column of the entries beside it'],
    ],
    [
      'a list behind a key',
      `version: 1
clusters: - 54`,
      ['2:11  a list begins behind a key | expected: its first "-" in a new line, or [a, b]'],
    ],
    [
      'entries of a mapping farther left',
      `  version: 1
 vhost: prod`,
      [
        '2:2  something stands behind a value that has ended | expected: a new line in the column of the entries beside it; inside [ ] or { } a comma',
      ],
    ],
    [
      'a list entry without a blank',
      `clusters:
  54:
    hypervisors:
      - 1
      -2
      - 3`,
      ['5:1  the indentation does not fit | expected: the column of the entries beside it'],
    ],
    [
      'a key farther right',
      `version: 1
  vhost: prod`,
      [
        '1:10  a second ":" follows in this value | expected: one key in a line, in the column of the keys beside it | hint: quote the value, or move the second key',
      ],
    ],
    [
      'faults up to the first that breaks the structure',
      `version: 1
vhost: "a\\d" "b" c
broker: @b`,
      [
        '2:10  an unknown escape in double quotes | expected: one such as \\n or \\" | hint: write \\ as \\\\, or use single quotes',
      ],
    ],
    [
      'one that breaks nothing, and one behind it',
      `version: 1
vhost: "a\\d"
broker: @b`,
      [
        '2:10  an unknown escape in double quotes | expected: one such as \\n or \\" | hint: write \\ as \\\\, or use single quotes',
        '3:9  a value cannot begin with this character | expected: quotes around the value',
      ],
    ],
    [
      'an anchor without a name',
      `version: 1
vhost: & prod`,
      ['2:8  anchor cannot be an empty string | expected: YAML 1.2'],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(linesOf(yaml)).toEqual(expected);
  });
});
