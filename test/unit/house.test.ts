// The house rules that a grep can keep: no stage imports a later one, folders are entered by their index, one door for
// each package, and process, console and the clock only where values enter and leave.

import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const src = fileURLToPath(new URL('../../src', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const text = (file: string): string => readFileSync(join(src, file), 'utf8');
const importsOf = (file: string): readonly string[] =>
  [...text(file).matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] ?? '');

/** What each folder may import, beside itself. Types of a later stage are no exception. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  text: [],
  schema: [],
  topology: [],
  state: [],
  policy: ['topology'],
  inventory: ['text', 'topology', 'policy', 'schema'],
  compile: ['topology', 'policy', 'inventory'],
  broker: ['text', 'topology'],
  live: ['text', 'topology', 'policy', 'broker'],
  ownership: ['text', 'topology', 'policy', 'compile', 'live'],
  diff: ['topology'],
  assess: ['topology', 'policy', 'compile', 'live', 'ownership', 'diff'],
  route: ['topology', 'policy'],
  capacity: ['text', 'topology', 'compile', 'live'],
  plan: [
    ...['text', 'topology', 'state', 'policy', 'schema', 'compile', 'live', 'ownership', 'diff', 'assess', 'route'],
    'capacity',
  ],
  apply: ['text', 'topology', 'broker', 'live', 'assess', 'plan'],
  verify: ['text', 'topology', 'compile', 'live', 'ownership', 'diff', 'assess', 'plan', 'route'],
  import: ['text', 'topology', 'policy', 'inventory', 'compile', 'live', 'ownership', 'assess', 'plan'],
  graph: ['topology', 'state', 'compile', 'live', 'assess', 'plan', 'verify'],
  report: [
    ...['text', 'topology', 'policy', 'state', 'inventory', 'live', 'compile', 'plan', 'apply', 'verify', 'route'],
    ...['import', 'graph', 'capacity'],
  ],
  cli: [
    ...['text', 'topology', 'inventory', 'compile', 'broker', 'live', 'ownership', 'assess', 'plan', 'apply'],
    ...['route', 'verify', 'import', 'graph', 'capacity', 'report'],
  ],
};

/** A folder with more names than these is two folders. */
const AT_A_GLANCE = 13;

test('the top level is what it was fixed to be', () => {
  const tracked = execFileSync('git', ['ls-files'], { cwd: join(src, '..'), encoding: 'utf8' })
    .trim()
    .split('\n');
  const top = [...new Set(tracked.map((file) => file.split('/')[0] ?? ''))].filter((name) => !name.startsWith('.'));
  expect(top.sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'bin',
    'examples',
    'package-lock.json',
    'package.json',
    'schemas',
    'src',
    'test',
    'tsconfig.json',
  ]);
});

describe('no stage imports a later one, and none enters a folder but by its index', () => {
  test.each(files)('%s', (file) => {
    const folder = file.split('/')[0] ?? '';
    for (const specifier of importsOf(file)) {
      if (!specifier.startsWith('.')) continue;
      const target = relative(src, resolve(src, dirname(file), specifier));
      const other = target.split('/')[0] ?? '';
      if (other === folder) continue;
      expect(mayImport[folder], `${file} imports ${specifier}`).toContain(other);
      expect(target, `${file} imports ${specifier}`).toBe(`${other}/index.js`);
    }
  });
});

describe('a folder shows at most a dozen names and its index', () => {
  const names = new Map<string, Set<string>>();
  for (const file of files) {
    const path = file.split('/');
    for (let depth = 1; depth < path.length; depth += 1) {
      const folder = path.slice(0, depth).join('/');
      names.set(folder, (names.get(folder) ?? new Set()).add(path[depth] ?? ''));
    }
  }
  test.each([...names])('%s', (_, shown) => {
    expect(shown.size).toBeLessThanOrEqual(AT_A_GLANCE);
  });
});

test('no circle of files, by types either', () => {
  const next = new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => relative(src, resolve(src, dirname(file), specifier)).replace(/\.js$/, '.ts')),
    ]),
  );
  const done = new Set<string>();
  const walk = (file: string, above: readonly string[]): void => {
    expect(above, [...above.slice(above.indexOf(file)), file].join(' → ')).not.toContain(file);
    if (done.has(file)) return;
    for (const other of next.get(file) ?? []) walk(other, [...above, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
});

describe('one door for each package', () => {
  test.each([
    'yaml',
    'ajv',
    'axios',
    'amqplib',
    'chalk',
    'cli-progress',
    'p-map',
    'semver',
    'fastest-levenshtein',
    'string-width',
    'd3-hierarchy',
    'esbuild',
  ])('%s', (name) => {
    const doors = files.filter((file) =>
      importsOf(file).some((found) => found === name || found.startsWith(`${name}/`)),
    );
    expect(
      doors.map((file) => dirname(file)).filter((folder, index, all) => all.indexOf(folder) === index),
    ).toHaveLength(doors.length === 0 ? 0 : 1);
  });
  test('commander, only in cli', () => {
    expect(files.filter((file) => importsOf(file).includes('commander')).every((file) => file.startsWith('cli/'))).toBe(
      true,
    );
  });
});

describe('process, console and the clock only in cli and at the doors', () => {
  test.each(files.filter((file) => !/^(cli|broker|report\/graph\/page)\//.test(file)))('%s', (file) => {
    const code = text(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(code).not.toMatch(/\bprocess\.|\bconsole\.|\bDate\.now\(|\bnew Date\(|\bperformance\.|node:process/);
  });
});

describe('each fact about RabbitMQ has the test that shows it', () => {
  const rows = readFileSync(join(src, 'broker-facts.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (fact|---) /.test(line));

  test.each(rows)('%s', (row) => {
    const [, file, title = ''] = /\| `(test\/[^`]+)`: (.*) \|$/.exec(row) ?? [];
    expect(file, 'the last cell is `file`: the first words of its title').toBeDefined();
    expect(readFileSync(join(src, '..', file ?? ''), 'utf8')).toContain(title);
  });
});

test('comments cite nothing that the project does not have', () => {
  const cited = files.filter((file) => /§|rabbitmq\.md|architecture\.md/.test(text(file)));
  expect(cited).toEqual([]);
});
