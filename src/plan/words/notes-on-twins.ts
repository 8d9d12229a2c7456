// Two bindings of one source and one match that lead to two places: every message that passes goes to both. So it is where
// the scope of a daemon changes: for a moment only, or for as long as the old binding is held or kept.

import type { Assessment } from '../../assess/index.js';
import { isBlocked } from '../../assess/index.js';
import type { Binding } from '../../topology/index.js';
import { groupBy, headerMatch, isWithin, matchOf, matchesEverything, objectKey } from '../../topology/index.js';
import { counted } from '../../text/index.js';
import type { Draft } from '../steps/draft.js';
import { waitingSteps } from '../steps/waiting.js';
import type { Held } from '../plan.js';

export interface Forecast {
  readonly held: readonly Held[];
  /** Queues among them that keep their bindings. */
  readonly heldBound: readonly string[];
}

/** How long a message goes to both. */
type End =
  { readonly is: 'at once' } | { readonly is: 'held'; readonly queues: readonly string[] } | { readonly is: 'kept' };

interface Twins {
  readonly before: Binding;
  readonly after: Binding;
  readonly end: End;
}

/** Those that lead the same way are one note, with the first of them. */
export function notesOnTwins(assessment: Assessment, draft: Draft, forecast: Forecast): readonly string[] {
  const groups = groupBy(
    findTwins(assessment, draft, forecast),
    ({ before, after, end }) => `${before.destinationType} ${after.destinationType} ${end.is}`,
  );
  return [...groups.values()].flatMap((group) => noteOn(group));
}

function* findTwins(
  { desired, live, changes, blocked, locate }: Assessment,
  draft: Draft,
  forecast: Forecast,
): Generator<Twins> {
  // Old ones: ours, and not in the inventory.
  const old = new Map<string, Binding>();
  const sources = new Set<string>();
  const missing = new Set<Binding>();
  for (const change of changes) {
    if (change.kind !== 'binding') continue;
    if (change.change === 'missing') missing.add(change.desired);
    else if (isByHeaders(change.live, live.topology)) {
      old.set(matchOf(change.live), change.live);
      sources.add(change.live.source);
    }
  }
  if (old.size === 0) return;
  const going = new Set(draft.phases.of('unbind').map(({ binding }) => binding));
  const waiting = waitingBindings(draft, forecast);
  for (const after of desired.topology.bindings) {
    if (!sources.has(after.source) || isBlocked(after, blocked)) continue;
    const before = old.get(matchOf(after));
    if (!before) continue;
    if (waiting.has(before)) {
      const above = locate.address(before.destinationType, before.destination);
      const queues = forecast.heldBound.filter((name) => {
        const address = locate.address('queue', name);
        return name === before.destination || (above && address && isWithin(address, above));
      });
      yield { before, after, end: { is: 'held', queues } };
    } else if (!going.has(before)) yield { before, after, end: { is: 'kept' } };
    // What stands beside the old one already, no apply makes worse.
    else if (missing.has(after)) yield { before, after, end: { is: 'at once' } };
  }
}

function isByHeaders({ source, arguments: args }: Binding, { exchanges }: Assessment['live']['topology']): boolean {
  return exchanges.get(source)?.type === 'headers' && !matchesEverything(headerMatch(args));
}

function waitingBindings({ phases }: Draft, { held, heldBound }: Forecast): ReadonlySet<Binding> {
  const keys = new Set(held.map(({ kind, name }) => objectKey(kind, name)));
  return new Set(
    [
      ...waitingSteps(
        phases,
        heldBound.map((name) => objectKey('queue', name)),
        keys,
      ),
    ].flatMap((step) => (step.action === 'unbind' ? [step.binding] : [])),
  );
}

const IN_TWO =
  'In two applies: add a daemon of another name with the new scope and move the publishers to it; then take the old one out.';

function noteOn(group: readonly Twins[]): readonly string[] {
  const [first, ...more] = group;
  if (!first) return [];
  const { before, after } = first;
  const place = ({ destinationType, destination }: Binding): string => `${destinationType} ${destination}`;
  const likewise = more.length === 0 ? '' : `, and so in ${counted(more.length, 'more place')}`;
  const what = `What ${before.source} sends to ${place(before)} now goes to ${place(after)}${likewise}`;
  return [`${what}: ${endText(group)} ${IN_TWO}`];
}

function endText(group: readonly Twins[]): string {
  const [first] = group;
  switch (first?.end.is) {
    case 'held': {
      const queues = [...new Set(group.flatMap(({ end }) => (end.is === 'held' ? end.queues : [])))];
      const [name, ...others] = queues;
      const who =
        name === undefined
          ? 'the old way is held'
          : `queue ${name}${others.length === 0 ? '' : ` and ${counted(others.length, 'other')}`} ${others.length === 0 ? 'is' : 'are'} held`;
      return `to both as long as ${who}, so that a task that both take runs twice until then.`;
    }
    case 'kept':
      return 'to both, so that a task that both take runs twice until an apply takes the old binding away: this one does not.';
    case 'at once':
    case undefined:
      return 'for a moment to both, so that a task can run twice, and what waits in the old queues stays there.';
  }
}
