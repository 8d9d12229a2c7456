// The scope of a daemon changes: the old binding and the new one take the same messages. How long tasks run twice, as the
// plan and verify say it.

import { describe, expect, test } from 'vitest';
import type { Activity, Live } from '../../../src/live/index.js';
import type { LiveDraft, PlanShape } from '../../support/desired.js';
import { desiredOf, idle, liveOf, noActivity, planOf, verifyOf } from '../../support/desired.js';

const yaml = (scope: string, clusters = '53'): string => `daemons: { storage: { scope: ${scope} } }
clusters: { ${clusters
  .split(' ')
  .map((id) => `${id}: { hypervisors: [11, 12] }`)
  .join(', ')} }`;
const before = desiredOf(yaml('hypervisor'));
const after = desiredOf(yaml('cluster'));
const many = '51 52 53 54';

/** As an apply leaves it that holds the old queues bound. */
const both = (live: LiveDraft): void => {
  live.queue('storage-53', { arguments: { 'x-queue-type': 'classic', 'x-topo-owner': 'global' } });
  live.bind('storage', 'storage-53', { 'x-match': 'all', cluster: '53' });
};
const read = (live: Live, ...queues: readonly string[]): PlanShape => ({
  activity: new Map<string, Activity>([
    ...idle(live),
    ...queues.map((queue): [string, Activity] => [queue, { ...noActivity, consumers: 1 }]),
  ]),
});

const TWO =
  'In two applies: add a daemon of another name with the new scope and move the publishers to it; then take the old one out.';
const moved = 'What storage sends to exchange storage-53 now goes to queue storage-53';

describe('plan', () => {
  const held = 'so that a task that both take runs twice until then.';
  const kept =
    'to both, so that a task that both take runs twice until an apply takes the old binding away: this one does not.';
  const moment = 'for a moment to both, so that a task can run twice, and what waits in the old queues stays there.';
  const alone = liveOf(before);
  const doubled = liveOf(before, both);
  const fleet = liveOf(desiredOf(yaml('hypervisor', many)));
  test.each<[string, typeof after, Live, PlanShape, readonly string[]]>([
    ['nobody reads the old queues', after, alone, {}, [`${moved}: ${moment} ${TWO}`]],
    [
      'somebody does',
      after,
      alone,
      read(alone, 'storage-53-11'),
      [`${moved}: to both as long as queue storage-53-11 is held, ${held} ${TWO}`],
    ],
    [
      'two do',
      after,
      alone,
      read(alone, 'storage-53-11', 'storage-53-12'),
      [`${moved}: to both as long as queue storage-53-11 and 1 other are held, ${held} ${TWO}`],
    ],
    ['--no-prune', after, alone, { prune: false }, [`${moved}: ${kept} ${TWO}`]],
    [
      'the next plan, and it is still held',
      after,
      doubled,
      read(doubled, 'storage-53-11'),
      [`${moved}: to both as long as queue storage-53-11 is held, ${held} ${TWO}`],
    ],
    ['the next plan, and nobody reads any more: it ends', after, doubled, {}, []],
    ['the next plan with --no-prune', after, doubled, { prune: false }, [`${moved}: ${kept} ${TWO}`]],
    [
      'many clusters are one note, and one more for the one that is held',
      desiredOf(yaml('cluster', many)),
      fleet,
      read(fleet, 'storage-53-11'),
      [
        `${moved.replaceAll('53', '51')}, and so in 2 more places: ${moment} ${TWO}`,
        `${moved}: to both as long as queue storage-53-11 is held, ${held} ${TWO}`,
      ],
    ],
  ])('%s', (_, desired, live, shape, expected) => {
    const { notes } = planOf(desired, live, shape).plan;
    expect(notes.filter((note) => note.includes('now goes to'))).toEqual(expected);
  });
});

describe('verify', () => {
  const twins = (live: Live): readonly string[] =>
    verifyOf(after, live).findings.flatMap(({ kind, object, message }) =>
      kind === 'duplicate-route' ? [`${object.kind} ${object.name}: ${message.text}`] : [],
    );
  test.each<[string, (live: LiveDraft) => void, readonly string[]]>([
    [
      'both are bound',
      both,
      ['binding storage-53: what storage sends there goes to queue storage-53 too: a task that both take runs twice'],
    ],
    ['the new one is not there yet', () => undefined, []],
    [
      'below the old one nothing is bound any more',
      (live) => {
        both(live);
        live.unbind('storage-53-11');
        live.unbind('storage-53-12');
      },
      [],
    ],
    [
      'one as a string and one as an integer: no message passes both',
      (live) => {
        both(live);
        for (const [index, binding] of live.bindings.entries())
          if (binding.destination === 'storage-53' && binding.destinationType === 'exchange')
            live.bindings[index] = { ...binding, arguments: { 'x-match': 'all', cluster: 53 } };
      },
      [],
    ],
  ])('%s', (_, change, expected) => {
    expect(twins(liveOf(before, change))).toEqual(expected);
  });
});
