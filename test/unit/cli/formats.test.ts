// `--format` offers what there is, and there is what it offers.

import { expect, test } from 'vitest';
import { formats } from '../../../src/cli/input/options.js';
import { documents } from '../../../src/report/index.js';

const names = ['compile', 'plan', 'apply', 'verify', 'trace', 'import', 'graph', 'capacity'] as const;

test('all documents are here', () => {
  expect(Object.keys(documents)).toEqual(names);
});

test.each(names)('%s', (name) => {
  expect([...formats[name]].sort()).toEqual(Object.keys(documents[name]).sort());
  expect(formats[name][0]).toBe('text');
});
