// What lies beside the program in its package. The build puts this file into dist/chunks, as deep as it is here.

import { readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

export const schemasFolder = new URL('schemas/', root);

export function packageVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  return parsed !== null && typeof parsed === 'object' && 'version' in parsed ? String(parsed.version) : '0';
}
