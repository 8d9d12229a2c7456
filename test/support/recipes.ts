// What the README and the action tell a CI to run, read as the CI reads it, and run by a shell as the CI runs it.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Ran } from './topo.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Workflow {
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[]; readonly env?: Record<string, string> }>>;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

export interface GitlabJob {
  readonly variables?: Readonly<Record<string, string>>;
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
  readonly after_script?: readonly string[];
}

/** The block of the README whose first line is that file's name. */
export function readmeRecipe(file: string): string {
  const readme = readFileSync(`${root}README.md`, 'utf8');
  const found = [...readme.matchAll(/```yaml\n# (\S+)\n(.*?)```/gs)].find(([, name]) => name === file);
  if (found === undefined) throw new Error(`the README has no ${file}`);
  return found[2] ?? '';
}

export function readWorkflow(text: string): Workflow {
  const workflow: Workflow = parse(text);
  return workflow;
}

export function readAction(): Action {
  const action: Action = parse(readFileSync(`${root}.github/actions/topo/action.yml`, 'utf8'));
  return action;
}

export function readGitlab(text: string): Readonly<Record<string, GitlabJob>> {
  const jobs: Readonly<Record<string, GitlabJob>> = parse(text);
  return jobs;
}

export interface Place {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** With what GitHub puts in place of `${{ … }}`; an expression that is not known is empty there, and an error here. */
export function resolved(
  env: Readonly<Record<string, string>> | undefined,
  known: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const put = (text: string): string =>
    text.replace(/\$\{\{ *(.*?) *\}\}/g, (_, expression: string) => {
      const value = known[expression];
      if (value === undefined) throw new Error(`\${{ ${expression} }} is not known to this test`);
      return value;
    });
  return Object.fromEntries(Object.entries(env ?? {}).map(([name, text]) => [name, put(text)]));
}

export function runShell(script: string, { folder, env }: Place): Promise<Ran> {
  return new Promise((resolve) => {
    const words = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script];
    const child = execFile('bash', words, { cwd: folder, env }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}
