// Problems of an inventory as annotations at their lines: `--format github`.

import type { Problem } from '../../inventory/index.js';
import { annotations } from '../page/annotations.js';
import { hintOf } from './problems.js';

export function problemsGithub(problems: readonly Problem[]): Generator<string> {
  return annotations(
    problems.map((problem) => {
      const { file, line, column, severity, message, expected } = problem;
      const hint = hintOf(problem)?.text;
      return {
        level: severity,
        place: { file, line, column },
        title: 'topo: the inventory',
        lines: [
          message,
          ...(expected === undefined ? [] : [`expected: ${expected}`]),
          ...(hint === undefined ? [] : [hint]),
        ],
      };
    }),
    'topo validate',
  );
}
