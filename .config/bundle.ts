// What every build of topo has in common: one program out of src/ and the packages that it uses, with the checks against the
// shipped JSON Schemas compiled here and not at every start, and with the page of `topo graph` and what it reads of its own package written into it.

import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import standalone from 'ajv/dist/standalone/index.js';
import type { BuildOptions, Plugin } from 'esbuild';
import type { CheckedName } from '../src/schema/compile-check.js';
import { checked, compileWith } from '../src/schema/compile-check.js';
import { buildPage } from '../src/report/graph/page-parts.js';
import { noticeTexts } from './notices.js';
import { readPackage } from './package-json.js';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** `src/schema/compile-check.ts` with its answers in place of ajv. */
const compiledChecks: Plugin = {
  name: 'compiled checks',
  setup(build) {
    build.onLoad({ filter: /src[\\/]schema[\\/]compile-check\.ts$/ }, () => ({
      contents: answers(),
      resolveDir: root,
    }));
    build.onResolve({ filter: /^check:/ }, ({ path }) => ({ path, namespace: 'check' }));
    build.onLoad({ filter: /./, namespace: 'check' }, ({ path }) => ({ contents: codeOf(path), resolveDir: root }));
  },
};

const names = Object.keys(checked).filter((name): name is CheckedName => name in checked);

function answers(): string {
  const imports = names.map((name) => `import ${name} from 'check:${name}';`);
  return [
    ...imports,
    `const checks = { ${names.join(', ')} };`,
    'export const compileCheck = (name) => checks[name];',
  ].join('\n');
}

function codeOf(path: string): string {
  const name = names.find((each) => path === `check:${each}`);
  if (name === undefined) throw new Error(`no schema for ${path}, only for ${names.join(', ')}`);
  const { ajv, validate } = compileWith(name);
  return standalone.default(ajv, validate);
}

/** The files of `src/cli/package/` with what they would read: the program may be all that there is. */
const writtenIn: Plugin = {
  name: 'written in',
  setup(build) {
    build.onLoad({ filter: /src[\\/]cli[\\/]package[\\/]version\.ts$/ }, () => ({
      contents: `export const packageVersion = () => ${JSON.stringify(readPackage(root).version)};`,
    }));
    build.onLoad({ filter: /src[\\/]cli[\\/]package[\\/]schemas\.ts$/ }, () => ({
      contents: `export const shippedSchemas = () => new Map(${JSON.stringify(schemaTexts())});`,
    }));
  },
};

/** The page of `topo graph`, made once. */
const page = buildPage();

/** What is in the page is in topo as well. */
export const pageMetafile = page.metafile;

/** `src/report/graph/page-parts.ts` with what it makes in place of esbuild. */
const madePage: Plugin = {
  name: 'made page',
  setup(build) {
    const { script, style, metafile } = page;
    const notices = noticeTexts([metafile], root).join('\n\n');
    build.onLoad({ filter: /src[\\/]report[\\/]graph[\\/]page-parts\.ts$/ }, () => ({
      contents: `export const pageParts = () => (${JSON.stringify({ script, style, notices })});`,
    }));
  },
};

/** `debug` colours more with this package beside it. What lies beside topo on a user's machine is no part of it. */
const leftOut: Plugin = {
  name: 'left out',
  setup(build) {
    build.onResolve({ filter: /^supports-color$/ }, ({ path }) => ({ path, namespace: 'left-out' }));
    build.onLoad({ filter: /./, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};' }));
  },
};

function schemaTexts(): readonly (readonly [string, string])[] {
  const folder = `${root}schemas/`;
  return readdirSync(folder)
    .sort()
    .map((file) => [file.replace('.schema.json', ''), readFileSync(folder + file, 'utf8')]);
}

export const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  metafile: true,
  // The notices have whole licences in their place.
  legalComments: 'none',
  plugins: [compiledChecks, writtenIn, madePage, leftOut],
  logLevel: 'warning',
} satisfies BuildOptions;
