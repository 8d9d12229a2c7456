// topo completion: prints what makes a shell complete topo's commands, options and their values. Surprise: by text of our own and
// by no library: those that there are start the program at each key, evaluate what was typed, or know no file names.

import type { Command } from 'commander';
import { bashCompletion } from '../completion/bash.js';
import { fishCompletion } from '../completion/fish.js';
import type { SurfaceCommand } from '../completion/surface.js';
import { surfaceOf } from '../completion/surface.js';
import { zshCompletion } from '../completion/zsh.js';
import { EXIT } from '../exit-codes.js';
import { writeOut } from '../terminal/output.js';

export const shells = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
} satisfies Readonly<Record<string, (commands: readonly SurfaceCommand[]) => string>>;

export async function completionCommand(shell: keyof typeof shells, program: Command): Promise<number> {
  await writeOut([shells[shell](surfaceOf(program))]);
  return EXIT.done;
}
