// `plan --format json`, and what `--out` writes (schemas/plan.schema.json): one step a line, in chunks, sealed with its fingerprint.

import type { Plan } from '../../plan/index.js';
import { startSeal } from './fingerprint.js';
import { jsonDocument } from '../page/json-document.js';
import { planParts } from './parts.js';

export function planJson(plan: Plan): Iterable<string> {
  return jsonDocument(planParts(plan), startSeal());
}
