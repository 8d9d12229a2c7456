// `plan --format json`, and what `--out` writes (schemas/plan.schema.json): one step a line, in chunks, sealed with its fingerprint.

import type { Plan } from '../../plan/index.js';
import { startSeal } from './fingerprint.js';
import { jsonDocument } from '../page/json-document.js';
import { planParts } from './parts.js';

/** All of it, whatever is shown: of a part nobody could see what else an apply would do. */
export function planJson(plan: Plan): Iterable<string> {
  return jsonDocument(planParts(plan, undefined), startSeal());
}

/** With `--only` the rows of that part. */
export function shownPlanJson(plan: Plan): Iterable<string> {
  return jsonDocument(planParts(plan, plan.only), startSeal());
}
