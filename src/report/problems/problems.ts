// Problems of an inventory, for a person and for a program.

import type { Problem } from '../../inventory/index.js';
import { inert, inertJson, inertLine } from '../page/inert.js';
import type { Sentence } from '../../text/index.js';
import { counted, plain, say, thousands } from '../../text/index.js';
import { adviceLines } from '../page/advice.js';
import { hang, widthOf, wrap } from '../page/layout.js';
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
  const more = hidden > 0 ? `; ${thousands(hidden)} not shown, --format json has them all` : '';
  return [...shown, ...wrap(sum + more, width)].join('\n');
}

/** One line, by which editors and CI jobs find the place; on a terminal too narrow for that, wrapped. */
function problemText(problem: Problem, style: Style, width: number): string {
  const lines = width < NARROW ? wrapped(problem, style, width) : [oneLine(problem, style)];
  return [...lines, ...frame(problem, style, width)].map(style.line).join('\n');
}

const NARROW = 80;

/** What to do: the hint, and the command behind it. */
export function hintOf({ hint, command }: Problem): Sentence | undefined {
  if (hint === undefined) return undefined;
  return command === undefined ? plain(hint) : say`${plain(hint)}: ${command}`;
}

function oneLine(problem: Problem, style: Style): string {
  const { file, line, column, severity, message, expected } = problem;
  const hint = hintOf(problem);
  const place = style.strong(inert(`${file}:${line}:${column}`));
  const word = severity === 'error' ? '' : `${style.hold('warning:')} `;
  const said = severity === 'error' ? style.remove(inert(message)) : inert(message);
  const rest = [
    expected === undefined ? '' : `  expected: ${inert(expected)}`,
    hint === undefined ? '' : `  ${style.dim(inert(hint.text))}`,
  ];
  return inertLine(`${place}  ${word}${said}${rest.join('')}`);
}

function wrapped(problem: Problem, style: Style, width: number): readonly string[] {
  const { file, line, column, severity, message, expected } = problem;
  const hint = hintOf(problem);
  const isError = severity === 'error';
  const said = hang('  ', `${isError ? '' : 'warning: '}${inert(message)}`, width);
  return [
    style.strong(inertLine(inert(`${file}:${line}:${column}`))),
    ...said.map((text) => (isError ? style.remove : style.hold)(inertLine(text))),
    ...(expected === undefined ? [] : hang('  expected: ', inert(expected), width).map(inertLine)),
    ...(hint === undefined ? [] : adviceLines('  ', hint, width).map((text) => style.dim(inertLine(text)))),
  ];
}

/** The offending line and a caret; of a long line, the part around the column. */
function frame({ sourceLine, line, column }: Problem, style: Style, width: number): readonly string[] {
  if (sourceLine === undefined || sourceLine.trim() === '') return [];
  const gutter = `  ${line} | `;
  const room = Math.max(width < NARROW ? 24 : 40, width - gutter.length - 2);
  const most = Math.floor(room / 2);
  let start = widthOf(sourceLine.slice(0, column - 1)) < room ? 0 : Math.max(0, column - 1 - most);
  while (start > 0 && widthOf(sourceLine.slice(start, column - 1)) > most) start += 1;
  let end = start + room;
  while (widthOf(sourceLine.slice(start, end)) > room) end -= 1;
  const text = `${start > 0 ? '…' : ''}${inert(sourceLine.slice(start, end))}${sourceLine.length > end ? '…' : ''}`;
  const before = widthOf(inert(sourceLine.slice(start, column - 1))) + (start > 0 ? 1 : 0);
  return [style.dim(`${gutter}${text}`), `${' '.repeat(gutter.length + before)}${style.remove('^')}`];
}

export function problemsJson(problems: readonly Problem[]): string {
  const ok = !problems.some((problem) => problem.severity === 'error');
  const rows = problems.map((problem) => ({
    file: problem.file,
    line: problem.line,
    column: problem.column,
    severity: problem.severity,
    message: problem.message,
    expected: problem.expected,
    hint: hintOf(problem)?.text,
  }));
  return inertJson(`${JSON.stringify({ version: 1, ok, problems: rows }, null, 2)}\n`);
}
