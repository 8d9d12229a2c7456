// What `--only` shows of one hypervisor: the state of each of its queues, and whether it may be switched off. And what it leaves
// as it is.

import { describe, expect, test } from 'vitest';
import type { Activity, Live } from '../../../src/live/index.js';
import { queueState } from '../../../src/live/queue-state.js';
import { readSavedPlan } from '../../../src/plan/index.js';
import { planJson, documents } from '../../../src/report/index.js';
import type { LiveDraft, TestDesired } from '../../support/desired.js';
import { desiredOf, idle, liveOf, noActivity, planOf, stepLines, verifyPartOf } from '../../support/desired.js';
import { plain, textOf } from '../../support/report-text.js';

const daemons =
  'daemons: { api: { scope: global }, net: { scope: cluster }, vm: { scope: hypervisor }, io: { scope: hypervisor } }\n';
const with98 = (of98: string): TestDesired =>
  desiredOf(`${daemons}clusters: { 53: { hypervisors: [98] }, 54: { hypervisors: { ${of98} 99: } } }`);
const fine = with98('98: ,');
const draining = with98('98: { state: draining },');
const gone = with98('');
const part = { cluster: '54', hypervisor: '98' };

type Counts = Readonly<Record<string, Partial<Activity>>>;

function activityOf(live: Live, counts: Counts): ReadonlyMap<string, Activity> {
  return new Map([...idle(live).keys()].map((name) => [name, { ...noActivity, ...counts[name] }]));
}

const owner = { arguments: { 'x-topo-owner': 'global' } };

describe('the queues of one hypervisor', () => {
  test.each<[string, TestDesired, Live, Counts, readonly string[], string]>([
    [
      'all is fine',
      fine,
      liveOf(fine),
      {},
      ['vm fine bound 0', 'io fine bound 0'],
      'no: 2 queues get new tasks → write `state: draining` to it and apply',
    ],
    [
      'draining, not applied yet',
      draining,
      liveOf(fine),
      { 'vm-54-98': { messages: 5, unacknowledged: 2, consumers: 1 } },
      ['vm draining bound 5', 'io draining bound 0'],
      'no: 2 queues get new tasks, 5 messages wait (2 unacknowledged), 1 consumer reads → `topo apply`, then let its workers read what waits, then stop them',
    ],
    [
      'drained',
      draining,
      liveOf(draining),
      {},
      ['vm draining unbound 0', 'io draining unbound 0'],
      'yes: no task arrives, nothing waits, and nobody reads',
    ],
    [
      'drained, and a worker is there',
      draining,
      liveOf(draining),
      { 'io-54-98': { consumers: 2 } },
      ['vm draining unbound 0', 'io draining unbound 0'],
      'no: 2 consumers read → stop them',
    ],
    [
      'an orphan with a message',
      gone,
      liveOf(draining, (draft) => draft.queues.delete('vm-54-98')),
      { 'io-54-98': { messages: 1 } },
      ['io orphan unbound 1: 1 message in it and nobody reads'],
      'no: 1 message waits → let its workers read what waits',
    ],
    [
      'missing',
      fine,
      liveOf(gone),
      {},
      ['vm missing unbound 0', 'io missing unbound 0'],
      'yes: it has no queue on the broker',
    ],
    [
      'down, and a name taken',
      draining,
      {
        ...liveOf(draining, (draft: LiveDraft) => {
          draft.queue('io-54-98', { arguments: { 'x-topo-owner': 'other' } });
        }),
        queueStates: new Map([['vm-54-98', queueState('down')]]),
        unseen: new Set(['vm-54-98']),
      },
      { 'vm-54-98': { messages: null, unacknowledged: null, consumers: null } },
      ['vm down ? null', 'io foreign unbound 0'],
      'unknown: what is in 1 queue, or reads there, is not known',
    ],
    [
      'only a stranger binds to it',
      draining,
      liveOf(draining, (draft) => {
        draft.exchange('theirs', { type: 'fanout' });
        draft.bind('theirs', 'vm-54-98', {});
        draft.register('global', { kind: 'queue', name: 'io-54-98', role: 'tree' });
      }),
      {},
      ['vm draining bound 0', 'io draining unbound 0'],
      'no: 1 queue gets new tasks → `topo apply`',
    ],
  ])('%s', (_, desired, live, counts, rows, answer) => {
    const activity = activityOf(live, counts);
    for (const shown of [
      verifyPartOf(desired, live, part, activity).only,
      planOf(desired, live, { only: part, activity }).plan.only,
    ]) {
      expect(
        shown?.queues?.map(
          ({ path, state, bound, messages, held }) =>
            `${path.daemon ?? ''} ${state} ${bound === null ? '?' : bound ? 'bound' : 'unbound'} ${String(messages)}${held ? `: ${held.text}` : ''}`,
        ),
      ).toEqual(rows);
      const { switchOff } = shown ?? {};
      expect(
        `${switchOff?.answer ?? ''}: ${switchOff?.why.text ?? ''}${switchOff?.remedy ? ` → ${switchOff.remedy.text}` : ''}`,
      ).toBe(answer);
    }
  });

  test('a suspect is one of them', () => {
    const live = liveOf(gone, (draft) => {
      draft.queue('vm-54-7');
      draft.bind('vm-54', 'vm-54-7', { hypervisor: '7' });
    });
    const { only } = verifyPartOf(gone, live, { cluster: '54', hypervisor: '7' });
    expect(only?.queues).toMatchObject([{ name: 'vm-54-7', state: 'suspect', bound: true }]);
    expect(only?.findings.map(({ kind, object }) => `${kind} ${object.kind} ${object.name}`)).toEqual([
      'suspect queue vm-54-7',
      'foreign binding vm-54-7',
    ]);
  });

  test('of one name in two clusters: which one has to be said', () => {
    const { only } = verifyPartOf(fine, liveOf(fine), { hypervisor: '98' });
    expect(only?.queues).toBe(undefined);
    expect(only?.hint?.text).toBe('hypervisor 98 is in clusters 53, 54: add cluster=ID to see its queues');
  });

  test('with a daemon: its queue, and no answer for the whole of it', () => {
    const { only } = verifyPartOf(fine, liveOf(fine), { ...part, daemon: 'vm' });
    expect(only?.queues?.map(({ name }) => name)).toEqual(['vm-54-98']);
    expect(only?.switchOff).toBe(undefined);
  });

  test('without a broker nothing is known of what is in them', () => {
    const { switchOff } = planOf(draining, liveOf(draining), { only: part, activity: new Map() }).plan.only ?? {};
    expect(switchOff?.answer).toBe('unknown');
  });
});

describe('the rows of a part, and what it hangs on', () => {
  const live = liveOf(with98('98: , 97: ,'), (draft) => {
    draft.exchanges.delete('vm-54');
    draft.bindings.splice(
      0,
      draft.bindings.length,
      ...draft.bindings.filter(({ source, destination }) => source !== 'vm-54' && destination !== 'vm-54'),
    );
    draft.queues.delete('net-54');
    draft.unbind('api');
  });
  test('a plan', () => {
    const only = { cluster: '54', hypervisor: '98' };
    const { plan } = planOf(fine, live, { only });
    expect(stepLines({ steps: plan.only?.steps ?? [] })).toEqual([
      'declare exchange vm-54',
      'bind vm-54-98 from vm-54 hypervisor="98"',
      'bind vm-54 from vm cluster="54"',
    ]);
    expect(stepLines(plan).length).toBeGreaterThan(3);
  });
  test('findings', () => {
    const { only } = verifyPartOf(fine, live, part);
    expect(only?.findings.map(({ kind, object }) => `${kind} ${object.kind} ${object.name}`)).toEqual([
      'missing exchange vm-54',
      'missing binding vm-54-98',
      'missing binding vm-54',
    ]);
  });
  test('the direct exchange, on which everything hangs too', () => {
    const direct = desiredOf(`routing: { direct: {} }\n${daemons}clusters: { 54: { hypervisors: [98, 99] } }`);
    const without = liveOf(direct, (draft) => {
      draft.exchanges.delete('global.direct');
      draft.bindings.splice(
        0,
        draft.bindings.length,
        ...draft.bindings.filter(({ source }) => source !== 'global.direct'),
      );
    });
    const { only } = verifyPartOf(direct, without, part);
    expect(only?.findings[0]?.object).toEqual({ kind: 'exchange', name: 'global.direct' });
    expect(stepLines({ steps: planOf(direct, without, { only: part }).plan.only?.steps ?? [] })).toEqual([
      'declare exchange global.direct',
      'bind vm-54-98 from global.direct',
      'bind io-54-98 from global.direct',
    ]);
  });
  test('a refusal, and a former hold', () => {
    const live97 = liveOf(with98('98: , 97: ,'), (draft) => {
      draft.queue('vm-54-98', { arguments: { ...owner.arguments, 'x-max-length': 5 } });
      draft.queue('vm-54-99', { arguments: { ...owner.arguments, 'x-max-length': 5 } });
    });
    const activity = activityOf(live97, { 'io-54-97': { messages: 3 } });
    const { plan } = planOf(fine, live97, { only: part, activity });
    expect(plan.only?.refusals.map(({ name, path }) => [name, path?.hypervisor])).toEqual([['vm-54-98', '98']]);
    expect(plan.only?.held).toEqual([]);
    expect(planOf(fine, live97, { only: { hypervisor: '97' }, activity }).plan.only?.held).toEqual(plan.held);
  });
});

describe('nothing else is narrowed', () => {
  const live = liveOf(with98('98: , 1-60: ,'), (draft) => draft.queues.delete('net-53'));
  const whole = planOf(fine, live).plan;
  const { only, ...rest } = planOf(fine, live, { only: part }).plan;

  test('steps, guards, notes and sums of a plan are the same', () => {
    expect(only?.steps.length).toBeLessThan(whole.steps.length);
    expect(whole.guards).toHaveLength(1);
    expect(rest).toEqual({ ...whole });
  });
  test('so are findings, and whether they fail', () => {
    const report = verifyPartOf(fine, live, part);
    expect(report.only?.findings).toEqual([]);
    expect(report).toMatchObject({ ok: false, findings: verifyPartOf(fine, live, { cluster: '53' }).findings });
  });
  test('what --out writes is the whole, and what stdout shows of a part is never applied', () => {
    const { plan } = planOf(fine, live, { only: part });
    expect(textOf(planJson(plan))).toBe(textOf(planJson(whole)));
    const shown = textOf(documents.plan.json(plan, { style: plain, width: 100, full: false }));
    expect(readSavedPlan(shown)).toEqual({
      problem: 'it shows a part of a plan, made with --only and --format json; --out writes all of it',
    });
  });
});
