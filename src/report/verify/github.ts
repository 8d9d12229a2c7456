// What verify found as annotations, at the line of the inventory that asks for it; what it asks for no more has none.

import type { Severity, VerifyReport } from '../../verify/index.js';
import type { Level } from '../page/annotations.js';
import { annotations } from '../page/annotations.js';
import { verifySummary } from './text.js';

const levels: Readonly<Record<Severity, Level>> = { error: 'error', warning: 'warning', info: 'notice' };

export function verifyGithub(report: VerifyReport): Generator<string> {
  const { findings } = report.only ?? report;
  return annotations(
    [
      ...findings.map(({ kind, severity, object, place, message, remedy }) => ({
        level: levels[severity],
        place,
        title: `topo verify: ${kind}: ${object.kind} ${object.name}`,
        lines: [message.text, remedy.text],
      })),
      { level: 'notice', title: 'topo verify', lines: [verifySummary(report)] },
    ],
    'topo verify',
  );
}
