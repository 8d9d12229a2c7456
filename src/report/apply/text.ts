// The report after an apply: what was done in counts, then everything that was not, with the broker's own reason and what
// to do; the last line says whether the broker now has what the inventory asks for.

import type { ApplyReport, Outcome, StepResult } from '../../apply/index.js';
import type { StepAction } from '../../plan/index.js';
import { inert, inertLines } from '../page/inert.js';
import type { Item } from '../page/items.js';
import { countsText, itemsText } from '../page/items.js';
import { say, thousands } from '../../text/index.js';
import { wrap } from '../page/layout.js';
import { arrow } from '../page/step-row.js';
import type { TextOptions } from '../plan/steps-text.js';
import type { Style } from '../page/style.js';

/** In lines, each with its line feed. */
export function applyText(report: ApplyReport, options: TextOptions): Generator<string> {
  return inertLines(applyLines(report, options), options.style);
}

function* applyLines(report: ApplyReport, options: TextOptions): Generator<string> {
  const { style, width } = options;
  yield style.strong(inert(`Apply on vhost ${report.vhost}`));
  const done = doneText(report.outcomes);
  yield `  ${done === '' ? 'nothing was changed' : done}`;
  for (const { result, title, mark, paint } of listed(style)) {
    const outcomes = report.outcomes.filter((outcome) => outcome.result === result);
    if (outcomes.length === 0) continue;
    yield '';
    yield style.strong(`${title} (${thousands(outcomes.length)})`);
    yield* itemsText(outcomes.map(outcomeItem), { ...options, mark, paint, elsewhere: '--format json' });
  }
  if (report.error) {
    yield '';
    yield style.strong('Not read back');
    yield* itemsText([unreadItem(report.error)], {
      ...options,
      mark: '✗',
      paint: style.error,
      elsewhere: '--format json',
    });
  }
  yield '';
  const paint = report.converged && report.exitCode === 0 ? style.good : style.strong;
  for (const line of wrap(lastLine(report), width)) yield paint(line);
}

function listed(style: Style): readonly {
  readonly result: StepResult;
  readonly title: string;
  readonly mark: string;
  readonly paint: Style['hold'];
}[] {
  return [
    { result: 'failed', title: 'Failed', mark: '✗', paint: style.error },
    { result: 'held', title: 'Held, until a later apply', mark: '!', paint: style.hold },
    { result: 'refused', title: 'Refused', mark: '✗', paint: style.refuse },
    { result: 'skipped', title: 'Skipped', mark: '○', paint: style.dim },
  ];
}

const past: Readonly<Record<StepAction, string>> = {
  declare: 'declared',
  bind: 'bound',
  adopt: 'adopted',
  set: 'set',
  replace: 'replaced',
  unbind: 'unbound',
  delete: 'deleted',
  clear: 'cleared',
};

/** `16 declared, 15 bound` */
function doneText(outcomes: readonly Outcome[]): string {
  const counts = new Map<StepAction, number>();
  for (const { step, result } of outcomes)
    if (result === 'done') counts.set(step.action, (counts.get(step.action) ?? 0) + 1);
  const actions = Object.entries(past).flatMap(([action, word]) =>
    [...counts].filter(([counted]) => counted === action).map(([, count]) => `${thousands(count)} ${word}`),
  );
  return actions.join(', ');
}

function outcomeItem({ step, result, error, remedy, ...counts }: Outcome): Item {
  const { action, name, binding } = step;
  const kind = binding?.destinationType ?? step.kind;
  const object = `${kind} ${binding ? arrow(binding) : inert(name)}`;
  // A refusal stands for what was asked for, not for a step: its action says nothing.
  const head = result === 'refused' ? object : `${action} ${object}`;
  const told = countsText(counts);
  return {
    kind: result === 'refused' ? kind : action,
    head,
    facts: told === '' ? [] : [told],
    why: error ?? step.reason ?? say`no reason was given`,
    ...(remedy && { remedy }),
  };
}

function unreadItem({ message, remedy }: NonNullable<ApplyReport['error']>): Item {
  const why = say`${message}: what the broker is like now is not known`;
  return { kind: 'broker', head: 'the broker', facts: [], why, ...(remedy && { remedy }) };
}

function lastLine({ outcomes, summary, converged, exitCode, error }: ApplyReport): string {
  const { done, failed, held, refused, skipped } = summary;
  const others: readonly (readonly [number, string])[] = [
    [failed, 'failed'],
    [held, 'held'],
    [refused, 'refused'],
    [skipped, 'skipped'],
  ];
  const told = [
    `${thousands(done)} done`,
    ...others.filter(([count]) => count > 0).map(([count, word]) => `${thousands(count)} ${word}`),
  ];
  const counts = outcomes.length === 0 ? 'Nothing to do' : told.join(', ');
  return `${counts}: ${endText(converged, exitCode, refused, error !== undefined)}`;
}

function endText(converged: boolean, exitCode: number, refused: number, isUnread: boolean): string {
  if (exitCode === 130)
    return converged
      ? 'stopped, and nothing was left to do: the broker has what the inventory asks for.'
      : 'stopped before the end. What is done stays valid: run the same command again, it does the rest.';
  if (isUnread)
    return 'whether it converged is not known. What is done stays valid: when the broker can be read again, run the same command again.';
  if (!converged)
    return 'not converged. Mend what is named above, then run the same command again: it finishes the rest.';
  if (refused > 0) return 'converged, but for what was refused.';
  return exitCode === 0
    ? 'converged, the broker has what the inventory asks for.'
    : 'converged all the same, the broker has what the inventory asks for; what is named above was not done by this run.';
}
