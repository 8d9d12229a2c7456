// What stands before topo itself: the Node.js that is too old, the checkout that was not built, and the one that cannot be.

import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { withFolder, type Ran } from '../support/topo.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

function node(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

describe('an old Node.js', () => {
  test('can read bin/topo.js', async () => {
    // esbuild cannot make old words of most new ones, and says so.
    const text = readFileSync(join(root, 'bin/topo.js'), 'utf8').replace('#!/usr/bin/env node\n', '');
    const { code, warnings } = await transform(text, { target: 'es5', minifyWhitespace: true });
    expect(warnings).toEqual([]);
    expect(code).not.toMatch(/=>|\bimport\b|`/);
  });

  test.each(['8.17.0', '12.22.12', '18.20.8', '20.18.3'])('%s is told which one it takes', async (version) => {
    await withFolder(async (folder) => {
      const pretend = join(folder, 'pretend.cjs');
      writeFileSync(pretend, `Object.defineProperty(process.versions, 'node', { value: '${version}' });`);
      expect(await node('--require', pretend, join(root, 'bin/topo.js'), 'plan')).toEqual({
        code: 1,
        stdout: '',
        stderr: `topo needs Node.js 20.19 or newer; this is ${version}.\n`,
      });
    });
  });

  test('the package says the same', () => {
    const { engines }: { engines: unknown } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(engines).toEqual({ node: '>=20.19' });
  });
});

test('a checkout that was not built says what to run', async () => {
  await withFolder(async (folder) => {
    cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
    const { code, stdout, stderr } = await node(join(folder, 'bin/topo.js'), 'plan');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^topo is not built here: .*main\.js\. Run npm ci, then npm run build\.\n$/);
  });
});

test('npm ci --omit=dev says what is missing, and no shell has to', async () => {
  await withFolder(async (folder) => {
    mkdirSync(join(folder, '.config'));
    copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
    copyFileSync(join(root, '.config/can-build.js'), join(folder, '.config/can-build.js'));
    const { code, stdout, stderr } = await node(join(folder, '.config/can-build.js'));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^topo cannot be built here: typescript, tsx, esbuild, ajv not installed\. Run npm ci,.*\n$/,
    );
  });
  expect(await node(join(root, '.config/can-build.js'))).toMatchObject({ code: 0, stderr: '' });
});
