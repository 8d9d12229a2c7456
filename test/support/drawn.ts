// YAML + live state → the graph of it, for tests without a broker; and the document of the page.

import type { Graph } from '../../src/graph/index.js';
import { drawDesired, drawLive } from '../../src/graph/index.js';
import type { Compiled } from '../../src/compile/index.js';
import type { Activity, Live } from '../../src/live/index.js';
import { graphJson } from '../../src/report/graph/json.js';
import type { GraphDocument } from '../../src/report/graph/page/document.js';
import type { TestDesired } from './desired.js';
import { idle, planOf, verifyOf } from './desired.js';
import { statesInOrder } from '../../src/state/index.js';
import { hostileCompiled, hostileVerify } from './hostile.js';
import { textOf } from './report-text.js';

export const readAt = '2026-11-28T12:00:00.000Z';

/** `activity`: by default every queue is empty, and read by nobody. */
export function graphOf(desired: TestDesired, live: Live, activity: ReadonlyMap<string, Activity> = idle(live)): Graph {
  const { plan, assessment } = planOf(desired, live, { activity });
  const { findings } = verifyOf(desired, live, activity);
  const { headers } = desired.inventory.routing;
  return drawLive({ ...assessment, headers, activity, findings, held: plan.held, readAt });
}

export function documentOf(graph: Graph): GraphDocument {
  const parsed: GraphDocument = JSON.parse(textOf(graphJson(graph)));
  return parsed;
}

/** So many messages that wait, and so many that are being worked on. */
export function holding(ready: number, unacknowledged: number, consumers: number): Activity {
  return { messages: ready + unacknowledged, unacknowledged, consumers, readers: [] };
}

/** A tree of such names, each queue in another state; on a broker of such a name. */
export function hostileGraph(
  words: readonly string[],
  size: number,
): { readonly graph: Graph; readonly compiled: Compiled } {
  const { compiled } = hostileCompiled(words, size);
  const [word = ''] = words;
  const drawn = drawDesired(compiled, word, { daemon: `${word}1`, cluster: `${word}2`, hypervisor: `${word}3` });
  const counts = { messages: 3, unacknowledged: 1, consumers: null };
  const queues = drawn.queues.map((queue, index) => {
    const state = statesInOrder[index % statesInOrder.length] ?? 'fine';
    return { ...queue, ...counts, state };
  });
  const orphan = {
    name: word,
    type: word,
    role: undefined,
    path: undefined,
    draining: false,
    state: 'orphan',
  } as const;
  const graph = {
    ...drawn,
    readAt,
    broker: { clusterName: word, rabbitmqVersion: word },
    queues: [...queues, orphan],
    findings: hostileVerify(words, size).findings,
  };
  return { graph, compiled };
}
