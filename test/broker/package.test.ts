// What a user installs is what runs: the packed package alone, without a registry, against a broker.

import { readFileSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { execute } from '../support/executables.js';
import { installPacked, packTopo } from '../support/packed.js';
import { withFolder } from '../support/topo.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const small = join(root, 'examples/small/topo.yaml');

interface PackageJson {
  readonly name: string;
  readonly version: string;
}

const readJson = (file: string): PackageJson => {
  const parsed: PackageJson = JSON.parse(readFileSync(file, 'utf8'));
  return parsed;
};

function builtCode(): string {
  return readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => readFileSync(join(root, 'dist', file), 'utf8'))
    .join('\n');
}

brokerTest('the tarball, installed into an empty folder, validates, plans, applies and verifies', async ({ vhost }) => {
  await withFolder(async (folder) => {
    const tarball = await packTopo(folder);
    const empty = join(folder, 'empty');
    await mkdir(empty);
    const command = await installPacked(tarball, empty);
    const env = {
      PATH: process.env['PATH'],
      TOPO_AMQP_URL: vhost.amqpUrl,
      TOPO_MANAGEMENT_URL: vhost.managementUrl,
      TOPO_INVENTORY: small,
    };
    const topo = async (...args: readonly string[]): Promise<string> =>
      (await execute(command, args, { env, cwd: empty })).stdout;

    // One package, and nothing else.
    expect(readdirSync(join(empty, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['rabbitmq-topo']);
    expect(await topo('--version')).toBe(`${readJson(join(root, 'package.json')).version}\n`);
    expect(await topo('schema', 'plan')).toBe(readFileSync(join(root, 'schemas/plan.schema.json'), 'utf8'));
    expect(await topo('validate')).toContain('2 clusters');
    expect(await topo('plan')).toContain('Plan: 16 to declare');
    expect(await topo('apply', '--yes')).toContain('converged');
    expect(await topo('verify')).toMatch(/^Clean: /);
  });
});

describe('the tarball', () => {
  test('has the program, the schemas and what tells of them, and nothing that makes or tests it', async () => {
    await withFolder(async (folder) => {
      const { stdout } = await execute('tar', ['-tzf', await packTopo(folder)]);
      const files = stdout.trim().split('\n');
      const tops = files.map((file) =>
        file.replace('package/', '').replace(/^(dist\/(?:chunks|cli)|schemas)\/.*/, '$1'),
      );
      expect([...new Set(tops)].sort()).toEqual([
        'LICENSE',
        'README.md',
        'bin/package.json',
        'bin/start.js',
        'bin/topo.js',
        'dist/THIRD-PARTY-NOTICES.txt',
        'dist/chunks',
        'dist/cli',
        'package.json',
        'schemas',
      ]);
    });
  });

  test('makes a user install nothing else', () => {
    const { dependencies = {}, devDependencies }: Readonly<Record<string, object | undefined>> = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    );
    expect(dependencies).toEqual({});
    expect(Object.keys(devDependencies ?? {})).toContain('amqplib');
  });
});

test('nothing that runs is looked for beside the package: Node.js has it, or it is in dist', () => {
  const asked = [...builtCode().matchAll(/(?<!['"].*)\b(?:__require|require|import)\("([^"]+)"\)| from "([^"]+)";$/gm)];
  const names = asked.map(([, required, imported]) => required ?? imported ?? '');
  expect(names).toContain('node:fs');
  expect(names.filter((name) => !name.startsWith('.') && !isBuiltin(name))).toEqual([]);
});

test('the notices name each package that is in dist, in its version, with its licence', () => {
  // esbuild writes before each file where it came from.
  const folders = [...builtCode().matchAll(/^\/\/ (\S*node_modules\/(?:@[^/\s]+\/)?[^/\s]+)\/\S+$/gm)].map(
    ([, folder = '']) => folder,
  );
  // The page of `topo graph` is a text in there.
  const found = [...folders, 'node_modules/d3-hierarchy'].map((folder) => {
    const { name, version } = readJson(join(root, folder, 'package.json'));
    return `${name} ${version}`;
  });
  const [head = '', ...notices] = readFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8').split(/\n\n=+\n/);
  expect(notices.length).toBeGreaterThan(40);
  expect(head).toContain(`${notices.length} packages`);
  expect([...new Set(notices.map((each) => each.replace(/,[^]*/, '')))].sort()).toEqual([...new Set(found)].sort());
  expect(notices.filter((each) => !/copyright/i.test(each) && !/permission/i.test(each))).toEqual([]);
});
