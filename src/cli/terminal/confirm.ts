// The question before an apply, on stderr.

import process from 'node:process';
import confirm from '@inquirer/confirm';
import type { Plan } from '../../plan/index.js';
import { inert, losingText } from '../../report/index.js';
import { counted, thousands } from '../../text/index.js';
import { EXIT, Stop } from '../exit-codes.js';

export async function askToGoOn(plan: Plan): Promise<boolean> {
  const { losingRoute, delete: deleted, replace } = plan.summary;
  const taken = [
    ...(deleted > 0 ? [`${thousands(deleted)} to delete`] : []),
    ...(replace > 0 ? [`${thousands(replace)} to replace`] : []),
  ];
  const danger = taken.length > 0 || losingRoute > 0 ? ` (${[...taken, losingText(plan)].join(', ')})` : '';
  const steps = plan.steps.length === 1 ? 'this step' : `these ${counted(plan.steps.length, 'step')}`;
  try {
    return await confirm(
      { message: `Apply ${steps} to vhost ${inert(plan.vhost)}${danger}?`, default: false },
      { output: process.stderr },
    );
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError')
      throw new Stop(EXIT.interrupted, 'interrupted at the question: nothing was changed');
    throw error;
  }
}
