// When a plan says that the queues alone fill a node.

import { expect, test } from 'vitest';
import type { ClusterNodes, NodeRoom } from '../../../src/live/index.js';
import { notesOnCapacity } from '../../../src/plan/words/notes-on-capacity.js';
import { desiredOf } from '../../support/desired.js';

const { compiled } = desiredOf(
  'daemons: { storage: { scope: hypervisor } }\nclusters: { 1: { hypervisors: [1-10000] } }',
);

const notes = (version: string, room?: Partial<NodeRoom>): readonly string[] => {
  const nodes: ClusterNodes | undefined = room && { all: 1, down: [], running: [{ name: 'a', ...room }] };
  return notesOnCapacity(compiled, { broker: { clusterName: 'r', rabbitmqVersion: version }, nodes });
};

// 10,000 queues: 20,000 processes, before 4.0 10,000 file handles, some 400 to 600 MB.
test.each<[string, string, Partial<NodeRoom> | undefined, readonly RegExp[]]>([
  ['nobody may ask', '3.10.8', undefined, []],
  ['a node that tells nothing', '3.10.8', {}, []],
  ['plenty', '3.10.8', { processes: { limit: 1_048_576 }, fileHandles: { limit: 65_536 }, memory: { limit: 8e9 } }, []],
  [
    'file handles',
    '3.10.8',
    { fileHandles: { limit: 16_000 } },
    [/^The queues alone, .* 6[23] % of its file handles\. .*`topo capacity`\.$/],
  ],
  ['4.3 takes none for a queue', '4.3.6', { fileHandles: { limit: 16_000 } }, []],
  ['processes', '4.3.6', { processes: { limit: 30_000 } }, [/ (67|68|69) % of its Erlang processes\./]],
  ['less than half', '4.3.6', { processes: { limit: 42_000 } }, []],
  [
    'more than there is',
    '3.10.8',
    { fileHandles: { limit: 5000 }, processes: { limit: 10_000 } },
    [/ 20\d % of its Erlang processes, 20\d % of its file handles\./],
  ],
  ['memory', '3.10.8', { memory: { limit: 5e8 } }, [/ \d+ % of its memory\./]],
  // A disk that is nearly full is no matter of this fleet.
  ['disk', '3.10.8', { disk: { limit: 1000 } }, []],
])('%s', (_, version, room, expected) => {
  const said = notes(version, room);
  expect(said).toHaveLength(expected.length);
  for (const [index, pattern] of expected.entries()) expect(said[index]).toMatch(pattern);
});
