// The script and the style that go into the page. The only file that knows esbuild: the build puts what it made in this
// file's place (.config/bundle.ts), so that what is installed needs none.

import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { buildSync } from 'esbuild';

export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** The licences of what is in the script and not ours; the build adds them. */
  readonly notices: string;
}

export function pageParts(): PageParts {
  return { ...buildPage(), notices: '' };
}

/** `metafile`: whose code is in it. */
export function buildPage(): Pick<PageParts, 'script' | 'style'> & { readonly metafile: Metafile } {
  const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: at('../../../'),
    entryPoints: [at('page/main.ts'), at('page/page.css')],
    outdir: at('page'),
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
  });
  const text = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return { script: text('.js'), style: text('.css'), metafile };
}
