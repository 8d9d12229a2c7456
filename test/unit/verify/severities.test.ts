// How grave each kind of finding is: what makes `topo verify` end with 2.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { FindingKind, Severity } from '../../../src/verify/index.js';
import { findingKinds } from '../../../src/verify/index.js';
import { severities } from '../../../src/verify/verify.js';

const grave: Readonly<Record<FindingKind, Severity>> = {
  missing: 'error',
  mismatch: 'error',
  'catch-all': 'error',
  'type-clash': 'error',
  unroutable: 'error',
  'duplicate-route': 'error',
  'extra-binding': 'warning',
  orphan: 'warning',
  suspect: 'warning',
  'no-consumer': 'warning',
  down: 'warning',
  // A warning where messages may wait: uncounted.test.ts.
  uncounted: 'info',
  draining: 'info',
  foreign: 'info',
};

test('the table', () => {
  expect(severities).toEqual(grave);
});

test('the schema has each kind', () => {
  const schema = readFileSync(new URL('../../../schemas/verify.schema.json', import.meta.url), 'utf8');
  for (const kind of findingKinds) expect(schema).toContain(`"${kind}"`);
});
