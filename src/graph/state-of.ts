// How a queue or an exchange is, by what verify found, what an apply would leave, and what it holds.

import type { Activity } from '../live/index.js';
import type { State } from '../state/index.js';
import { worst } from '../state/index.js';
import type { Finding, FindingKind } from '../verify/index.js';

/** Of the findings about one object. Those that are left out say nothing about its own state. */
const stateOfFinding: Readonly<Record<FindingKind, State | undefined>> = {
  missing: 'missing',
  down: 'down',
  unroutable: 'unroutable',
  mismatch: 'wrong',
  'catch-all': 'wrong',
  'type-clash': 'wrong',
  'duplicate-route': 'wrong',
  'extra-binding': undefined,
  orphan: 'orphan',
  suspect: undefined,
  'no-consumer': 'unread',
  uncounted: 'uncounted',
  draining: 'draining',
  foreign: undefined,
};

export function stateOfObject(findings: readonly Finding[]): State {
  return worst(findings.flatMap(statesOf));
}

/** `held`: an apply would leave it for now. `counts`: undefined where what it holds does not matter. */
export function stateOfQueue(findings: readonly Finding[], held: boolean, counts: Activity | undefined): State {
  return worst([stateOfObject(findings), held ? 'held' : 'fine', stateOfCounts(counts)]);
}

/** A binding that is not there is the route of what it leads to. */
function statesOf({ kind, object }: Finding): readonly State[] {
  const state = kind === 'missing' && object.kind === 'binding' ? 'unroutable' : stateOfFinding[kind];
  return state === undefined ? [] : [state];
}

function stateOfCounts(counts: Activity | undefined): State {
  if (counts === undefined) return 'fine';
  const { messages, unacknowledged, consumers } = counts;
  if (consumers === 0) return 'unread';
  return messages !== null && messages > (unacknowledged ?? 0) ? 'waiting' : 'fine';
}
