// A section of a plan's outline → lines of a ```diff block, which GitHub and GitLab colour by their first character.

import type { Sentence } from '../../text/index.js';
import { thousands } from '../../text/index.js';
import { pad } from '../page/layout.js';
import type { Section } from './outline/clusters.js';
import type { Run } from './outline/runs.js';
import type { StepRow } from '../page/step-row.js';
import { LABEL_WIDTH, rowOf, rowOfAlike } from '../page/step-row.js';
import { tallySteps } from './steps-text.js';

export function* diffLines({ because, likewise, blocks }: Section): Generator<string> {
  if (because !== undefined) yield reasonLine(because, likewise);
  for (const { heading, folded, runs } of blocks) {
    if (heading !== undefined) yield `@@ ${heading} @@`;
    if (folded)
      for (const { sign, text } of tallySteps(folded.steps, folded.times))
        yield sign === '~' ? `!${text.slice(1)}` : text;
    for (const run of runs) yield* runLines(run);
  }
}

function* runLines({ because, likewise, rows }: Run): Generator<string> {
  if (because !== undefined) yield reasonLine(because, likewise);
  for (const row of rows)
    switch (row.row) {
      case 'step':
        yield rowLine(rowOf(row.step), '');
        break;
      case 'alike':
        yield rowLine(rowOfAlike(row.first, row.last), ` (${thousands(row.count)})`);
        break;
      case 'more':
        yield `  … ${thousands(row.count)} more …`;
    }
}

function rowLine({ sign, label, subject, detail }: StepRow, count: string): string {
  const told = detail === '' ? '' : `  ${detail}`;
  return `${sign === '~' ? '!' : sign} ${pad(label, LABEL_WIDTH)}  ${subject}${count}${told}`;
}

function reasonLine({ text }: Sentence, likewise: boolean): string {
  return `# because ${text}${likewise ? '; the others likewise' : ''}`;
}
