// The script and the style that go into the page. The only file that knows esbuild: the build puts what it made in this
// file's place (.config/bundle.ts), so that what is installed needs none.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { buildSync } from 'esbuild';

export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** Of what is in the script and not ours: names, versions and licences. */
  readonly notices: string;
}

const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export function pageParts(): PageParts {
  return buildPage().parts;
}

/** With what esbuild says is in it. */
export function buildPage(): { readonly parts: PageParts; readonly metafile: Metafile } {
  const { outputFiles, metafile } = buildSync({
    entryPoints: [at('page/main.ts'), at('page/page.css')],
    outdir: at('page'),
    absWorkingDir: at('../../..'),
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
  });
  const text = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  const packages = Object.keys(metafile.inputs).flatMap(
    (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [],
  );
  return { parts: { script: text('.js'), style: text('.css'), notices: noticesOf([...new Set(packages)]) }, metafile };
}

function noticesOf(names: readonly string[]): string {
  const folder = (name: string): string => at(`../../../node_modules/${name}/`);
  return names.map((name) => `${name}\n\n${readFileSync(`${folder(name)}LICENSE`, 'utf8').trim()}\n`).join('\n');
}
