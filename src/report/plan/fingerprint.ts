// sha256 over documents, fed chunk by chunk: no document stands in memory whole.
//
// The fingerprint of a plan is taken over the compact text of its JSON without the key `fingerprint`. So whoever has
// read a plan file recomputes it from what JSON.parse gave, because parsing keeps the order in which keys were written:
//   const { fingerprint, ...rest } = JSON.parse(file);
//   fingerprint === 'sha256:' + createHash('sha256').update(JSON.stringify(rest)).digest('hex')

import { createHash } from 'node:crypto';
import type { Compiled } from '../../compile/index.js';
import type { Plan } from '../../plan/index.js';
import { compileJson } from '../compile/json.js';
import type { Seal } from '../page/json-document.js';
import { jsonDocument } from '../page/json-document.js';
import { planParts } from './parts.js';

/** `sha256:…`, as the field `fingerprint` of the plan's JSON has it. */
export function fingerprintOf(plan: Plan): string {
  const seal = startSeal();
  const document = jsonDocument(planParts(plan, undefined), seal);
  while (document.next().done !== true);
  return seal.digest();
}

/** `sha256:…` of exactly what `compile --format json` prints. */
export function inventoryHash(compiled: Compiled, vhost: string): string {
  const hash = createHash('sha256');
  for (const chunk of compileJson(compiled, vhost)) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}

export function startSeal(): Seal {
  const hash = createHash('sha256');
  let digest: string | undefined;
  return {
    key: 'fingerprint',
    update(text) {
      hash.update(text);
    },
    digest() {
      digest ??= `sha256:${hash.digest('hex')}`;
      return digest;
    },
  };
}
