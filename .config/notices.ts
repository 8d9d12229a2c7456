// Whose code a build contains, with the licences that come with it: read off what esbuild says it put in.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { readPackage } from './package-json.js';

/** THIRD-PARTY-NOTICES.txt. */
export function noticesOf(metafiles: readonly Metafile[], root: string): string {
  const notices = noticeTexts(metafiles, root);
  const head = `topo contains these ${notices.length} packages of others. Its own licence is in the file LICENSE.`;
  return `${[head, ...notices].join(`\n\n${'='.repeat(80)}\n`)}\n`;
}

/** One for each package. */
export function noticeTexts(metafiles: readonly Metafile[], root: string): readonly string[] {
  const outputs = metafiles.flatMap((metafile) => Object.values(metafile.outputs));
  const inputs = outputs.flatMap((output) => Object.entries(output.inputs));
  const folders = inputs.flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? packageFolder(file) : []));
  // One package may lie in several folders.
  return [...new Set([...new Set(folders)].map((folder) => noticeOf(join(root, folder))))].sort();
}

/** `node_modules/a/node_modules/@b/c/lib/d.js` is of `node_modules/a/node_modules/@b/c`. */
function packageFolder(file: string): readonly string[] {
  const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [];
  return folder === undefined ? [] : [folder];
}

function noticeOf(folder: string): string {
  const { name, version, license } = readPackage(folder);
  const text = licenceIn(folder);
  if (text === undefined) throw new Error(`${name} ${version} comes without its licence: ${folder}`);
  return `${name} ${version}, ${license}\n\n${text}`;
}

/** Its own files, or that part of its README. */
function licenceIn(folder: string): string | undefined {
  const files = readdirSync(folder).sort();
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8').replaceAll('\r', '').trim();
  const texts = files.filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).map(read);
  if (texts.length > 0) return texts.join('\n\n');
  const readme = files.find((file) => /^readme/i.test(file));
  return readme && /^#* *licen[cs]e\b.*\n-*\n?([\s\S]*copyright[\s\S]*)/im.exec(read(readme))?.[1]?.trim();
}
