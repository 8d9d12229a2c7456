// npm run package: topo as one file for a machine without Node.js. That file is the Node.js that runs this, with the program
// and its compiled code put into it (https://nodejs.org/docs/latest-v20.x/api/single-executable-applications.html), beside
// it its SHA-256 and the licences of all that is in it. Into out/, or the folder that is named.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { common, pageMetafile, root } from './bundle.js';
import { noticesOf } from './notices.js';

const execute = promisify(execFile);

/** The place for the program in every Node.js binary. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const folder = resolve(process.argv[2] ?? join(root, 'out'));
const name = `topo-${process.platform}-${process.arch}`;

async function makeExecutable(): Promise<void> {
  if (process.platform !== 'linux') throw new Error(`the executable is made on Linux, not on ${process.platform}`);
  const licence = licenceOfNode();
  const work = mkdtempSync(join(tmpdir(), 'topo-executable-'));
  try {
    const outfile = join(work, 'topo.cjs');
    const { metafile } = await esbuild.build({
      ...common,
      stdin: { contents: "import { main } from './src/cli/main.js'; void main();", resolveDir: root },
      outfile,
      format: 'cjs',
      // An executable's program can import nothing while it runs. What Node.js itself has, it can require.
      supported: { 'dynamic-import': false },
    });
    mkdirSync(folder, { recursive: true });
    const made = join(folder, name);
    rmSync(made, { force: true });
    copyFileSync(process.execPath, made);
    await inject(made, await blobOf(outfile, work));
    chmodSync(made, 0o755);
    const hash = createHash('sha256').update(readFileSync(made)).digest('hex');
    writeFileSync(`${made}.sha256`, `${hash}  ${name}\n`);
    writeFileSync(`${made}.notices.txt`, `${noticesOf([metafile, pageMetafile], root)}\n${'='.repeat(80)}\n${licence}`);
    process.stdout.write(`${made}\n`);
  } finally {
    rmSync(work, { recursive: true });
  }
}

/**
 * The program as Node.js looks for it, with what V8 made of it: a start takes a quarter less. Surprise: where NODE_OPTIONS has
 * a flag of V8's, that does not fit, and Node.js says so on stderr before the program runs.
 */
async function blobOf(main: string, work: string): Promise<string> {
  const output = join(work, 'topo.blob');
  const config = join(work, 'sea.json');
  writeFileSync(config, JSON.stringify({ main, output, disableExperimentalSEAWarning: true, useCodeCache: true }));
  await execute(process.execPath, ['--experimental-sea-config', config]);
  return output;
}

/** postject warns of sections that have no names. */
async function inject(executable: string, blob: string): Promise<void> {
  const postject = join(dirname(createRequire(import.meta.url).resolve('postject')), 'cli.js');
  await execute(process.execPath, [postject, executable, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', FUSE]);
}

/** As nodejs.org and the packages of Linux have it. Whoever hands the executable on hands Node.js on. */
function licenceOfNode(): string {
  const beside = join(dirname(dirname(process.execPath)), 'LICENSE');
  const places = [beside, '/usr/share/doc/nodejs/LICENSE', '/usr/share/doc/nodejs/copyright'];
  const file = places.find((place) => existsSync(place));
  if (file === undefined) throw new Error(`the licence of Node.js is not there: ${places.join(', ')}`);
  return `Node.js ${process.versions.node}, and what it contains\n\n${readFileSync(file, 'utf8')}`;
}

await makeExecutable().catch((error: unknown) => {
  process.stderr.write(`The executable was not made: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
