// npm run build: src/ → dist/, in a few files instead of a thousand (each file that Node opens costs a start some 0.3 ms),
// packages included. What a command does not use stays in files of its own, and is not loaded.

import { rmSync, writeFileSync } from 'node:fs';
import * as esbuild from 'esbuild';
import { common, pageMetafile, root } from './bundle.js';
import { noticesOf } from './notices.js';

rmSync(`${root}dist`, { recursive: true, force: true });
const { metafile } = await esbuild.build({
  ...common,
  entryPoints: ['src/cli/main.ts'],
  outbase: 'src',
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
  format: 'esm',
  // What packages written for CommonJS take for given.
  banner: {
    js: [
      "import { createRequire } from 'node:module';",
      'const require = createRequire(import.meta.url);',
      'const { filename: __filename, dirname: __dirname } = import.meta;',
    ].join(' '),
  },
});
writeFileSync(`${root}dist/THIRD-PARTY-NOTICES.txt`, noticesOf([metafile, pageMetafile], root));
