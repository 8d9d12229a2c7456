// A plan for a terminal. What apply would do comes first, place by place; then what it would not do; a guard that stops
// it all comes last, next to the sentence that says it in counts: there a reader's eye is when the output ends.

import type { Guard, Plan } from '../../plan/index.js';
import { inert, inertLines } from '../page/inert.js';
import { adviceLines } from '../page/advice.js';
import { plain, say, thousands } from '../../text/index.js';
import { hang, widthOf, wrap } from '../page/layout.js';
import { foreignText, heldText, refusedText } from './asides.js';
import { outline } from './outline/outline.js';
import { extentText, partLines } from '../page/part-text.js';
import { guardKey, guardText, optionsText, routingLine, stepsShown, summaryLine, whereText } from './summary.js';
import type { TextOptions } from './steps-text.js';
import { sectionText, signWidthOf } from './steps-text.js';
import type { Style } from '../page/style.js';

export interface PlanTextOptions extends TextOptions {
  /** Every step has its row. */
  readonly full: boolean;
}

/** In lines, each with its line feed. */
export function planText(plan: Plan, options: PlanTextOptions): Generator<string> {
  return inertLines(planLines(plan, options), options.style);
}

function* planLines(plan: Plan, options: PlanTextOptions): Generator<string> {
  const { style, width } = options;
  for (const line of wrap(inert(`Plan for ${whereText(plan)}`), width)) yield style.strong(line);
  const shaped = optionsText(plan);
  if (shaped !== '') for (const line of wrap(inert(shaped), width)) yield style.dim(line);

  const rows = plan.only ?? plan;
  const { adopting, sections, folded } = outline(rows.steps, options.full);
  if (adopting !== undefined) for (const line of hang('~ adopt: ', inert(adopting.text), width)) yield style.dim(line);
  const signWidth = signWidthOf(rows.steps);
  for (const section of sections) {
    yield '';
    yield* sectionText(section, signWidth, options);
  }
  if (folded) {
    yield '';
    for (const line of wrap('What is alike is folded: --full shows every row.', width)) yield style.dim(line);
  }

  yield* aside(`Held (${thousands(rows.held.length)}), until a later apply`, rows.held, style, () =>
    heldText(rows.held, options),
  );
  yield* aside(`Refused (${thousands(rows.refusals.length)})`, rows.refusals, style, () =>
    refusedText(rows.refusals, options),
  );
  yield* aside(`Foreign (${thousands(rows.foreign.length)}), left alone`, rows.foreign, style, () =>
    foreignText(rows.foreign, options),
  );
  const aboutPart = plan.only ? [...partLines(plan.only, options)] : [];
  if (aboutPart.length > 0) yield* ['', ...aboutPart];
  yield* aside(plan.only ? 'Notes, on the whole plan' : 'Notes', plan.notes, style, function* () {
    for (const note of plan.notes) yield* adviceLines('  · ', plain(note), width);
  });
  for (const guard of plan.guards) yield* guardLines(plan, guard, options);
  yield '';
  if (plan.only)
    for (const line of wrap(extentText(plan.only, stepsShown(plan, plan.only)), width)) yield style.strong(line);
  const cost = routingLine(plan);
  if (cost !== undefined) for (const line of wrap(cost, width)) yield style.dim(line);
  for (const line of wrap(summaryLine(plan), width)) yield style.strong(line);
}

function* aside(title: string, of: readonly unknown[], style: Style, lines: () => Iterable<string>): Generator<string> {
  if (of.length === 0) return;
  yield '';
  yield style.strong(title);
  yield* lines();
}

function* guardLines(plan: Plan, guard: Guard, { style, width }: TextOptions): Generator<string> {
  const rule = style.refuse('━'.repeat(Math.min(width, 80)));
  yield '';
  yield rule;
  const title = ` GUARD ${inert(guard.name)} `;
  const verdict = 'apply refuses this plan';
  if (widthOf(title) + 2 + verdict.length <= width) yield `${style.alarm(title)}  ${style.refuse(verdict)}`;
  else {
    yield style.alarm(title);
    yield style.refuse(`  ${verdict}`);
  }
  if (guard.question !== undefined) yield* hang('  ', inert(guard.question), width);
  yield* hang('  ', guardText(plan, guard), width);
  yield* adviceLines(
    '  ',
    say`If that is what you want, write \`${plain(guardKey(guard))}\` into the inventory, or for this run alone: ${{ command: `topo apply ${guard.remedy}` }}`,
    width,
  );
  yield rule;
}
