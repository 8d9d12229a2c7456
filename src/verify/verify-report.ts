// Findings → the report: what was checked, and whether it is as it should be.

import type { Compiled } from '../compile/index.js';
import type { FindingKind, VerifyReport } from './finding.js';
import type { Verified } from './verify.js';

/** `failing`: the kinds that count; undefined: whatever is an error or a warning. */
export function makeVerifyReport(
  { topology: { exchanges, queues, bindings } }: Compiled,
  { findings, routes, proved }: Verified,
  failing: ReadonlySet<FindingKind> | undefined,
): VerifyReport {
  return {
    version: 1,
    ok: !findings.some(({ kind, severity }) => failing?.has(kind) ?? severity !== 'info'),
    findings,
    checked: { exchanges: exchanges.size, queues: queues.size, bindings: bindings.length, routes },
    proved,
  };
}
