// A warning about a policy that RabbitMQ will refuse: met at apply, it would leave the run half built.

import { MAX_COMPILED, compiledSize } from '../topology/index.js';
import type { Step } from './plan.js';

export function notesOnPattern(steps: readonly Step[]): readonly string[] {
  return steps.flatMap(({ action, policy, name }) => {
    const size = action === 'set' && policy ? compiledSize(policy.pattern) : 0;
    if (size <= MAX_COMPILED) return [];
    return [
      `RabbitMQ will refuse the policy ${name}, and from then on nothing is taken down: its pattern, which names every ` +
        `exchange of the tree, takes ${kibibytes(size)} KiB compiled, and ${kibibytes(MAX_COMPILED)} are allowed. Names that ` +
        'are shorter, fewer, or count up take less; what leaves can leave in an apply before; or take `routing.unroutable` out.',
    ];
  });
}

function kibibytes(bytes: number): string {
  return Math.ceil(bytes / 1024).toLocaleString('en');
}
