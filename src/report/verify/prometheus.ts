// What verify found as metrics in Prometheus' text format, for node_exporter's textfile collector: every kind has its line, also
// with 0, so that an alert can tell nothing found from nothing looked for. Gauges alone: each run says how it is now.

import type { FindingKind, Severity, VerifyReport } from '../../verify/index.js';
import { findingKinds } from '../../verify/index.js';
import { inert } from '../page/inert.js';

export interface Verified {
  readonly report: VerifyReport;
  readonly vhost: string;
  readonly clusterName: string;
  /** When it had been read: seconds since 1970. */
  readonly at: number;
  /** How long it took, in seconds. */
  readonly took: number;
}

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];
}

export function* verifyPrometheus({ report, vhost, clusterName, at, took }: Verified): Generator<string> {
  const { ok, findings, checked, proved } = report;
  const of = { cluster: clusterName, vhost };
  const count = (kind: FindingKind): number => findings.filter((finding) => finding.kind === kind).length;
  const severe = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  const metrics: readonly Metric[] = [
    {
      name: 'topo_verify_success',
      help: 'Whether the last run found nothing that fails it: 1 or 0.',
      samples: [[{}, ok ? 1 : 0]],
    },
    {
      name: 'topo_verify_last_run_timestamp_seconds',
      help: 'When the last run had read the broker.',
      samples: [[{}, at]],
    },
    { name: 'topo_verify_duration_seconds', help: 'How long the last run took.', samples: [[{}, took]] },
    {
      name: 'topo_verify_findings',
      help: 'Findings of the last run by kind.',
      samples: findingKinds.map((kind) => [{ kind }, count(kind)]),
    },
    {
      name: 'topo_verify_findings_by_severity',
      help: 'Findings of the last run by severity.',
      samples: (['error', 'warning', 'info'] as const).map((severity) => [{ severity }, severe(severity)]),
    },
    {
      name: 'topo_verify_checked',
      help: 'Objects of the inventory that the last run looked for.',
      samples: (['exchanges', 'queues', 'bindings', 'routes'] as const).map((kind) => [{ kind }, checked[kind]]),
    },
    { name: 'topo_verify_routes_proved', help: 'Routes that reach their queue.', samples: [[{}, proved]] },
  ];
  for (const { name, help, samples } of metrics) {
    yield `# HELP ${name} ${help}\n# TYPE ${name} gauge\n`;
    for (const [labels, value] of samples) yield `${name}{${labelsText({ ...of, ...labels })}} ${value}\n`;
  }
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}="${inert(value).replace(/["\\]/g, (character) => `\\${character}`)}"`)
    .join(',');
}
