// Clusters and daemons of which something is on the broker and nothing in the inventory: a file that was not named looks so.

import type { Compiled } from '../../compile/index.js';
import { counted } from '../../text/index.js';
import type { Phases } from '../steps/phases.js';

const SHOWN = 3;

/** `25 whole clusters (ams-16 … waw-40) are gone from the inventory: is a file missing?`; undefined where none is. */
export function askForMissing({ named }: Compiled, phases: Phases): string | undefined {
  const gone = { daemon: new Set<string>(), cluster: new Set<string>() };
  for (const { path } of [...phases.of('unbind'), ...phases.of('delete queues'), ...phases.of('delete exchanges')])
    for (const level of ['daemon', 'cluster'] as const) {
      const id = path?.[level];
      if (id !== undefined && !named[level].has(id)) gone[level].add(id);
    }
  const told = (['cluster', 'daemon'] as const).flatMap((level) =>
    gone[level].size === 0 ? [] : [`${counted(gone[level].size, `whole ${level}`)} (${idsText(gone[level])})`],
  );
  if (told.length === 0) return undefined;
  const verb = gone.daemon.size + gone.cluster.size === 1 ? 'is' : 'are';
  return `${told.join(' and ')} ${verb} gone from the inventory: is a file missing?`;
}

function idsText(ids: ReadonlySet<string>): string {
  const sorted = [...ids].sort(new Intl.Collator('en', { numeric: true }).compare);
  return sorted.length <= SHOWN ? sorted.join(', ') : `${sorted[0] ?? ''} … ${sorted.at(-1) ?? ''}`;
}
