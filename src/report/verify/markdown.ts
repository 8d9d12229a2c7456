// What verify found as a comment: the counts, the errors open, the rest folded away. Same limits as a plan's.

import type { VerifyReport } from '../../verify/index.js';
import { thousands } from '../../text/index.js';
import type { MarkdownBlock } from '../page/markdown-document.js';
import { markdownDocument } from '../page/markdown-document.js';
import type { TextOptions } from '../plan/steps-text.js';
import { makeStyle } from '../page/style.js';
import { partBlocks, partMarkdown } from '../page/part-text.js';
import { findingGroups, findingsShown, findingsText, severityText, verifySummary } from './text.js';

/** By this line a CI job finds its own comment, to update it. */
const MARKER = '<!-- topo verify -->';

const plain: TextOptions = { style: makeStyle(false), width: 100 };

export function verifyMarkdown(report: VerifyReport): string {
  const groups = findingGroups(report.findings);
  const isClean = report.ok && groups.every(({ severity }) => severity === 'info');
  const rows = groups.map(
    ({ kind, severity, findings }) => `| ${kind} | ${severity} | ${thousands(findings.length)} |`,
  );
  const head = [
    MARKER,
    `### topo verify: ${isClean ? 'clean' : groups.map((group) => `${thousands(group.findings.length)} ${group.kind}`).join(', ')}`,
    '',
    ...(report.only ? [...partMarkdown(report.only, findingsShown(report, report.only)), ''] : []),
    ...(rows.length === 0 ? [] : ['| kind | severity | count |', '|---|---|---:|', ...rows, '']),
    `**${verifySummary(report)}**`,
  ];
  const shown = report.only ? findingGroups(report.only.findings) : groups;
  const blocks = shown.map((group): MarkdownBlock => ({
    title: `${group.kind}: ${severityText(group)}`,
    form: 'text',
    lines: findingsText(group, plain),
    closed: group.severity !== 'error',
  }));
  return markdownDocument(
    head,
    [...(report.only ? partBlocks(report.only) : []), ...blocks],
    'All of it: `topo verify --format json`.',
  ).text;
}
