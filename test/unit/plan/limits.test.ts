// Limits by policy: which changes wait for what lies in the queues, which are left alone, and what is said of them.

import { describe, expect, test } from 'vitest';
import type { Activity } from '../../../src/live/index.js';
import type { Policy } from '../../../src/topology/index.js';
import type { LiveDraft, TestDesired } from '../../support/desired.js';
import { desiredOf, liveOf, noActivity, planOf, stepLines, verifyOf } from '../../support/desired.js';

const fleet = (policy: string, type = 'classic'): TestDesired =>
  desiredOf(`daemons:
  vm: { scope: hypervisor, queue: { type: ${type}, policy: { ${policy} } } }
  api: { scope: global }
clusters: { 54: { hypervisors: [98, 99] } }`);

const POLICY = 'topo.global.vm';

/** Eight messages of 100 bytes in `vm-54-98`, and nobody who reads. */
const eight: ReadonlyMap<string, Activity> = new Map([
  ['vm-54-98', { ...noActivity, messages: 8, bytes: 800 }],
  ['vm-54-99', { ...noActivity, bytes: 0 }],
]);

const changed =
  (change: Partial<Policy>) =>
  ({ policies }: LiveDraft): void => {
    const [policy] = policies.splice(0);
    if (policy) policies.push({ ...policy, ...change });
  };

const theirs =
  (definition: Policy['definition'], priority = -1) =>
  (live: LiveDraft): void => {
    live.policy('theirs', { pattern: '^vm-54-98$', applyTo: 'queues', priority, definition });
  };

const capped =
  (definition: Policy['definition']) =>
  (live: LiveDraft): void => {
    live.operatorPolicy('cap', { pattern: '98$', applyTo: 'queues', definition });
  };

describe('what would drop a message that waits is held, with the reason', () => {
  test.each<[string, string, string, (live: LiveDraft) => void, readonly string[]]>([
    ['a length that it has', 'max-length: 9', 'max-length: 8', () => undefined, []],
    [
      'a lower one',
      'max-length: 9',
      'max-length: 7',
      () => undefined,
      ['8 messages in it, and max-length 7 would drop the oldest'],
    ],
    ['bytes that it has', 'max-length: 9', 'max-length-bytes: 800', () => undefined, []],
    [
      'fewer',
      'max-length: 9',
      'max-length-bytes: 799',
      () => undefined,
      ['8 messages in it of 800 bytes, and max-length-bytes 799 would drop the oldest'],
    ],
    [
      'a shorter time',
      'message-ttl: 9000',
      'message-ttl: 8000',
      () => undefined,
      ['8 messages in it, which may be older than message-ttl 8,000 ms'],
    ],
    [
      'an expiry, of each that nobody reads',
      'max-length: 9',
      'expires: 8000',
      () => undefined,
      [
        'nobody is known to read it, and expires 8,000 ms would delete it',
        'nobody is known to read it, and expires 8,000 ms would delete it',
      ],
    ],
    [
      'the same limits, on queues that it did not reach: changed by hand',
      'max-length: 7',
      'max-length: 7',
      changed({ pattern: '^nothing$' }),
      ['8 messages in it, and max-length 7 would drop the oldest'],
    ],
    [
      'the policy goes, and somebody else’s is next',
      'max-length: 9',
      '',
      theirs({ 'max-length': 7 }),
      ['8 messages in it, and max-length 7 of policy "theirs" would drop the oldest'],
    ],
    ['the policy goes, and theirs allows more', 'max-length: 9', '', theirs({ 'max-length': 10 }), []],
    [
      'the policy goes, and theirs is for exchanges',
      'max-length: 9',
      '',
      (live) => {
        live.policy('theirs', { applyTo: 'exchanges', definition: { 'max-length': 1 } });
      },
      [],
    ],
    ['an operator policy holds already', 'max-length: 9', 'max-length: 7', capped({ 'max-length': 7 }), []],
    [
      'it refuses, and an operator policy makes it drop',
      'max-length: 9, overflow: reject-publish',
      'max-length: 7, overflow: reject-publish',
      capped({ overflow: 'drop-head' }),
      ['8 messages in it, and max-length 7 would drop the oldest'],
    ],
  ])('%s', (_, before, after, change, expected) => {
    const { plan } = planOf(fleet(after), liveOf(fleet(before), change), { activity: eight });
    expect(plan.held.map(({ reason }) => reason.text.replace(`policy ${POLICY} waits: `, ''))).toEqual(expected);
    expect(plan.steps.map(({ name }) => name)).toEqual([POLICY]);
    expect(plan.refusals).toEqual([]);
  });

  test('what cannot be counted is held, not taken for none', () => {
    const unknown = { ...noActivity, messages: null };
    const activity = new Map<string, Activity>([
      ['vm-54-98', unknown],
      ['vm-54-99', { ...noActivity, messages: 1, bytes: null }],
    ]);
    const { plan } = planOf(fleet('max-length-bytes: 5'), liveOf(fleet('')), { activity });
    expect(plan.held.map(({ reason }) => reason.text.replace(`policy ${POLICY} waits: `, ''))).toEqual([
      'its messages cannot be counted',
      'its bytes cannot be counted',
    ]);
  });
});

describe('an operator policy that lets less through is said by name, and refuses nothing', () => {
  const ours = fleet('max-length: 9, message-ttl: 8000');
  test.each<[string, Policy['definition'], string | undefined]>([
    ['a smaller limit', { 'max-length': 5 }, 'max-length 5 holds in the place of 9'],
    [
      'two of them',
      { 'max-length': 5, 'message-ttl': 7 },
      'max-length 5 holds in the place of 9, message-ttl 7 holds in the place of 8000',
    ],
    ['a larger one', { 'max-length': 10 }, undefined],
    ['another limit', { 'max-length-bytes': 5 }, undefined],
  ])('%s', (_, definition, expected) => {
    const text =
      expected === undefined
        ? []
        : [`operator policy "cap" allows queue vm-54-98 less than policy "${POLICY}" does: ${expected}`];
    const { plan } = planOf(ours, liveOf(fleet('max-length: 8'), capped(definition)));
    expect(plan.notes.filter((note) => note.includes('operator policy'))).toEqual(
      text.map(
        (each) =>
          `Not all limits hold: ${each}: write what holds into the inventory, or ask the broker's administrator.`,
      ),
    );
    expect(plan.refusals).toEqual([]);
    const { findings } = verifyOf(ours, liveOf(ours, capped(definition)));
    expect(findings.map(({ kind, message }) => `${kind}: ${message.text}`)).toEqual(
      text.map((each) => `foreign: ${each}`),
    );
  });
  test('of many queues one, and how many', () => {
    const live = liveOf(ours, (draft) => {
      draft.operatorPolicy('all', { applyTo: 'queues', definition: { 'max-length': 1 } });
    });
    expect(planOf(ours, live).plan.notes.join()).toContain('allows 2 queues (vm-54-98, …) less');
  });
});

describe('an argument that cannot change: what a policy can do about it', () => {
  const withArguments = (args: string, policy = ''): TestDesired =>
    desiredOf(`daemons: { vm: { scope: hypervisor, queue: { arguments: { ${args} }, policy: { ${policy} } } } }
clusters: { 54: { hypervisors: [98] } }`);
  const once = 'empty it, stop its workers, and apply with --replace vm-54-98';
  test.each<[string, string, TestDesired, string]>([
    [
      'none there',
      '',
      withArguments('x-max-length: 5'),
      'write `queue: { policy: { max-length: 5 } }` in the place of the argument: a policy can be set on a queue that exists; or ',
    ],
    [
      'a larger one there',
      'x-max-length: 9',
      withArguments('x-max-length: 5'),
      'leave the argument as the broker has it, and write `queue: { policy: { max-length: 5 } }` beside it: RabbitMQ takes the smaller one; or ',
    ],
    [
      'a smaller one there',
      'x-max-length: 3',
      withArguments('x-max-length: 5'),
      'write `queue: { policy: { max-length: 5 } }` in the place of the argument, so that it can change later as it is; and once, to be rid of the argument: ',
    ],
    [
      'another there beside it',
      'x-max-length: 9, x-message-ttl: 7',
      withArguments('x-max-length: 5'),
      'write `queue: { policy: { max-length: 5 } }` in the place of the argument, so that it can change later as it is; and once, to be rid of the argument: ',
    ],
    ['one too many there', 'x-max-length: 3', withArguments(''), 'a policy cannot lift an argument, so it has to go: '],
    [
      'the policy has it',
      'x-max-length: 3',
      withArguments('', 'max-length: 5'),
      'the policy of its daemon has this limit too; to be rid of the argument: ',
    ],
    [
      'the policy has one of two',
      'x-max-length: 3, x-message-ttl: 7',
      withArguments('', 'max-length: 5'),
      'a policy cannot lift an argument, so it has to go: ',
    ],
    ['no policy can say it', 'x-max-priority: 3', withArguments(''), ''],
  ])('%s', (_, args, desired, expected) => {
    const { refusals } = planOf(desired, liveOf(withArguments(args))).plan;
    expect(refusals.map(({ remedy }) => remedy.text)).toEqual([expected + once]);
  });
});

describe('policies of ours never meet on one queue, while one of them waits', () => {
  const tree = (daemons: Readonly<Record<string, string>>): TestDesired =>
    desiredOf(`daemons:
${Object.entries(daemons)
  .map(([name, limits]) => `  ${name}: { scope: hypervisor, queue: { policy: { ${limits} } } }`)
  .join('\n')}
clusters: { 1: { hypervisors: [1] } }`);
  const policySteps = (to: TestDesired, from: TestDesired): readonly string[] =>
    planOf(to, liveOf(from), {
      activity: new Map([...liveOf(from).topology.queues.keys()].map((name) => [name, { ...noActivity, messages: 8 }])),
    }).plan.steps.flatMap(({ action, policy }) =>
      policy ? [`${action} ${policy.pattern} ${JSON.stringify(policy.definition)}`] : [],
    );
  test.each<[string, TestDesired, TestDesired, readonly string[]]>([
    [
      'a daemon comes whose names begin alike: the pattern changes at once, the limits wait',
      tree({ vm: 'max-length: 9' }),
      tree({ vm: 'max-length: 7', 'vm-gpu': 'max-length: 5' }),
      ['set ^vm-(?!(gpu-)) {"max-length":9}', 'set ^vm-gpu- {"max-length":5}', 'set ^vm-(?!(gpu-)) {"max-length":7}'],
    ],
    [
      'in the place of the daemon: its policy lets go of the names of the new one, until its queues are gone',
      tree({ vm: 'max-length: 9' }),
      tree({ 'vm-gpu': 'max-length: 5' }),
      [
        'set ^vm-gpu- {"max-length":5}',
        'set ^vm-(?!(gpu$|gpu-)) {"max-length":9}',
        'clear ^vm-(?!(gpu$|gpu-)) {"max-length":9}',
      ],
    ],
    [
      'one goes: its queues get no limits of another daemon’s',
      tree({ vm: 'max-length: 9', 'vm-gpu': 'max-length: 5' }),
      tree({ vm: 'max-length: 10' }),
      ['set ^vm-(?!(gpu$|gpu-)) {"max-length":9}', 'set ^vm- {"max-length":10}', 'clear ^vm-gpu- {"max-length":5}'],
    ],
  ])('%s', (_, from, to, expected) => {
    expect(policySteps(to, from)).toEqual(expected);
  });

  test('with --no-prune, the queues of the other stay, and that is refused by name', () => {
    const from = tree({ vm: 'max-length: 9', 'vm-gpu': 'max-length: 5' });
    const { plan } = planOf(tree({ vm: 'max-length: 10' }), liveOf(from), { prune: false });
    expect(plan.refusals.map(({ reason, remedy }) => [reason.text, remedy.text])).toEqual([
      [
        'left as it is: it would limit queue "vm-gpu-1-1" too, by its name ("^vm-"), and that is no queue of its daemon',
        'apply without --no-prune: it goes, and the policy comes after it',
      ],
    ]);
  });
});

test('a queue to which RabbitMQ does not apply it, for its type has not all of its limits: nothing to do', () => {
  const ours = fleet('max-length: 7, delivery-limit: 3', 'quorum');
  const live = liveOf(ours, ({ queues }) => {
    for (const [name, queue] of queues)
      queues.set(name, { ...queue, arguments: { ...queue.arguments, 'x-queue-type': 'classic' } });
  });
  const { plan } = planOf(ours, { ...live, queuePolicies: new Map() }, { activity: eight });
  expect([plan.held, plan.steps]).toEqual([[], []]);
});

test('a policy under such a name that no daemon has, nor had, is somebody else’s', () => {
  const live = liveOf(fleet(''), (draft) => {
    draft.policy('topo.global.backup', { pattern: '^backup', applyTo: 'queues', definition: { 'max-length': 1 } });
    draft.policy('topo.global.gone', { pattern: '^gone-', applyTo: 'queues', definition: { 'max-length': 1 } });
  });
  expect(stepLines(planOf(fleet(''), live).plan)).toEqual(['clear policy topo.global.gone']);
});
