// Metrics of verify: each kind has its line, also with 0; a label's value is quoted as Prometheus reads it.

import { expect, test } from 'vitest';
import { verifyPrometheus } from '../../../src/report/verify/prometheus.js';
import { findingKinds, makeVerifyReport } from '../../../src/verify/index.js';
import { desiredOf, liveOf, verifyOf } from '../../support/desired.js';
import { textOf } from '../../support/report-text.js';

const desired = desiredOf('daemons: { vm: { scope: hypervisor } }\nclusters: { 5: { hypervisors: [1, 2] } }');
const written = (names: { readonly vhost: string; readonly clusterName: string }, queue?: string): string => {
  const live = liveOf(desired, (draft) => {
    if (queue !== undefined) draft.queues.delete(queue);
  });
  const report = makeVerifyReport(desired.compiled, verifyOf(desired, live), undefined);
  return textOf(verifyPrometheus({ report, at: 1_796_000_000, took: 1.25, ...names }));
};

test('one missing queue', () => {
  const text = written({ vhost: '/', clusterName: 'rabbit@prod' }, 'vm-5-1');
  expect(text).toMatchInlineSnapshot(`
    "# HELP topo_verify_success Whether the last run found nothing that fails it: 1 or 0.
    # TYPE topo_verify_success gauge
    topo_verify_success{cluster="rabbit@prod",vhost="/"} 0
    # HELP topo_verify_last_run_timestamp_seconds When the last run had read the broker.
    # TYPE topo_verify_last_run_timestamp_seconds gauge
    topo_verify_last_run_timestamp_seconds{cluster="rabbit@prod",vhost="/"} 1796000000
    # HELP topo_verify_duration_seconds How long the last run took.
    # TYPE topo_verify_duration_seconds gauge
    topo_verify_duration_seconds{cluster="rabbit@prod",vhost="/"} 1.25
    # HELP topo_verify_findings Findings of the last run by kind.
    # TYPE topo_verify_findings gauge
    topo_verify_findings{cluster="rabbit@prod",vhost="/",kind="missing"} 2
    topo_verify_findings{cluster="rabbit@prod",vhost="/",kind="mismatch"} 0
    topo_verify_findings{cluster="rabbit@prod",vhost="/",kind="catch-all"} 0
    topo_verify_findings{cluster="rabbit@prod",vhost="/",kind="type-clash"} 0
    topo_verify_findings{cluster="rabbit@prod",vhost="/",kind="unroutable"} 0
    topo_verify_findings{cluster="rabbit@prod",vhost="/",kind="duplicate-route"} 0
    topo_verify_findings{cluster="rabbit@prod",vhost="/",kind="extra-binding"} 0
    topo_verify_findings{cluster="rabbit@prod",vhost="/",kind="orphan"} 0
    topo_verify_findings{cluster="rabbit@prod",vhost="/",kind="suspect"} 0
    topo_verify_findings{cluster="rabbit@prod",vhost="/",kind="no-consumer"} 0
    topo_verify_findings{cluster="rabbit@prod",vhost="/",kind="down"} 0
    topo_verify_findings{cluster="rabbit@prod",vhost="/",kind="uncounted"} 0
    topo_verify_findings{cluster="rabbit@prod",vhost="/",kind="draining"} 0
    topo_verify_findings{cluster="rabbit@prod",vhost="/",kind="foreign"} 1
    # HELP topo_verify_findings_by_severity Findings of the last run by severity.
    # TYPE topo_verify_findings_by_severity gauge
    topo_verify_findings_by_severity{cluster="rabbit@prod",vhost="/",severity="error"} 2
    topo_verify_findings_by_severity{cluster="rabbit@prod",vhost="/",severity="warning"} 0
    topo_verify_findings_by_severity{cluster="rabbit@prod",vhost="/",severity="info"} 1
    # HELP topo_verify_checked Objects of the inventory that the last run looked for.
    # TYPE topo_verify_checked gauge
    topo_verify_checked{cluster="rabbit@prod",vhost="/",kind="exchanges"} 3
    topo_verify_checked{cluster="rabbit@prod",vhost="/",kind="queues"} 2
    topo_verify_checked{cluster="rabbit@prod",vhost="/",kind="bindings"} 4
    topo_verify_checked{cluster="rabbit@prod",vhost="/",kind="routes"} 2
    # HELP topo_verify_routes_proved Routes that reach their queue.
    # TYPE topo_verify_routes_proved gauge
    topo_verify_routes_proved{cluster="rabbit@prod",vhost="/"} 1
    "
  `);
  expect(findingKinds.every((kind) => text.includes(`kind="${kind}"`))).toBe(true);
});

test('a clean run', () => {
  const text = written({ vhost: '/', clusterName: 'rabbit@prod' });
  expect(text).toContain('topo_verify_success{cluster="rabbit@prod",vhost="/"} 1');
  expect(text.match(/^topo_verify_findings\{.* 0$/gm)).toHaveLength(findingKinds.length);
});

test('a name with quotes, a backslash and a line end', () => {
  const text = written({ vhost: 'a"b\\c\nd', clusterName: 'x' });
  expect(text).toContain(String.raw`vhost="a\"b\\c\\u{a}d"`);
});
