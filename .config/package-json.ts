// What a package says of itself.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

export function readPackage(folder: string): Package {
  const file = join(folder, 'package.json');
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isPackage(parsed)) throw new Error(`${file} names no name, version and license`);
  return parsed;
}

function isPackage(value: unknown): value is Package {
  const texts = ['name', 'version', 'license'];
  return value instanceof Object && texts.every((key) => typeof Reflect.get(value, key) === 'string');
}
