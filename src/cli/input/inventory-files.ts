// -f PATH…: files, folders (their *.yaml and *.yml, sorted, not recursive) and standard input → texts.

import type { Stats } from 'node:fs';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { buffer } from 'node:stream/consumers';
import type { InventoryText, Problem } from '../../inventory/index.js';
import { MAX_BYTES, fileTooLarge } from '../../inventory/index.js';
import { EXIT, Stop } from '../exit-codes.js';
import { messageOf } from '../../text/index.js';

export interface InventoryFiles {
  readonly documents: readonly InventoryText[];
  /** What is wrong with the files themselves. */
  readonly problems: readonly Problem[];
}

export async function loadInventoryFiles(paths: readonly string[]): Promise<InventoryFiles> {
  const documents: InventoryText[] = [];
  const problems: Problem[] = [];
  for (const path of paths) {
    if (path === '-') documents.push({ file: '-', text: await buffer(process.stdin) });
    else for (const file of filesOf(path, statOf(path), problems)) readFile(file, documents, problems);
  }
  return { documents, problems };
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (missing)
      throw new Stop(
        EXIT.badInput,
        `there is no inventory ${path}`,
        'name one with -f, or start with the ten lines below',
        { example: STARTER },
      );
    throw new Stop(EXIT.badInput, `${path} cannot be read: ${messageOf(error)}`, 'check its permissions');
  }
}

const STARTER = `# topo.yaml
version: 1
daemons:
  dispatcher: { scope: global }
  storage: { scope: hypervisor }
  vm: { scope: hypervisor }
clusters:
  54:
    hypervisors: [98, 99]
    # hypervisors: [1-97]      a range`;

function filesOf(path: string, stat: Stats, problems: Problem[]): readonly string[] {
  if (!stat.isDirectory()) return [path];
  const entries = readdirSync(path, { withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory() && isYaml(entry.name))
    .map((entry) => join(path, entry.name));
  for (const entry of entries) {
    if (!entry.isDirectory() || !readdirSync(join(path, entry.name)).some(isYaml)) continue;
    const folder = join(path, entry.name);
    problems.push({
      ...at(folder),
      severity: 'warning',
      message: 'this folder has YAML in it, and is not read',
      hint: `name it too: -f ${folder}`,
    });
  }
  if (files.length === 0)
    problems.push({
      ...at(path),
      severity: 'error',
      message: 'the folder has no YAML in it',
      expected: 'files that end in .yaml or .yml',
    });
  return files.sort();
}

function readFile(file: string, documents: InventoryText[], problems: Problem[]): void {
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES) problems.push(fileTooLarge(file, size));
    else documents.push({ file, text: readFileSync(file) });
  } catch (error) {
    problems.push({ ...at(file), severity: 'error', message: `the file cannot be read: ${messageOf(error)}` });
  }
}

function isYaml(name: string): boolean {
  return /\.ya?ml$/.test(name);
}

function at(file: string): Pick<Problem, 'file' | 'line' | 'column'> {
  return { file, line: 1, column: 1 };
}
