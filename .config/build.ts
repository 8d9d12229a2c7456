// npm run build: src/ → dist/, in a few files instead of a thousand (each file that Node opens costs a start some 0.3 ms),
// packages included. What a command does not use stays in files of its own, and is not loaded. The checks against the
// shipped JSON Schemas are compiled here, and the page of `topo graph` is made, and not at every start.

import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import standalone from 'ajv/dist/standalone/index.js';
import type { Plugin } from 'esbuild';
import * as esbuild from 'esbuild';
import type { CheckedName } from '../src/schema/compile-check.js';
import { pageParts } from '../src/report/graph/page-parts.js';
import { checked, compileWith } from '../src/schema/compile-check.js';

const root = fileURLToPath(new URL('..', import.meta.url));

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

/** `src/report/graph/page-parts.ts` with what it makes in place of esbuild. */
const madePage: Plugin = {
  name: 'made page',
  setup(build) {
    build.onLoad({ filter: /src[\\/]report[\\/]graph[\\/]page-parts\.ts$/ }, () => ({
      contents: `export const pageParts = () => (${JSON.stringify(pageParts())});`,
    }));
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

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
await esbuild.build({
  absWorkingDir: root,
  entryPoints: ['src/cli/main.ts'],
  outbase: 'src',
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // What packages written for CommonJS take for given.
  banner: {
    js: [
      "import { createRequire } from 'node:module';",
      'const require = createRequire(import.meta.url);',
      'const { filename: __filename, dirname: __dirname } = import.meta;',
    ].join(' '),
  },
  legalComments: 'linked',
  plugins: [compiledChecks, madePage],
  logLevel: 'warning',
});
