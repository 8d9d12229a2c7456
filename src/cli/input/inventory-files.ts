// -f PATH…: files, folders (their regular *.yaml and *.yml, sorted, not recursive) and standard input → texts.

import type { Dirent, Stats } from 'node:fs';
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { InventoryText, Problem } from '../../inventory/index.js';
import { MAX_BYTES, fileTooLarge } from '../../inventory/index.js';
import { EXIT, Stop } from '../exit-codes.js';
import { command, messageOf } from '../../text/index.js';
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
  if (!stat.isDirectory()) return namedFile(path, stat, problems);
  const files = entriesOf(path).flatMap((entry) => fileIn(path, entry, problems) ?? []);
  if (files.length === 0 && !problems.some(({ file, severity }) => severity === 'error' && file.startsWith(path)))
    problems.push({
      ...at(path),
      severity: 'error',
      message: 'the folder has no YAML in it',
      expected: 'files that end in .yaml or .yml',
    });
  return files.sort();
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new Stop(EXIT.badInput, `${folder} cannot be read: ${messageOf(error)}`, 'check its permissions');
  }
}

/** A pipe is one that somebody writes to: `-f <(make-inventory)`. */
function namedFile(path: string, stat: Stats, problems: Problem[]): readonly string[] {
  if (stat.isFile() || stat.isFIFO()) return [path];
  problems.push({ ...at(path), severity: 'error', message: 'this is no file', expected: 'a file, a folder or a pipe' });
  return [];
}

/**
 * A folder is what a change to a repository puts into it: nothing that lies outside is read, and what looks like a part of
 * the inventory and is not read is an error, for its hypervisors would count as gone. A link within the folder is fine:
 * Kubernetes makes such ones. Dot files are what editors leave.
 */
function fileIn(folder: string, entry: Dirent, problems: Problem[]): string | undefined {
  const path = join(folder, entry.name);
  if (entry.name.startsWith('.')) return undefined;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) {
    const what = hasYaml(path) ? 'this folder has YAML in it' : 'this folder has the name of a file';
    if (hasYaml(path) || isYaml(entry.name))
      problems.push({
        ...at(path),
        severity: 'warning',
        message: `${what}, and is not read`,
        hint: 'name it too',
        command: command`-f ${path}`,
      });
    return undefined;
  }
  if (!isYaml(entry.name)) return undefined;
  const fault = whyNotRead(folder, entry, stat);
  if (!fault) return path;
  const [message, hint] = fault;
  problems.push({ ...at(path), severity: 'error', message, expected: 'regular files in a folder', hint });
  return undefined;
}

function whyNotRead(folder: string, entry: Dirent, stat: Stats | undefined): readonly [string, string] | undefined {
  if (stat === undefined) return ['this link leads to nothing', 'take it away'];
  if (!stat.isFile()) return ['this is no regular file, and is not read', 'take it away'];
  if (!entry.isSymbolicLink() || realpathSync(join(folder, entry.name)).startsWith(realpathSync(folder) + sep))
    return undefined;
  return ['this link leads out of the folder, and is not read', 'put the file itself here'];
}

function hasYaml(folder: string): boolean {
  try {
    return readdirSync(folder).some(isYaml);
  } catch {
    return false;
  }
}

async function readFile(file: string, documents: InventoryText[], problems: Problem[]): Promise<void> {
  try {
    documents.push({ file, text: await readWhole(file, MAX_BYTES) });
  } catch (error) {
    if (error instanceof TooLarge) problems.push(fileTooLarge(file));
    else problems.push({ ...at(file), severity: 'error', message: `the file cannot be read: ${messageOf(error)}` });
  }
}

function isYaml(name: string): boolean {
  return /\.ya?ml$/i.test(name) && !name.startsWith('.');
}

function at(file: string): Pick<Problem, 'file' | 'line' | 'column'> {
  return { file, line: 1, column: 1 };
}
