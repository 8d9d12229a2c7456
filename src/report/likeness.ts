// When two things say the same but for names and numbers: what a fold puts together. A text with its own names and
// numbers taken out is a key; equal keys are alike.

import type { Step } from '../plan/index.js';
import { headerMatch } from '../topology/index.js';

/** The text with every word that is one of `names` replaced: `hypervisor 99 is not in cluster 54` → `hypervisor * …`. */
export function withoutNames(text: string, names: ReadonlySet<string>, blank = '*'): string {
  return text
    .replace(/[^\s",;()'`]+/g, (word) => {
      const bare = word.replace(/[.:]+$/, '');
      return names.has(bare) ? blank + word.slice(bare.length) : word;
    })
    .replace(/:\d+:\d+/g, ':*');
}

/** Also every number replaced: `132 messages in it` and `7 messages in it` are alike. */
export function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, '#').replace(/\b(message|consumer|binding|queue|object)s\b/g, '$1');
}

/** What two steps have in common that do the same for two hypervisors (or two clusters) of the same daemon. */
export const stepLikeness = remember((step: Step): string => {
  const { action, kind, binding, object, path } = step;
  const type = object ? `${object.type ?? ''} ${JSON.stringify(object.arguments['x-queue-type'] ?? '')}` : '';
  const ends = binding ? bindingLikeness(binding, namesIn(step)) : '';
  return `${action}\u0000${kind}\u0000${path?.daemon ?? ''}\u0000${type}\u0000${ends}\u0000${reasonLikeness(step)}`;
});

/** The reason of a step without what tells its place from others. */
export const reasonLikeness = remember((step: Step): string =>
  step.reason === undefined ? '' : withoutNames(step.reason, namesIn(step)),
);

/** A long plan asks for the same text three times: it is made once. */
function remember(make: (step: Step) => string): (step: Step) => string {
  const known = new WeakMap<Step, string>();
  return (step) => {
    const before = known.get(step);
    if (before !== undefined) return before;
    const text = make(step);
    known.set(step, text);
    return text;
  };
}

function bindingLikeness({ destinationType, arguments: args }: NonNullable<Step['binding']>, names: Names): string {
  const { mode, criteria } = headerMatch(args);
  const keys = Object.keys(criteria).map((key) => {
    const value = criteria[key];
    return `${key} ${typeof value} ${names.has(String(value)) ? '*' : JSON.stringify(value)}`;
  });
  return [destinationType, mode, ...keys].join('\u0000');
}

type Names = ReadonlySet<string>;

/** The names that tell this step from its like at another hypervisor or cluster. Not the daemon: that is what it does. */
function namesIn({ name, path, binding }: Step): Names {
  const names = new Set([name]);
  if (path?.cluster !== undefined) names.add(path.cluster);
  if (path?.hypervisor !== undefined) names.add(path.hypervisor);
  if (binding) names.add(binding.source);
  return names;
}

/** Items by key, in the order in which each key was first met. */
export function groupBy<Item>(items: Iterable<Item>, keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

const collator = new Intl.Collator('en', { numeric: true });

/** `9` before `10` before `a1`: the order in which people list ids. */
export function sortIds(ids: Iterable<string>): readonly string[] {
  const keyed = [...ids].map((id) => ({ id, number: /^\d{1,15}$/.test(id) ? Number(id) : undefined }));
  keyed.sort((a, b) => {
    if (a.number !== undefined && b.number !== undefined) return a.number - b.number || a.id.length - b.id.length;
    if (a.number !== undefined || b.number !== undefined) return a.number !== undefined ? -1 : 1;
    return collator.compare(a.id, b.id);
  });
  return keyed.map(({ id }) => id);
}
