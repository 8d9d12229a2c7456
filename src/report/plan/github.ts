// A plan as annotations: what apply will refuse, at the line of the inventory that asks for it, what it will hold, and the plan in
// one line.

import type { Plan } from '../../plan/index.js';
import type { Annotation } from '../page/annotations.js';
import { annotations } from '../page/annotations.js';
import { guardText, summaryLine } from './summary.js';

export function planGithub(plan: Plan): Generator<string> {
  const { guards, refusals, held, notes } = plan;
  const { refusals: shownRefusals, held: shownHeld } = plan.only ?? { refusals, held };
  const all: readonly Annotation[] = [
    ...guards.map((guard) => ({
      level: 'error' as const,
      title: 'topo plan: apply will refuse all of it',
      lines: [...(guard.question === undefined ? [] : [guard.question]), guardText(plan, guard)],
    })),
    ...shownRefusals.map(({ kind, name, place, reason, remedy }) => ({
      level: 'error' as const,
      place,
      title: `topo plan: refused: ${kind} ${name}`,
      lines: [reason.text, remedy.text],
    })),
    ...shownHeld.map(({ kind, name, reason, remedy }) => ({
      level: 'warning' as const,
      title: `topo plan: held: ${kind} ${name}`,
      lines: [reason.text, remedy.text],
    })),
    { level: 'notice', title: 'topo plan', lines: [summaryLine(plan)] },
    ...notes
      .filter((note) => !guards.some(({ question }) => question === note))
      .map((note) => ({ level: 'notice' as const, title: 'topo plan', lines: [note] })),
  ];
  return annotations(all, 'topo plan');
}
