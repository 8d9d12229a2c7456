// What a plan does about each thing that can be on a broker: a change by hand, and the steps that follow.

import { describe, expect, test } from 'vitest';
import type { Activity } from '../../../src/live/index.js';
import { desiredOf, liveOf, noActivity, planOf, stepLines } from '../../support/desired.js';
import type { LiveDraft, PlanShape } from '../../support/desired.js';
import { plain } from '../../../src/text/index.js';
import type { Binding, ObjectKind } from '../../../src/topology/index.js';

const yaml = `daemons: { dispatcher: { scope: global }, storage: { scope: hypervisor } }
clusters: { 54: { hypervisors: [98, 99] }, 55: { hypervisors: [1, 2, 3] } }`;
const desired = desiredOf(yaml);
const without98 = desiredOf(yaml.replace('98, 99', '99'));

const steps = (change: (live: LiveDraft) => void, shape: PlanShape = {}): readonly string[] =>
  stepLines(planOf(desired, liveOf(desired, change), shape).plan);

test('the broker as it should be: an empty plan', () => {
  const { plan } = planOf(desired, liveOf(desired));
  expect(plan.steps).toEqual([]);
  expect(plan.summary).toMatchObject({ unchanged: 19, losingRoute: 0, refused: 0 });
});

describe('a change by hand is mended', () => {
  test.each<[string, (live: LiveDraft) => void, readonly string[]]>([
    [
      'a lost queue',
      (live) => {
        live.queues.delete('storage-54-98');
        live.unbind('storage-54-98');
      },
      ['declare queue storage-54-98', 'bind storage-54-98 from storage-54 hypervisor="98"'],
    ],
    [
      'a lost binding',
      (live) => {
        live.unbind('storage-54');
      },
      ['bind storage-54 from storage cluster="54"'],
    ],
    [
      'a stray binding inside the tree',
      (live) => {
        live.bind('storage-54', 'dispatcher', { hypervisor: '98' });
      },
      ['unbind dispatcher from storage-54 hypervisor="98"'],
    ],
    [
      'the right value with the wrong type',
      (live) => {
        live.unbind('storage-54-98');
        live.bind('storage-54', 'storage-54-98', { hypervisor: 98 }, { propertiesKey: '~x' });
      },
      ['bind storage-54-98 from storage-54 hypervisor="98"', 'unbind storage-54-98 from storage-54 hypervisor=98'],
    ],
    [
      'an orphan of ours, unbound before it is deleted',
      (live) => {
        live.queue('old', { arguments: { 'x-topo-owner': 'global' } });
        live.bind('global', 'old', { daemon: 'old' });
      },
      ['unbind old from global daemon="old"', 'delete queue old'],
    ],
  ])('%s', (_, change, expected) => {
    expect(steps(change)).toEqual(expected);
  });
});

describe('no difference', () => {
  test.each<[string, (live: LiveDraft) => void]>([
    [
      'a second binding that the same messages pass',
      (live) => {
        live.bind('storage-54', 'storage-54-98', { 'x-match': 'any', hypervisor: '98' }, { routingKey: 'celery' });
      },
    ],
    [
      'no x-queue-type where classic is wanted',
      (live) => {
        live.queue('dispatcher', { arguments: { 'x-topo-owner': 'global' } });
      },
    ],
    [
      'an argument that the broker does not compare',
      (live) => {
        live.exchange('storage', { arguments: { 'x-topo-owner': 'global', 'x-made-by': 'hand' } });
      },
    ],
    [
      'a foreign queue, and one that is exclusive or auto-delete under a name like ours',
      (live) => {
        live.queue('billing');
        live.queue('storage-54-7', { exclusive: true });
        live.queue('storage-54-8', { autoDelete: true });
      },
    ],
    [
      'a suspect: spelled by the tree, without a mark',
      (live) => {
        live.queue('storage-54-7');
        live.bind('storage-54', 'storage-54-7', { hypervisor: '7' });
      },
    ],
    [
      'another owner’s queue bound into our tree',
      (live) => {
        live.queue('theirs', { arguments: { 'x-topo-owner': 'other' } });
        live.bind('storage-54', 'theirs', { hypervisor: '98' });
      },
    ],
  ])('%s', (_, change) => {
    expect(steps(change)).toEqual([]);
  });
});

describe('adoption', () => {
  test('an unmarked tree is registered as it is', () => {
    const lines = steps((live) => {
      live.unmark();
    });
    expect(lines).toHaveLength(10);
    expect(lines.every((line) => line.startsWith('adopt '))).toBe(true);
    const unmarked = liveOf(desired, (live) => {
      live.unmark();
    });
    const { plan } = planOf(desired, unmarked);
    // Their bindings are as they should be.
    expect(plan.summary.unchanged).toBe(9);
    expect(plan.steps.map(({ path, source }) => [Object.values(path ?? {}).length, source !== undefined])).toEqual(
      [0, 1, 2, 2, 1, 3, 3, 3, 3, 3].map((depth) => [depth, true]),
    );
  });
  test('what is registered needs no step', () => {
    const live = liveOf(desired, (draft) => {
      draft.unmark();
      for (const kind of ['exchange', 'queue'] as const)
        for (const name of [...draft[`${kind}s`].keys()])
          draft.register('global', { kind, name, role: name === 'global' ? 'entry' : 'tree' });
    });
    expect(stepLines(planOf(desired, live).plan)).toEqual([]);
  });
  test('what an older topo registered is registered; it did not register the entry', () => {
    const live = liveOf(desired, (draft) => {
      draft.unmark();
      for (const kind of ['exchange', 'queue'] as const)
        for (const name of [...draft[`${kind}s`].keys()])
          if (name !== 'global') draft.registerAsBefore('global', { kind, name });
    });
    expect(stepLines(planOf(desired, live).plan)).toEqual(['adopt exchange global']);
  });
  test('--adopt takes a suspect, which then goes by the rules of an orphan', () => {
    const change = (live: LiveDraft): void => {
      live.queue('storage-54-7');
      live.bind('storage-54', 'storage-54-7', { hypervisor: '7' });
    };
    expect(steps(change, { adopt: ['storage-54-*'] })).toEqual([
      'adopt queue storage-54-7',
      'unbind storage-54-7 from storage-54 hypervisor="7"',
      'delete queue storage-54-7',
    ]);
    expect(planOf(desired, liveOf(desired, change), { adopt: ['storage-54-*'] }).plan.summary.unchanged).toBe(19);
  });
  test('one that was an entry is taken once', () => {
    const change = (live: LiveDraft): void => {
      live.exchange('storage-99');
      live.bind('storage-99', 'dispatcher', { daemon: 'dispatcher' });
    };
    expect(steps(change, { adopt: ['storage-99'] })).toEqual(['adopt exchange storage-99']);
  });
  test('a wildcard takes no stranger, and its name is refused', () => {
    const change = (live: LiveDraft): void => {
      live.queue('billing');
    };
    expect(steps(change, { adopt: ['*'] })).toEqual([]);
    for (const adopt of ['*', 'bill'])
      expect(planOf(desired, liveOf(desired, change), { adopt: [adopt] }).plan.refusals).toEqual([]);
    const { plan } = planOf(desired, liveOf(desired, change), { adopt: ['billing'] });
    expect(plan.steps).toEqual([]);
    expect(plan.refusals).toMatchObject([{ kind: 'queue', name: 'billing' }]);
  });
  test('the name of what is ours takes no stranger’s binding to it', () => {
    const live = liveOf(desired, (draft) => {
      draft.exchange('theirs', { type: 'topic' });
      draft.bind('theirs', 'storage-54-98', {});
    });
    expect(planOf(desired, live, { adopt: ['storage-54-98'] }).plan).toMatchObject({ steps: [], refusals: [] });
  });
  test('where nothing is to be registered, nobody minds who has the registry’s name', () => {
    const live = liveOf(desired, (draft) => {
      draft.exchange('topo.owned.global', { type: 'topic' });
    });
    expect(planOf(desired, live).plan.refusals).toEqual([]);
  });
});

describe('refusals', () => {
  const refused = (change: (live: LiveDraft) => void): { steps: readonly string[]; refused: readonly string[] } => {
    const { plan } = planOf(desired, liveOf(desired, change));
    return {
      steps: stepLines(plan),
      refused: plan.refusals.map(({ kind, name, reason }) => `${kind} ${name}: ${reason.text}`),
    };
  };

  const withNet = desiredOf(`routing: { unroutable: {} }\n${yaml}`);
  const refusedWithNet = (change: (live: LiveDraft) => void): readonly string[] =>
    planOf(withNet, liveOf(withNet, change)).plan.refusals.map(
      ({ kind, name, reason }) => `${kind} ${name}: ${reason.text}`,
    );

  test('a queue’s argument differs: only that change, its bindings are still kept right', () => {
    const found = refused((live) => {
      live.queue('storage-54-98', { arguments: { 'x-topo-owner': 'global', 'x-message-ttl': 5 } });
      live.unbind('storage-54-98');
    });
    expect(found).toEqual({
      steps: ['bind storage-54-98 from storage-54 hypervisor="98"'],
      refused: [
        'queue storage-54-98: x-message-ttl is 5 on the broker and not set in the inventory: RabbitMQ cannot change that in place',
      ],
    });
  });
  test('an exchange of another type: what hangs on it is left out, the rest goes on', () => {
    const found = refused((live) => {
      live.exchange('storage-54', { type: 'direct' });
      live.queues.delete('storage-54-98');
      live.queues.delete('dispatcher');
      live.bindings.splice(0);
    });
    expect(found.steps).toEqual([
      'declare queue dispatcher',
      'bind storage-55-1 from storage-55 hypervisor="1"',
      'bind storage-55-2 from storage-55 hypervisor="2"',
      'bind storage-55-3 from storage-55 hypervisor="3"',
      'bind storage-55 from storage cluster="55"',
      'bind dispatcher from global daemon="dispatcher"',
      'bind storage from global daemon="storage"',
    ]);
    expect(found.refused).toEqual([
      'exchange storage-54: type is "direct" on the broker and "headers" in the inventory: RabbitMQ cannot change that in place; 2 objects that hang below it are left out',
    ]);
  });
  test('what hangs on it keeps what else is bound there, and somebody’s policy on it is not refused as well', () => {
    const { steps: lines, refused: reasons } = refused((live) => {
      live.exchange('storage-54', { type: 'direct' });
      live.bind('storage-54', 'storage-54-98', { hypervisor: '7' });
      live.bind('global', 'storage-54-98', { daemon: 'odd' });
    });
    expect(lines).toEqual([]);
    expect(reasons).toHaveLength(1);
    const over = refusedWithNet((live) => {
      live.exchange('storage-54', { type: 'direct' });
      live.policy('theirs', { priority: 3, applyTo: 'exchanges', pattern: '^storage-5[45]$' });
    });
    expect(over.map((line) => line.split(': ')[0])).toEqual(['exchange storage-54', 'exchange storage-55']);
  });
  test('a name that another owner has', () => {
    const found = refused((live) => {
      live.queue('storage-54-98', { arguments: { 'x-topo-owner': 'other' } });
      live.unbind('storage-54-98');
    });
    expect(found.steps).toEqual([]);
    expect(found.refused).toEqual([
      'queue storage-54-98: the inventory needs this name, and it is taken: marked as another owner\'s: x-topo-owner is "other"',
    ]);
  });
});

describe('what goes', () => {
  test('one hypervisor: exactly its binding and its queue, with the reason', () => {
    const { plan } = planOf(without98, liveOf(desired));
    expect(stepLines(plan)).toEqual([
      'unbind storage-54-98 from storage-54 hypervisor="98"',
      'delete queue storage-54-98',
    ]);
    expect(plan.steps.map((step) => step.reason?.text)).toEqual([
      'hypervisor 98 is not in cluster 54',
      'hypervisor 98 is not in cluster 54',
    ]);
    expect(plan.summary).toMatchObject({ losingRoute: 1, held: 0 });
  });
  test('a cluster: from the entry to the leaf, then queues, then exchanges', () => {
    const smaller = desiredOf(yaml.replace('54: { hypervisors: [98, 99] }, ', ''));
    expect(stepLines(planOf(smaller, liveOf(desired)).plan)).toEqual([
      'unbind storage-54 from storage cluster="54"',
      'unbind storage-54-98 from storage-54 hypervisor="98"',
      'unbind storage-54-99 from storage-54 hypervisor="99"',
      'delete queue storage-54-98',
      'delete queue storage-54-99',
      'delete exchange storage-54',
    ]);
  });
  test('a queue that nothing leads to, beside an exchange of its name', () => {
    const twins = desiredOf(yaml.replace('dispatcher:', 'storage-54: { scope: global }, dispatcher:'));
    const { draft } = planOf(
      desiredOf(yaml.replace('54: { hypervisors: [98, 99] }, ', '')),
      liveOf(twins, (live) => {
        live.bindings.splice(0, live.bindings.length, ...live.bindings.filter(isNotTo('queue', 'storage-54')));
      }),
    );
    expect(draft.queuesToGo.map(({ name, bound }) => [name, bound])).toEqual([
      ['storage-54', false],
      ['storage-54-98', true],
      ['storage-54-99', true],
    ]);
  });
  const isNotTo =
    (type: ObjectKind, name: string) =>
    ({ destination, destinationType }: Binding): boolean =>
      destination !== name || destinationType !== type;
  test('--no-prune takes nothing away, not even a draining address’s binding', () => {
    const draining = desiredOf(yaml.replace('[98, 99]', '{ 98: { state: draining }, 99: }'));
    expect(stepLines(planOf(draining, liveOf(desired)).plan)).toEqual([
      'unbind storage-54-98 from storage-54 hypervisor="98"',
    ]);
    expect(stepLines(planOf(draining, liveOf(desired), { prune: false }).plan)).toEqual([]);
    expect(stepLines(planOf(without98, liveOf(desired), { prune: false }).plan)).toEqual([]);
  });
  test('the former entry stays with its bindings to what stays', () => {
    const renamed = desiredOf(`routing: { entry: world, owner: global }\n${yaml}`);
    const { plan } = planOf(renamed, liveOf(desired));
    expect(stepLines(plan)).toEqual([
      'declare exchange world',
      'adopt exchange global',
      'bind dispatcher from world daemon="dispatcher"',
      'bind storage from world daemon="storage"',
    ]);
    expect(plan.foreign).toEqual([
      {
        kind: 'exchange',
        name: 'global',
        reason: plain('was the entry once: delete it by hand when nothing publishes to it'),
      },
    ]);
  });
  test('ours with a foreign binding is held, not deleted', () => {
    const live = liveOf(desired, (draft) => {
      draft.exchange('audit', { type: 'fanout' });
      draft.bind('audit', 'storage-54-98', {});
    });
    const { plan } = planOf(without98, live);
    expect(plan.held).toMatchObject([
      { name: 'storage-54-98', reason: { text: 'it is bound to foreign exchange "audit"' } },
    ]);
  });
});

describe('a stream under a name of the tree: no worker ever empties it', () => {
  const live = liveOf(desired, (draft) => {
    const args = draft.queues.get('storage-54-98')?.arguments;
    draft.queue('storage-54-98', { arguments: { ...args, 'x-queue-type': 'stream' } });
  });
  const activity = new Map([['storage-54-98', { ...noActivity, messages: 3 }]]);
  const BY_HAND = ': rabbitmqctl delete_queue -p / storage-54-98';

  test('it is not to be emptied and replaced', () => {
    const [refusal] = planOf(desired, live).plan.refusals;
    expect(refusal?.remedy.text).toContain(BY_HAND);
    expect(refusal?.remedy.text).not.toContain('apply with --replace');
  });
  test.each([
    ['replaced', desired, ['storage-54-98']],
    ['deleted', without98, []],
  ])('%s, it is held until somebody deletes it', (_, wanted, replace) => {
    const [held] = planOf(wanted, live, { activity, replace }).plan.held;
    expect(held?.reason.text).toContain('3 messages in it, and a stream keeps them whoever reads');
    expect(held?.remedy.text).toContain(BY_HAND);
  });
});

describe('holds, by what the queue has', () => {
  const held = (activity: Partial<Activity>): readonly string[] => {
    const counts = new Map([['storage-54-98', { ...noActivity, ...activity }]]);
    return planOf(without98, liveOf(desired), { activity: counts }).plan.held.map((row) => row.reason.text);
  };
  test.each<[string, Partial<Activity>, readonly string[]]>([
    ['nothing', {}, []],
    ['a message', { messages: 1 }, ['1 message in it and nobody reads']],
    ['an unacknowledged message', { messages: 2, unacknowledged: 2 }, ['2 messages delivered and not acknowledged']],
    ['a consumer', { consumers: 1 }, ['1 consumer still reads it']],
    ['unknown messages', { messages: null }, ['its messages cannot be counted']],
    ['unknown consumers', { consumers: null }, ['its consumers cannot be counted']],
    [
      'unknown consumers, as the broker keeps no statistics',
      { consumers: null, statistics: 'off' },
      ['its consumers cannot be counted: the broker’s statistics are off'],
    ],
    [
      'a known reader',
      { consumers: 1, readers: [{ consumerTag: 'None1', peer: '10.0.0.9:5000', connectionName: 'celery@hv98' }] },
      ['1 consumer still reads it (10.0.0.9:5000, consumer tag None1, connection celery@hv98)'],
    ],
  ])('%s', (_, activity, expected) => {
    expect(held(activity)).toEqual(expected);
  });
  test('what to do about a reader: a queue of the tree has a worker, the net has none', () => {
    const net = desiredOf(`routing: { unroutable: {} }\n${yaml}`);
    const off = desiredOf(yaml.replace('98, 99', '99'));
    const read = { ...noActivity, consumers: 1 };
    const activity = new Map(
      [...without98.compiled.topology.queues.keys(), 'storage-54-98', 'unroutable'].map((name) => [name, read]),
    );
    const { held } = planOf(off, liveOf(net), { activity }).plan;
    expect(held.map(({ name, remedy }) => `${name}: ${remedy.text}`)).toEqual([
      'storage-54-98: stop the worker, or write the address back with `state: draining` first',
      'unroutable: stop what reads it, then apply again',
    ]);
    const like = desiredOf(`routing: { unroutable: { name: storage-54-net } }\n${yaml}`);
    expect(planOf(desired, liveOf(like), { activity: new Map([['storage-54-net', read]]) }).plan.held).toMatchObject([
      { name: 'storage-54-net', remedy: { text: 'stop what reads it, then apply again' } },
    ]);
    const longer = desiredOf(`routing: { unroutable: { maxLength: 7 } }\n${yaml}`);
    expect(planOf(longer, liveOf(net), { activity, replace: ['unroutable'] }).plan.held).toMatchObject([
      { name: 'unroutable', remedy: { text: 'stop what reads it, then apply again' } },
    ]);
  });
  test('no count at all holds too', () => {
    const { plan } = planOf(without98, liveOf(desired), { activity: new Map() });
    expect(plan.held).toMatchObject([{ messages: null, consumers: null }]);
  });
});
