// The question before an apply, on stderr.

import process from 'node:process';
import confirm from '@inquirer/confirm';
import type { Plan } from '../../plan/index.js';
import { inert } from '../../report/index.js';
import { EXIT, Stop } from '../exit-codes.js';

export async function askToGoOn(plan: Plan): Promise<boolean> {
  const { losingRoute, delete: deleted } = plan.summary;
  const losing = losingRoute === 1 ? '1 queue loses its route' : `${losingRoute} queues lose their route`;
  const danger = deleted > 0 || losingRoute > 0 ? ` (${deleted} to delete, ${losing})` : '';
  const steps = plan.steps.length === 1 ? 'this step' : `these ${plan.steps.length} steps`;
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
