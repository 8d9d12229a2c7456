// The exit codes are part of what users' CI relies on.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXIT } from '../../../src/cli/exit-codes.js';

test('they do not change', () => {
  expect(EXIT).toEqual({
    ...{ done: 0, impossible: 1, differs: 2, guarded: 3, held: 4, stalePlan: 5, locked: 6, failed: 7 },
    ...{ usage: 64, badInput: 65, interrupted: 130 },
  });
});

test('the README explains each of them', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const explained = [...readme.matchAll(/^\| (\d+) \| /gm)].map(([, code]) => Number(code));
  expect(explained).toEqual(Object.values(EXIT));
});
