// A plan file, as `topo plan --out` writes it, back into a plan; and what another plan does beyond it. A file that was
// edited, cut short, made by a newer topo or is none at all is told from one that is only old.

import { createHash } from 'node:crypto';
import { schemaCheck } from '../schema/index.js';
import type { Plan, Step } from './plan.js';
import { stepKey } from './steps/step-key.js';
import { messageOf } from '../text/index.js';

/** What is read of it: the rest is for people. */
export interface SavedPlan extends Pick<Plan, 'vhost' | 'broker' | 'inventory' | 'options'> {
  readonly steps: readonly SavedStep[];
  readonly fingerprint: string;
}

type SavedStep = Pick<Step, 'action' | 'kind' | 'name' | 'binding' | 'policy'>;

const VERSION = 1;

const check = schemaCheck<SavedPlan>('plan');

/** In: the text of a file. Out: the plan, or why it is none. Never throws. */
export function readSavedPlan(text: string): { readonly plan: SavedPlan } | { readonly problem: string } {
  const parsed = parse(text);
  if ('problem' in parsed) return parsed;
  const { document } = parsed;
  const { version } = document;
  if (typeof version === 'number' && version > VERSION)
    return { problem: `it is of version ${version}, and this topo reads version ${VERSION}` };
  if (document['only'] !== undefined)
    return { problem: 'it shows a part of a plan, made with --only and --format json; --out writes all of it' };
  const checked = check(document);
  if ('faults' in checked) {
    const [fault] = checked.faults;
    return { problem: `it is no plan: ${fault?.instancePath ?? ''} ${fault?.message ?? 'has another shape'}` };
  }
  // JSON.parse keeps the order in which the keys were written, so this is the text that was sealed.
  const { fingerprint, ...sealed } = checked.value;
  if (fingerprint !== sealOf(sealed))
    return { problem: 'it was changed after it was made: its fingerprint is another one' };
  return { plan: checked.value };
}

/** The steps of `now` that are not in `saved`: what nobody has seen. Fewer steps are fine. */
export function stepsBeyond(saved: Pick<SavedPlan, 'steps'>, now: Plan): readonly Step[] {
  const seen = new Map<string, number>();
  for (const step of saved.steps) seen.set(stepKey(step), (seen.get(stepKey(step)) ?? 0) + 1);
  return now.steps.filter((step) => {
    const left = seen.get(stepKey(step)) ?? 0;
    seen.set(stepKey(step), left - 1);
    return left <= 0;
  });
}

/** Undefined for what nests deeper than can be written again; no plan does. */
function sealOf(sealed: object): string | undefined {
  try {
    return `sha256:${createHash('sha256').update(JSON.stringify(sealed)).digest('hex')}`;
  } catch {
    return undefined;
  }
}

function parse(text: string): { readonly document: Readonly<Record<string, unknown>> } | { readonly problem: string } {
  try {
    const document: unknown = JSON.parse(text);
    if (document !== null && typeof document === 'object' && !Array.isArray(document))
      return { document: { ...document } };
    return { problem: 'it is no plan: it holds no JSON object' };
  } catch (error) {
    return { problem: `it is no JSON, or was cut short: ${messageOf(error)}` };
  }
}
