// Whether it is as it should be: by the kinds that count, or else by severity.

import { expect, test } from 'vitest';
import type { Finding, FindingKind } from '../../../src/verify/index.js';
import { makeVerifyReport } from '../../../src/verify/index.js';
import { desiredOf } from '../../support/desired.js';
import { findingAt } from '../../support/sample-plans.js';

const { compiled } = desiredOf('daemons: { api: { scope: global } }');
const error = findingAt('missing', 'error', '1');
const warning = findingAt('orphan', 'warning', '1');
const info = findingAt('foreign', 'info', '1');

test.each<[boolean, readonly Finding[], readonly FindingKind[] | undefined]>([
  [true, [], undefined],
  [false, [error], undefined],
  [false, [info, warning], undefined],
  [true, [info], undefined],
  [true, [error, warning], ['foreign']],
  [false, [error, warning], ['orphan']],
  [false, [info], ['foreign']],
])('ok? %s', (ok, findings, failing) => {
  const report = makeVerifyReport(compiled, { findings, routes: 1, proved: 0 }, failing && new Set(failing));
  expect(report).toMatchObject({ ok, proved: 0, checked: { exchanges: 1, queues: 1, bindings: 1, routes: 1 } });
});
