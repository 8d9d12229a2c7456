// -f PATH…: files, folders (their *.yaml and *.yml, sorted, not recursive) and standard input → texts.

import type { Stats } from 'node:fs';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { InventoryText, Problem } from '../../inventory/index.js';
import { MAX_BYTES, fileTooLarge } from '../../inventory/index.js';
import { EXIT, Stop } from '../exit-codes.js';
import { commandLine, messageOf } from '../../text/index.js';
import { TooLarge, readWhole } from './files.js';

export interface InventoryFiles {
  readonly documents: readonly InventoryText[];
  /** What is wrong with the files themselves. */
  readonly problems: readonly Problem[];
}

export async function loadInventoryFiles(paths: readonly string[]): Promise<InventoryFiles> {
  const documents: InventoryText[] = [];
  const problems: Problem[] = [];
  for (const path of paths) {
    if (path === '-') await readFile(path, documents, problems);
    else for (const file of filesOf(path, statOf(path), problems)) await readFile(file, documents, problems);
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
      hint: `name it too: ${commandLine('-f', folder)}`,
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

async function readFile(file: string, documents: InventoryText[], problems: Problem[]): Promise<void> {
  try {
    documents.push({ file, text: await readWhole(file, MAX_BYTES) });
  } catch (error) {
    if (error instanceof TooLarge) problems.push(fileTooLarge(file, sizeOf(file) ?? error.limit + 1));
    else problems.push({ ...at(file), severity: 'error', message: `the file cannot be read: ${messageOf(error)}` });
  }
}

/** Of a pipe nobody knows it before its end. */
function sizeOf(file: string): number | undefined {
  const stat = file === '-' ? undefined : statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size > 0 ? stat.size : undefined;
}

function isYaml(name: string): boolean {
  return /\.ya?ml$/.test(name);
}

function at(file: string): Pick<Problem, 'file' | 'line' | 'column'> {
  return { file, line: 1, column: 1 };
}
