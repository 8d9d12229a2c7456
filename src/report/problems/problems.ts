// Problems of an inventory, for a person and for a program.

import type { Problem } from '../../inventory/index.js';
import { inert, inertJson, inertLine } from '../page/inert.js';
import { counted, thousands } from '../../text/index.js';
import { widthOf } from '../page/layout.js';
import type { Style } from '../page/style.js';

export interface ProblemsTextOptions {
  readonly style: Style;
  /** How many are shown; the rest is counted. */
  readonly limit: number;
  /** Columns of the terminal. */
  readonly width: number;
}

/** `file:line:column  what is wrong  what was expected  hint`, and the offending line below it. */
export function problemsText(problems: readonly Problem[], { style, limit, width }: ProblemsTextOptions): string {
  const shown = problems.slice(0, limit).map((problem) => problemText(problem, style, width));
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  const hidden = problems.length - shown.length;
  const sum = [errors > 0 && counted(errors, 'error'), warnings > 0 && counted(warnings, 'warning')]
    .filter(Boolean)
    .join(', ');
  return [...shown, `${sum}${hidden > 0 ? `; ${thousands(hidden)} not shown, --format json has them all` : ''}`].join(
    '\n',
  );
}

function problemText(problem: Problem, style: Style, width: number): string {
  const { file, line, column, severity, message, expected, hint } = problem;
  const place = style.strong(inert(`${file}:${line}:${column}`));
  const word = severity === 'error' ? '' : `${style.hold('warning:')} `;
  const said = severity === 'error' ? style.remove(inert(message)) : inert(message);
  const rest = [
    expected === undefined ? '' : `  expected: ${inert(expected)}`,
    hint === undefined ? '' : `  ${style.dim(inert(hint))}`,
  ];
  return [inertLine(`${place}  ${word}${said}${rest.join('')}`), ...frame(problem, style, width)].join('\n');
}

/** The offending line and a caret; of a long line, the part around the column. */
function frame({ sourceLine, line, column }: Problem, style: Style, width: number): readonly string[] {
  if (sourceLine === undefined || sourceLine.trim() === '') return [];
  const gutter = `  ${line} | `;
  const room = Math.max(40, width - gutter.length - 2);
  const start = column - 1 < room ? 0 : column - 1 - Math.floor(room / 2);
  const shown = inert(sourceLine.slice(start, start + room));
  const text = `${start > 0 ? '…' : ''}${shown}${sourceLine.length > start + room ? '…' : ''}`;
  const before = widthOf(inert(sourceLine.slice(start, column - 1))) + (start > 0 ? 1 : 0);
  return [style.dim(`${gutter}${text}`), `${' '.repeat(gutter.length + before)}${style.remove('^')}`];
}

export function problemsJson(problems: readonly Problem[]): string {
  const ok = !problems.some((problem) => problem.severity === 'error');
  const rows = problems.map(({ file, line, column, severity, message, expected, hint }) => ({
    file,
    line,
    column,
    severity,
    message,
    ...(expected !== undefined && { expected }),
    ...(hint !== undefined && { hint }),
  }));
  return inertJson(`${JSON.stringify({ version: 1, ok, problems: rows }, null, 2)}\n`);
}
