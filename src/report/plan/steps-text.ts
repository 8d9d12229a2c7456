// The outline of a plan → lines: a title a section, a row a step, columns aligned, folded blocks as one line of counts.

import { groupBy } from '../../topology/index.js';
import type { SubjectKind, Step, StepAction } from '../../plan/index.js';
import { inert } from '../page/inert.js';
import { counted, thousands } from '../../text/index.js';
import { hang, pad, widthOf } from '../page/layout.js';
import type { Block, Section } from './outline/clusters.js';
import type { OutlineRow, Run } from './outline/runs.js';
import type { Sign, StepRow } from '../page/step-row.js';
import { LABEL_WIDTH, paintOf, rowOf, rowOfAlike, signOf } from '../page/step-row.js';
import type { Style } from '../page/style.js';

export interface TextOptions {
  readonly style: Style;
  /** Columns of the terminal. Names are never cut to fit. */
  readonly width: number;
}

export function* sectionText(section: Section, signWidth: number, options: TextOptions): Generator<string> {
  const { title, because, likewise } = section;
  yield options.style.strong(inert(title));
  if (because !== undefined)
    for (const line of hang('  ', becauseText({ because, likewise, rows: section.blocks }), options.width))
      yield options.style.dim(line);
  for (const block of section.blocks) yield* blockText(block, signWidth, options);
}

/** 3 where a `-/+` is among the steps. */
export function signWidthOf(steps: readonly Step[]): number {
  return steps.some((step) => step.action === 'replace') ? 3 : 1;
}

function* blockText(block: Block, signWidth: number, options: TextOptions): Generator<string> {
  const { style, width } = options;
  const heading = block.heading === undefined ? undefined : inert(block.heading);
  const indent = heading === undefined ? 2 : 4;
  if (heading !== undefined && block.folded) yield* foldedText(heading, block.folded, options);
  else if (heading !== undefined) yield `  ${heading}`;
  const columns = { indent, sign: signWidth, label: LABEL_WIDTH + 2 - indent, subject: subjectWidth(block) };
  for (const run of block.runs) {
    if (run.because !== undefined)
      for (const line of hang(' '.repeat(indent), becauseText(run), width)) yield style.dim(line);
    for (const row of run.rows) yield* rowText(row, columns, options);
  }
}

/** A colon where the rows follow that it is for. */
function becauseText({ because, likewise, rows }: Omit<Run, 'rows'> & { readonly rows: readonly unknown[] }): string {
  return `because ${inert(because?.text ?? '')}${likewise ? '; the others likewise' : ''}${rows.length > 0 ? ':' : ''}`;
}

interface Columns {
  readonly indent: number;
  readonly sign: number;
  readonly label: number;
  readonly subject: number;
}

/** Details of one block stand in one column, unless a name is very long. */
function subjectWidth({ runs }: Block): number {
  let width = 0;
  for (const run of runs)
    for (const row of run.rows) {
      const { subject, detail, count } = cells(row);
      if (detail !== '') width = Math.max(width, widthOf(subject) + widthOf(count));
    }
  return Math.min(width, 44);
}

function cells(row: OutlineRow): StepRow & { readonly count: string } {
  switch (row.row) {
    case 'step':
      return { ...rowOf(row.step), count: '' };
    case 'alike':
      return { ...rowOfAlike(row.first, row.last), count: ` (${thousands(row.count)})` };
    case 'more':
      return { sign: '+', label: '', subject: '', detail: '', count: '' };
  }
}

function* rowText(row: OutlineRow, columns: Columns, { style, width }: TextOptions): Generator<string> {
  const blanks = ' '.repeat(columns.indent);
  const margin = columns.indent + columns.sign + columns.label + 3;
  if (row.row === 'more') {
    yield style.dim(`${' '.repeat(margin)}… ${thousands(row.count)} more …`);
    return;
  }
  const { sign, label, subject: whole, detail, count } = cells(row);
  const subject = whole + count;
  const head = `${blanks}${paintOf(sign, style)(`${pad(sign, columns.sign)} ${pad(label, columns.label)}`)}  `;
  if (margin + widthOf(subject) > width && subject.includes(ARROW)) {
    const at = subject.lastIndexOf(ARROW);
    yield head + subject.slice(0, at);
    yield ' '.repeat(margin + 1) + subject.slice(at);
  } else if (detail === '') yield head + subject;
  else if (margin + Math.max(widthOf(subject), columns.subject) + 2 + widthOf(detail) <= width)
    yield `${head}${pad(subject, columns.subject)}  ${style.dim(detail)}`;
  else {
    yield head + subject;
    for (const line of hang(' '.repeat(margin + 2), detail, width)) yield style.dim(line);
  }
}

const ARROW = ' ──▶ ';

function* foldedText(
  heading: string,
  { steps, times }: NonNullable<Block['folded']>,
  { style, width }: TextOptions,
): Generator<string> {
  const tallies = tallySteps(steps, times);
  const daemons = [...new Set(steps.map((step) => step.path?.daemon ?? ''))].filter((name) => name !== '').map(inert);
  const told = daemons.length > 0 && daemons.length <= 8 ? ` (${daemons.join(', ')})` : '';
  const plain = tallies.map(({ text }) => text).join(', ') + told;
  const painted = tallies.map(({ sign, text }) => paintOf(sign, style)(text)).join(', ') + style.dim(told);
  if (widthOf(`  ${heading}  ${plain}`) <= width) yield `  ${heading}  ${painted}`;
  else {
    yield `  ${heading}`;
    yield `    ${painted}`;
  }
}

interface Tally {
  readonly sign: Sign;
  readonly text: string;
}

/** `+ 40 queues`, `~ 40 queues adopted`, `- 40 bindings`, in the order of the plan. */
export function tallySteps(steps: readonly Step[], times: number): readonly Tally[] {
  const groups = groupBy(steps, ({ action, kind }) => `${action} ${kind}`);
  return [...groups.values()].flatMap((group) => {
    const first = group[0];
    return first ? [tally(first.action, first.kind, group.length * times)] : [];
  });
}

function tally(action: StepAction, kind: SubjectKind, count: number): Tally {
  const sign = signOf(action);
  const word = action === 'adopt' ? ' adopted' : action === 'set' ? ' set' : '';
  return { sign, text: `${sign} ${counted(count, kind)}${word}` };
}
