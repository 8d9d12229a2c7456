// Whatever an inventory or a broker says stays text: on a terminal, in the log of a CI job, in a comment.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyJson,
  applyText,
  compileText,
  errorJson,
  errorText,
  fingerprintOf,
  inert,
  planJson,
  planMarkdown,
  planText,
  problemsJson,
  problemsText,
  verifyJson,
  verifyMarkdown,
  verifyText,
} from '../../../src/report/index.js';
import { dot } from '../../../src/report/graph/dot.js';
import { graphJson } from '../../../src/report/graph/json.js';
import { mermaid } from '../../../src/report/graph/mermaid.js';
import { graphText } from '../../../src/report/graph/text.js';
import { hostileGraph } from '../../support/drawn.js';
import { capacityOf } from '../../../src/capacity/index.js';
import { capacityText } from '../../../src/report/capacity/text.js';
import {
  hostileApply,
  hostileCompiled,
  hostileError,
  hostilePlan,
  hostileProblems,
  hostileVerify,
  hostileWords,
  unsafeLines,
} from '../../support/hostile.js';
import { markupFaults } from '../../support/markdown.js';
import { plain, textOf } from '../../support/report-text.js';
import { printed } from '../../support/printed.js';

type Words = readonly string[];

const WORKER = { connectionsPerWorker: 2, channelsPerConnection: 2, queuesPerWorker: 1 };

const texts: readonly (readonly [string, (words: Words, size: number, width: number) => string])[] = [
  ['plan', (words, size, width) => textOf(planText(hostilePlan(words, size), { style: plain, width, full: false }))],
  [
    'plan --full',
    (words, size, width) => textOf(planText(hostilePlan(words, size), { style: plain, width, full: true })),
  ],
  ['apply', (words, size, width) => textOf(applyText(hostileApply(words, size), { style: plain, width }))],
  ['verify', (words, size, width) => textOf(verifyText(hostileVerify(words, size), { style: plain, width }))],
  ['problems', (words, size, width) => problemsText(hostileProblems(words, size), { style: plain, limit: 50, width })],
  ['error', (words) => errorText(hostileError(words))],
  [
    'capacity',
    (words, size, width) => {
      const [clusterName = '', rabbitmqVersion = ''] = words;
      const seen = { broker: { clusterName, rabbitmqVersion }, nodes: undefined };
      return textOf(
        capacityText(capacityOf(hostileCompiled(words, size).compiled, WORKER, seen), { style: plain, width }),
      );
    },
  ],
  [
    'compile',
    (words, size) => {
      const { compiled } = hostileCompiled(words, size);
      return textOf(compileText(compiled, plain));
    },
  ],
  [
    'graph',
    (words, size) => {
      const { graph, compiled } = hostileGraph(words, size);
      return textOf(graphText(graph, compiled, plain));
    },
  ],
  ['graph for Mermaid', (words, size) => textOf(mermaid(hostileGraph(words, size).graph))],
  ['graph for Graphviz', (words, size) => textOf(dot(hostileGraph(words, size).graph))],
  ['graph as JSON', (words, size) => textOf(graphJson(hostileGraph(words, size).graph))],
];

const markdowns: readonly (readonly [string, (words: Words, size: number) => string])[] = [
  ['plan', (words, size) => planMarkdown(hostilePlan(words, size))],
  ['verify', (words, size) => verifyMarkdown(hostileVerify(words, size))],
];

/** Large documents, of which a few are enough; what is in a word is what counts. */
const sizes = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(1, 3) }, fc.constant(25));
const widths = fc.constantFrom(40, 80, 120);
const runs = { numRuns: 50 };

describe('a text', () => {
  test.each(texts)('%s', (_, write) => {
    fc.assert(
      fc.property(hostileWords, sizes, widths, (words, size, width) => {
        expect(unsafeLines(write(words, size, width))).toEqual([]);
      }),
      runs,
    );
  });
});

describe('a comment', () => {
  test.each(markdowns)('%s', (_, write) => {
    fc.assert(
      fc.property(hostileWords, sizes, (words, size) => {
        const text = write(words, size);
        expect(unsafeLines(text)).toEqual([]);
        expect(markupFaults(text)).toEqual([]);
      }),
      runs,
    );
  });
});

const documents: readonly (readonly [
  string,
  (words: Words, size: number) => string,
  (words: Words, size: number) => unknown,
])[] = [
  [
    'plan',
    (words, size) => textOf(planJson(hostilePlan(words, size))),
    (words, size) => ({ ...hostilePlan(words, size), fingerprint: fingerprintOf(hostilePlan(words, size)) }),
  ],
  ['apply', (words, size) => textOf(applyJson(hostileApply(words, size))), hostileApply],
  [
    'verify',
    (words, size) => textOf(verifyJson(hostileVerify(words, size))),
    // Its JSON has no key for how many routes hold.
    (words, size) => ({ ...hostileVerify(words, size), proved: undefined }),
  ],
  [
    'error',
    (words) => errorJson(hostileError(words), 1),
    (words) => ({ version: 1, error: hostileError(words), exitCode: 1 }),
  ],
  [
    'problems',
    (words, size) => problemsJson(hostileProblems(words, size)),
    (words, size) => ({
      version: 1,
      ok: false,
      problems: hostileProblems(words, size).map((problem) => ({ ...problem, sourceLine: undefined })),
    }),
  ],
];

describe('JSON', () => {
  test.each(documents)('%s', (_, write, value) => {
    fc.assert(
      fc.property(hostileWords, sizes, (words, size) => {
        const text = write(words, size);
        expect(unsafeLines(text)).toEqual([]);
        expect(JSON.parse(text)).toEqual(printed(value(words, size)));
      }),
    );
  });
  test('a fingerprint is over what was meant, and a reader gets the same', () => {
    fc.assert(
      fc.property(hostileWords, (words) => {
        const { fingerprint, ...rest }: Record<string, unknown> = JSON.parse(textOf(planJson(hostilePlan(words, 2))));
        expect(fingerprint).toBe(`sha256:${createHash('sha256').update(JSON.stringify(rest)).digest('hex')}`);
      }),
    );
  });
});

describe('what is shown instead', () => {
  test.each([
    ['storage-54-98', 'storage-54-98'],
    ['größe/漢 100%', 'größe/漢 100%'],
    ['\u001b[31mred', '\\u{1b}[31mred'],
    ['a\r\nb\tc', 'a\\u{d}\\u{a}b\\u{9}c'],
    ['gnp\u202eexe', 'gnp\\u{202e}exe'],
    ['pay\u200bpal', 'pay\\u{200b}pal'],
    ['\ud83d', '\\u{d83d}'],
    ['###[error]x', '#\\u{23}#[error]x'],
    ['##vso[x]', '\\u{23}#vso[x]'],
    ['10.0.0.5, ::1, ## a', '10.0.0.5, ::1, ## a'],
  ])('%j → %s', (text, shown) => {
    expect(inert(text)).toBe(shown);
  });
});
