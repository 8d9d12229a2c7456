// What the YAML parser calls an error, in words for somebody who looks at a file.

import type { Problem } from './inventory.js';
import type { Located } from './source.js';
import { errorAt } from './source.js';

interface Words {
  /** Absent: the parser's own sentence. */
  readonly message?: string;
  readonly expected: string;
  readonly hint?: string;
}

/** By the parser's error code. */
const words: Readonly<Record<string, Words>> = {
  BAD_DQ_ESCAPE: { expected: 'a known escape such as \\n or \\"', hint: 'write \\ as \\\\, or use single quotes' },
  BAD_INDENT: { message: 'the indentation does not fit', expected: 'the column of the entries beside it' },
  BAD_SCALAR_START: { message: 'a value cannot begin with this character', expected: 'quotes around it' },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a second ":" stands in this line',
    expected: 'one key in a line',
    hint: 'quote the value, or begin a new line',
  },
  BLOCK_IN_FLOW: {
    message: 'an indented list or mapping stands inside [ ] or { }',
    expected: 'entries with commas between them',
  },
  KEY_OVER_1024_CHARS: { message: 'a key has more than 1024 characters', expected: 'a short key, and ":" behind it' },
  MISSING_CHAR: { expected: 'the missing character' },
  MULTILINE_IMPLICIT_KEY: {
    message: 'a key has no ":" behind it in its line',
    expected: 'key: value',
    hint: 'is a ":" or a blank behind it missing?',
  },
  TAB_AS_INDENT: { message: 'a tab stands in the indentation', expected: 'blanks' },
  TAG_RESOLVE_FAILED: { message: 'a tag (!…) that topo does not know', expected: 'a value without a tag' },
  UNEXPECTED_TOKEN: { expected: 'YAML 1.2' },
};

export function yamlProblem(at: Located, code: string, said: string): Problem {
  const { message, expected, hint }: Words = words[code] ?? { expected: 'YAML 1.2' };
  const offset = Math.min(at.offset, at.source.text.length);
  return errorAt({ source: at.source, offset }, message ?? lowered(said), expected, hint);
}

/** An error inside one value: the rest of the file can be read as it was meant. */
export function isHarmless(code: string): boolean {
  return code === 'BAD_DQ_ESCAPE' || code === 'TAG_RESOLVE_FAILED';
}

function lowered(sentence: string): string {
  const [line = ''] = sentence.split('\n');
  return line.charAt(0).toLowerCase() + line.slice(1);
}
