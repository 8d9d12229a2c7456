// Findings → the report: what was checked, and whether it is as it should be; with `--only` also which part of it is shown.

import type { Compiled } from '../compile/index.js';
import { showPart } from '../plan/index.js';
import type { Selection } from '../topology/index.js';
import { isWay } from '../topology/index.js';
import type { Finding, FindingKind, VerifyReport } from './finding.js';
import type { VerifyInput } from './verify-input.js';
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

/** The same report, of which a part is shown: what is found in it, and what cuts it off above. */
export function onlyPart(report: VerifyReport, selection: Selection, input: VerifyInput): VerifyReport {
  const { activity, roleOf } = input;
  const isOfWay = ({ object: { kind, name } }: Finding): boolean => {
    const role = kind === 'exchange' ? roleOf(kind, name) : undefined;
    return role !== undefined && isWay(role);
  };
  const belongs = (finding: Finding): boolean => {
    const side = selection.sideOf(finding.path);
    return side === 'within' || (finding.severity === 'error' && (side === 'above' || isOfWay(finding)));
  };
  return {
    ...report,
    only: { ...showPart(input, selection, activity), findings: report.findings.filter(belongs) },
  };
}
