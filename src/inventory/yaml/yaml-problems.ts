// What the YAML parser calls an error, in words for somebody who looks at a file.

import type { Problem } from '../inventory.js';
import type { Source } from './source.js';
import { errorAt } from './source.js';
import { counted } from '../../text/index.js';

export interface YamlFault {
  readonly code: string;
  readonly message: string;
  /** Offsets of its beginning and its end. */
  readonly pos: readonly [number, number];
}

interface Words {
  readonly message: string;
  readonly expected: string;
  readonly hint?: string;
}

/** The first that fits: by the parser's code, and where one code says several things, by its sentence. */
const words: readonly (readonly [code: string, says: RegExp, Words])[] = [
  [
    'BAD_DQ_ESCAPE',
    /^/,
    {
      message: 'an unknown escape in double quotes',
      expected: 'one such as \\n or \\"',
      hint: 'write \\ as \\\\, or use single quotes',
    },
  ],
  ['BAD_INDENT', /^Flow/, { message: 'a [ or { is not closed before here', expected: 'the closing ] or }' }],
  ['BAD_INDENT', /^/, { message: 'the indentation does not fit', expected: 'the column of the entries beside it' }],
  [
    'BAD_SCALAR_START',
    /^/,
    { message: 'a value cannot begin with this character', expected: 'quotes around the value' },
  ],
  [
    'BLOCK_AS_IMPLICIT_KEY',
    /block sequence/,
    { message: 'the indentation does not fit', expected: 'the column of the entries beside it' },
  ],
  [
    'BLOCK_AS_IMPLICIT_KEY',
    /^/,
    {
      message: 'a second ":" follows in this value',
      expected: 'one key in a line, in the column of the keys beside it',
      hint: 'quote the value, or move the second key',
    },
  ],
  [
    'BLOCK_IN_FLOW',
    /^/,
    { message: 'an indented list or mapping stands inside [ ] or { }', expected: 'entries with commas between them' },
  ],
  [
    'KEY_OVER_1024_CHARS',
    /^/,
    { message: 'a key has more than 1024 characters', expected: 'a short key, and ":" behind it' },
  ],
  [
    'MISSING_CHAR',
    /quote/,
    { message: 'a quote is opened here and never closed', expected: 'the same quote at the end' },
  ],
  [
    'MISSING_CHAR',
    /^Comments/,
    {
      message: 'a comment stands right behind a value',
      expected: 'a blank before #',
      hint: 'or quotes around the value',
    },
  ],
  ['MISSING_CHAR', /map values/, { message: 'there is no ":" behind this key', expected: 'key: value' }],
  [
    'MISSING_CHAR',
    /flow|,/i,
    { message: 'a comma or a closing bracket is missing here', expected: 'a comma between entries, ] or } at the end' },
  ],
  ['MULTILINE_IMPLICIT_KEY', /^/, { message: 'there is no ":" behind this key', expected: 'key: value' }],
  ['TAB_AS_INDENT', /^/, { message: 'a tab stands in the indentation', expected: 'blanks' }],
  [
    'UNEXPECTED_TOKEN',
    /at node end/,
    {
      message: 'something stands behind a value that has ended',
      expected: 'a new line in the column of the entries beside it; inside [ ] or { } a comma',
    },
  ],
  [
    'UNEXPECTED_TOKEN',
    /^Unexpected , /,
    { message: 'nothing stands before this comma', expected: 'one comma between two entries' },
  ],
  [
    'UNEXPECTED_TOKEN',
    /flow-(map|seq)-end/,
    { message: 'this bracket was never opened', expected: 'one [ or { for each ] or }' },
  ],
  [
    'UNEXPECTED_TOKEN',
    /block-seq-ind/,
    { message: 'a list begins behind a key', expected: 'its first "-" in a new line, or [a, b]' },
  ],
  ['TAG_RESOLVE_FAILED', /^/, { message: 'a tag (!…) that topo does not know', expected: 'a value without a tag' }],
];

/**
 * In the order of the file, one a line, and none behind the first that breaks the structure: what the parser says from there
 * on is guesswork. `last`: where the last scalar begins, which is where a quote that is never closed was opened.
 */
export function yamlProblems(
  source: Source,
  faults: readonly YamlFault[],
  last: number | undefined,
): readonly Problem[] {
  const byLine = new Map<number, Problem>();
  for (const fault of [...faults].sort((a, b) => a.pos[0] - b.pos[0])) {
    const problem = yamlProblem(source, fault, last);
    if (!byLine.has(problem.line)) byLine.set(problem.line, problem);
    if (!isHarmless(fault.code)) break;
  }
  return [...byLine.values()];
}

function yamlProblem(source: Source, { code, message, pos }: YamlFault, last: number | undefined): Problem {
  const end = source.text.trimEnd().length;
  const found = words.find(([of, says]) => of === code && says.test(message))?.[2];
  const said = found ?? { message: source.shown ? lowered(message) : 'this is no YAML', expected: 'YAML 1.2' };
  const opened = said.message.includes('never closed') ? last : undefined;
  const offset = opened ?? Math.min(pos[0], end);
  const more = code === 'TAB_AS_INDENT' ? tabsBehind(source, offset) : 0;
  const also = more === 0 ? '' : `, and in ${counted(more, 'line')} below`;
  return errorAt({ source, offset }, said.message + also, said.expected, said.hint);
}

function tabsBehind({ text }: Source, offset: number): number {
  return text.slice(offset).match(/(?<=\n) *\t/g)?.length ?? 0;
}

/** An error inside one value: the rest of the file can be read as it was meant. */
export function isHarmless(code: string): boolean {
  return code === 'BAD_DQ_ESCAPE' || code === 'TAG_RESOLVE_FAILED';
}

function lowered(sentence: string): string {
  const [line = ''] = sentence.split('\n');
  return line.charAt(0).toLowerCase() + line.slice(1);
}
