// What each shell completes, in that shell: bash is on every machine, zsh and fish come as the brokers do.

import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { findProgram } from '../support/debian.js';
import { topo, withFolder } from '../support/topo.js';

/** The words before the cursor, the last one unfinished, and one that completes it. */
const cases: readonly (readonly [readonly string[], string])[] = [
  [['pl'], 'plan'],
  [['plan', '--format', 'mark'], 'markdown'],
  [['plan', '--detai'], '--detailed-exitcode'],
  [['plan', '--only', 'clus'], 'cluster='],
  [['verify', '--format', 'prom'], 'prometheus'],
  [['graph', '-f', 'my fl'], 'my fleet.yaml'],
  [['apply', 'my fl'], 'my fleet.yaml'],
  [['completion', 'fi'], 'fish'],
];

async function inFolder(shell: string, work: (folder: string, script: string) => Promise<void>): Promise<void> {
  const { code, stdout } = await topo(['completion', shell]);
  expect(code).toBe(0);
  await withFolder(async (folder) => {
    writeFileSync(join(folder, 'my fleet.yaml'), '');
    const script = join(folder, 'completion');
    writeFileSync(script, stdout);
    await work(folder, script);
  });
}

async function run(words: readonly string[], cwd: string): Promise<string> {
  const [file = '', ...args] = words;
  return await new Promise((resolve, reject) => {
    execFile(
      file,
      args,
      { cwd, timeout: 60_000, env: { PATH: process.env['PATH'], HOME: cwd, TERM: 'dumb' } },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`${error.message}\n${stdout}${stderr}`));
        else resolve(stdout + stderr);
      },
    );
  });
}

const shell = async (name: 'zsh' | 'fish'): Promise<readonly string[]> =>
  await findProgram([name], `/usr/bin/${name}`, 'shells', (line) => {
    process.stderr.write(`${line}\n`);
  });

describe('completion', () => {
  test('bash', async () => {
    await inFolder('bash', async (folder, script) => {
      const ask =
        'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _topo; printf "%s\\n" "${COMPREPLY[@]}"';
      for (const [words, wanted] of cases)
        expect((await run(['bash', '-c', ask, 'bash', script, 'topo', ...words], folder)).split('\n')).toContain(
          wanted,
        );
      // `--format=` is three words there.
      const written = ['topo', 'plan', '--format', '=', 'mark'];
      expect(await run(['bash', '-c', ask, 'bash', script, ...written], folder)).toBe('markdown\n');
      await run(['bash', '-c', ask, 'bash', script, 'topo', 'plan', '-f', '$(touch evil)'], folder);
      expect(existsSync(join(folder, 'evil'))).toBe(false);
    });
  });

  test('fish', { timeout: 240_000 }, async () => {
    const fish = await shell('fish');
    await inFolder('fish', async (folder, script) => {
      for (const [words, wanted] of cases) {
        const typed = `topo ${words.map((word) => word.replace(' ', '\\ ')).join(' ')}`;
        const ask = `source ${script}; complete -C ${JSON.stringify(typed)}`;
        expect(await run([...fish, '-c', ask], folder)).toMatch(new RegExp(`^${wanted.replace(' ', '\\\\? ')}`, 'm'));
      }
    });
  });

  test('zsh, as somebody types', { timeout: 240_000 }, async () => {
    const zsh = await shell('zsh');
    await inFolder('zsh', async (folder, script) => {
      for (const [words, wanted] of cases) {
        const typed = `topo ${words.map((word) => word.replace(' ', '\\ ')).join(' ')}`;
        const shown = wanted.replace(' ', '\\ ');
        const ask = [
          'zmodload zsh/zpty',
          'zpty z "PS1=P zsh -f -i"',
          `zpty -w z 'autoload -Uz compinit; compinit -u -D; source ${script}; echo RE""ADY'`,
          `zpty -r -m z out '*READY*'`,
          `zpty -w -n z '${typed}'$'\\t'`,
          `zpty -r -m z out '*${shown.replaceAll('\\', '\\\\')}*'`,
          'print -r -- "$out"',
        ].join('\n');
        expect(await run([...zsh, '-f', '-c', ask], folder)).toContain(shown);
      }
    });
  });
});
