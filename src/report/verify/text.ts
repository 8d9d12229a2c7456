// What verify found, worst first: each kind with its findings, alike ones folded; the last line says it in counts.

import { groupBy } from '../../topology/index.js';
import type { Finding, FindingKind, Severity, VerifyReport } from '../../verify/index.js';
import { inert, inertLines } from '../page/inert.js';
import type { Item } from '../page/items.js';
import { addressText, countsText, itemsText } from '../page/items.js';
import { counted, thousands } from '../../text/index.js';
import { wrap } from '../page/layout.js';
import type { Extent } from '../page/part-text.js';
import { extentText, partLines } from '../page/part-text.js';
import { arrow } from '../page/step-row.js';
import type { TextOptions } from '../plan/steps-text.js';
import type { Style } from '../page/style.js';

/** In lines, each with its line feed. */
export function verifyText(report: VerifyReport, options: TextOptions): Generator<string> {
  return inertLines(verifyLines(report, options), options.style);
}

function* verifyLines(report: VerifyReport, options: TextOptions): Generator<string> {
  const { style, width } = options;
  const { only } = report;
  for (const group of findingGroups((only ?? report).findings)) {
    yield `${style.strong(group.kind)}  ${severityPaint(group.severity, style)(severityText(group))}`;
    yield* findingsText(group, options);
    yield '';
  }
  if (only) {
    const aboutPart = [...partLines(only, options)];
    if (aboutPart.length > 0) yield* [...aboutPart, ''];
    for (const line of wrap(extentText(only, findingsShown(report, only)), width)) yield style.strong(line);
  }
  const paint = report.ok && report.findings.every(({ severity }) => severity === 'info') ? style.good : style.strong;
  for (const line of wrap(verifySummary(report), width)) yield paint(line);
}

export interface FindingGroup {
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly findings: readonly Finding[];
}

const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** By kind and severity, errors first, in the order in which verify found them. */
export function findingGroups(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = [...groupBy(findings, ({ kind, severity }) => `${severity} ${kind}`).values()].flatMap(
    (members): FindingGroup[] => {
      const first = members[0];
      return first ? [{ kind: first.kind, severity: first.severity, findings: members }] : [];
    },
  );
  return severities.flatMap((severity) => groups.filter((group) => group.severity === severity));
}

export function severityText({ severity, findings }: FindingGroup): string {
  return severity === 'info' ? `${thousands(findings.length)} for information` : counted(findings.length, severity);
}

export function* findingsText({ severity, findings }: FindingGroup, options: TextOptions): Generator<string> {
  const paint = severityPaint(severity, options.style);
  const mark = { error: '✗', warning: '!', info: '·' }[severity];
  yield* itemsText(findings.map(findingItem), { ...options, mark, paint, elsewhere: '--format json' });
}

function severityPaint(severity: Severity, style: Style): Style['error'] {
  switch (severity) {
    case 'error':
      return style.error;
    case 'warning':
      return style.warning;
    case 'info':
      return style.dim;
  }
}

function findingItem(finding: Finding): Item {
  const { object, binding, path, message, remedy } = finding;
  const name = binding ? arrow(binding) : inert(object.name);
  const counts = countsText(finding);
  const place = addressText(path);
  return {
    kind: object.kind,
    head: `${object.kind} ${name}`,
    facts: [counts, place].filter((fact) => fact !== ''),
    why: message,
    remedy,
  };
}

export function findingsShown({ findings }: VerifyReport, only: NonNullable<VerifyReport['only']>): Extent {
  return { shown: only.findings.length, all: findings.length, noun: findings.length === 1 ? 'finding' : 'findings' };
}

/** `2 errors, 1 warning. Checked 7 exchanges, 9 queues and 15 bindings.` */
export function verifySummary(report: VerifyReport): string {
  const groups = findingGroups(report.findings);
  const told = severities.flatMap((severity) => {
    const count = groups
      .filter((group) => group.severity === severity)
      .reduce((sum, group) => sum + group.findings.length, 0);
    if (count === 0) return [];
    return [severity === 'info' ? `${thousands(count)} for information` : counted(count, severity)];
  });
  const found = told.length === 0 ? 'No findings' : told.join(', ');
  const verdict = verdictOf(report);
  return `${verdict}: ${found.replace(/^N/, 'n')}. ${checkedText(report)}`;
}

/** What counts is said by `--fail-on`; by default it is what is wrong. */
function verdictOf({ ok, findings }: VerifyReport): string {
  const isWrong = findings.some(({ severity }) => severity !== 'info');
  if (isWrong) return ok ? 'Nothing that --fail-on names' : 'Not as the inventory has it';
  return ok ? 'Clean' : 'Found what --fail-on names';
}

function checkedText({ checked, proved }: VerifyReport): string {
  const { exchanges, queues, bindings, routes } = checked;
  const hold = proved === routes ? '' : `${thousands(proved)} of `;
  const proven = routes > 0 ? `, proved ${hold}${counted(routes, 'route')}` : '';
  return `Checked ${counted(exchanges, 'exchange')}, ${counted(queues, 'queue')}, ${counted(bindings, 'binding')}${proven}.`;
}
