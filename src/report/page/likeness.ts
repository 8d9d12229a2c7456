// When two steps do the same but for names: what a fold puts together. Equal keys are alike.

import type { Step } from '../../plan/index.js';
import { QUEUE_TYPE_ARGUMENT, headerMatch, isIdBelowDaemon } from '../../topology/index.js';

/** What two steps have in common that do the same for two hypervisors (or two clusters) of the same daemon. */
export function stepLikeness(step: Step): string {
  const { action, kind, binding, object, path } = step;
  const queueType = object?.arguments[QUEUE_TYPE_ARGUMENT];
  const type = typeof queueType === 'string' ? queueType : (object?.type ?? '');
  const ends = binding ? bindingLikeness(step, binding) : '';
  return `${action}\u0000${kind}\u0000${path?.daemon ?? ''}\u0000${type}\u0000${ends}\u0000${step.reason?.form ?? ''}`;
}

function bindingLikeness(step: Step, { destinationType, arguments: args }: NonNullable<Step['binding']>): string {
  const { mode, criteria } = headerMatch(args);
  let text = `${destinationType} ${mode}`;
  for (const [key, value] of Object.entries(criteria)) {
    const own = (typeof value === 'string' || typeof value === 'number') && isOwnName(step, String(value));
    text += `\u0000${key} ${typeof value} ${own ? '*' : JSON.stringify(value)}`;
  }
  return text;
}

/** Names that tell this step from its like elsewhere. Not the daemon: that is what the step is about. */
function isOwnName({ name, path, binding }: Step, word: string): boolean {
  return word === name || word === binding?.source || (path !== undefined && isIdBelowDaemon(path, word));
}

/** `9` before `10` before `a1`: the order in which people list ids. */
export function sortIds(ids: Iterable<string>): readonly string[] {
  const keyed = [...ids].map((id) => ({ id, number: /^\d{1,15}$/.test(id) ? Number(id) : undefined }));
  let collator: Intl.Collator | undefined;
  keyed.sort((a, b) => {
    if (a.number !== undefined && b.number !== undefined) return a.number - b.number || a.id.length - b.id.length;
    if (a.number !== undefined || b.number !== undefined) return a.number !== undefined ? -1 : 1;
    collator ??= new Intl.Collator('en', { numeric: true });
    return collator.compare(a.id, b.id);
  });
  return keyed.map(({ id }) => id);
}
