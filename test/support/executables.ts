// What lies where on this machine, or on the made-up one of a test.

import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

export const execute = promisify(execFile);

export type Environment = Readonly<Record<string, string | undefined>>;

export function findOnPath(name: string, env: Environment): string | undefined {
  return pathFolders(env)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

export function pathFolders(env: Environment): string[] {
  return (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
}

/** `folder/<any>/rest`, sorted, newest last version first. */
export function below(folder: string, ...rest: string[]): string[] {
  if (!exists(folder)) return [];
  return readdirSync(folder)
    .sort()
    .reverse()
    .map((name) => join(folder, name, ...rest));
}

export function isExecutable(file: string): boolean {
  return can(file, constants.X_OK);
}

export function exists(file: string): boolean {
  return can(file, constants.F_OK);
}

function can(file: string, mode: number): boolean {
  try {
    accessSync(file, mode);
    return true;
  } catch {
    return false;
  }
}
