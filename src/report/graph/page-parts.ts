// The script and the style that go into the page. The only file that knows esbuild: the build puts what it made in this
// file's place (.config/build.ts), so that what is installed needs none.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** Of what is in the script and not ours: names, versions and licences. */
  readonly notices: string;
}

const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export function pageParts(): PageParts {
  const made = buildSync({
    entryPoints: [at('page/main.ts'), at('page/page.css')],
    outdir: at('page'),
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
  });
  const text = (ending: string): string => made.outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return { script: text('.js'), style: text('.css'), notices: noticesOf(['d3-hierarchy']) };
}

function noticesOf(names: readonly string[]): string {
  const folder = (name: string): string => at(`../../../node_modules/${name}/`);
  return names.map((name) => `${name}\n\n${readFileSync(`${folder(name)}LICENSE`, 'utf8').trim()}\n`).join('\n');
}
