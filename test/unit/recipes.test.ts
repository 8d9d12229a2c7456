// What the recipes, the action and the workflows must never do, read off their text; test/broker/recipes.test.ts runs them.

import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readAction, readmeRecipe } from '../support/recipes.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(root + file, 'utf8');
const { version }: { version: string } = JSON.parse(read('package.json'));
const workflows = readdirSync(`${root}.github/workflows`).map((name) => `.github/workflows/${name}`);

const texts: readonly (readonly [string, string])[] = [
  ['the README, GitHub', readmeRecipe('.github/workflows/topo.yml')],
  ['the README, GitLab', readmeRecipe('.gitlab-ci.yml')],
  ['the action', read('.github/actions/topo/action.yml')],
  ...workflows.map((file) => [file, read(file)] as const),
];

describe.each(texts)('%s', (_, text) => {
  const entries = [...everyEntry(parse(text))];
  const of = (key: string): readonly string[] =>
    entries.flatMap(([name, value]) => (name === key && typeof value === 'string' ? [value] : []));

  test('puts nothing of others into the text of a shell', () => {
    expect([...of('run'), ...of('script'), ...of('after_script')].filter((run) => run.includes('${{'))).toEqual([]);
  });

  test('names each version that it takes', () => {
    expect(of('uses').filter((uses) => !/@v\d+$/.test(uses))).toEqual([]);
    expect(
      of('node-version').filter((node) => !/^(\d+\.\d+\.\d+|\$\{\{ inputs\.node-version \}\})$/.test(node)),
    ).toEqual([]);
    expect(of('image').filter((image) => !/:\d+\.\d+\.\d+$/.test(image))).toEqual([]);
  });
});

test('all of them install this version', () => {
  const named = [...read('README.md').matchAll(/rabbitmq-topo@(\S+?)[`'\s]/g)].map(([, found]) => found);
  expect(new Set(named)).toEqual(new Set([version]));
  expect(named).toHaveLength(5);
  expect(readAction().inputs['version']?.default).toBe(version);
});

test('nobody is told to run npx topo, which is another package', () => {
  const pages = execFileSync('git', ['ls-files', '*.md', '*.yml', '*.yaml'], { cwd: root, encoding: 'utf8' });
  const lines = pages
    .trim()
    .split('\n')
    .flatMap((file) => read(file).split('\n'));
  expect(lines.filter((line) => /npx +topo\b/.test(line) && !line.includes('Never `npx topo`'))).toEqual([]);
});

/** Every key with its value, at any depth; the values of a list have its key. */
function* everyEntry(value: unknown, key = ''): Generator<readonly [string, unknown]> {
  if (value === null || typeof value !== 'object') {
    yield [key, value];
    return;
  }
  const isList = Array.isArray(value);
  for (const [name, inner] of Object.entries(value)) yield* everyEntry(inner, isList ? key : name);
}
