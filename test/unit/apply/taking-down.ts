// A tree on the paper broker that goes whole, and what of it stays.

import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf } from '../../support/desired.js';
import type { Around } from './on-paper.js';
import { runOnPaper } from './on-paper.js';

export const fleet = (type: string): ReturnType<typeof desiredOf> =>
  desiredOf(`queue: { type: ${type} }
daemons: { vm: { scope: hypervisor } }
clusters: { 1: { hypervisors: [1, 2] } }`);
export const classic = fleet('classic');
export const none = desiredOf('daemons: {}');

/** The lines of what was not done. */
export async function notDone(around: Around, change?: (live: LiveDraft) => void): Promise<readonly string[]> {
  const { lines } = await runOnPaper(none, liveOf(classic, change), around);
  return lines.filter((line) => !line.startsWith('done'));
}
