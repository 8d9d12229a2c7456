// What `--only` shows of one hypervisor beside the rows of a plan, or the findings: its queues, and whether it may be switched
// off.

import type { Activity } from '../../live/index.js';
import type { Part, Selection } from '../../topology/index.js';
import type { Sentence } from '../../text/index.js';
import { say } from '../../text/index.js';
import type { Located, QueueRow } from './queue-rows.js';
import { queueRows, queuesOf } from './queue-rows.js';
import type { SwitchOff } from './switch-off.js';
import { maySwitchOff } from './switch-off.js';

export interface ShownPart {
  readonly part: Part;
  /** Where it is one hypervisor, or a daemon there. */
  readonly queues?: readonly QueueRow[];
  /** Where it is one hypervisor, with all of its daemons. */
  readonly switchOff?: SwitchOff;
  /** Where it is several hypervisors of one name. */
  readonly hint?: Sentence;
}

/** The queues whose counts `showPart` needs; none where the part is not one hypervisor. */
export function queuesToCount(located: Located, selection: Selection): readonly { readonly name: string }[] {
  if (!isOneHypervisor(selection)) return [];
  return [...queuesOf(located, selection).keys()].flatMap((name) =>
    located.live.topology.queues.has(name) ? [{ name }] : [],
  );
}

export function showPart(located: Located, selection: Selection, activity: ReadonlyMap<string, Activity>): ShownPart {
  const { part } = selection;
  const clusters = clustersOf(selection);
  if (part.hypervisor !== undefined && clusters.length > 1)
    return {
      part,
      hint: say`hypervisor ${part.hypervisor} is in clusters ${clusters.join(', ')}: add cluster=ID to see its queues`,
    };
  if (!isOneHypervisor(selection)) return { part };
  const queues = queueRows(located, queuesOf(located, selection), activity);
  return { part, queues, ...(part.daemon === undefined && { switchOff: maySwitchOff(queues) }) };
}

function isOneHypervisor(selection: Selection): boolean {
  return selection.part.hypervisor !== undefined && clustersOf(selection).length <= 1;
}

function clustersOf({ addresses }: Selection): readonly string[] {
  return [...new Set(addresses.flatMap(({ cluster }) => cluster ?? []))];
}
