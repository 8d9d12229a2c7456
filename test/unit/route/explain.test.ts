// Lines of bindings and a message that matches none of them → the likely cause.

import { expect, test } from 'vitest';
import type { Message } from '../../../src/route/index.js';
import { explainNoMatch, explainedTrace, prepareRoutes } from '../../../src/route/index.js';
import { topologyOf } from './topology-of.js';

const hypervisors = ['a ── hv=9 ──▶ q', 'a ── hv=98 ──▶ q', 'a ── hv=99 ──▶ q', 'a ── hv=x7 ──▶ q'];
const daemons = ['a ── daemon=storage ──▶ q', 'a ── daemon=network ──▶ q', 'a ── daemon=store-old ──▶ q'];

test.each<[string, readonly string[], Partial<Message>, string]>([
  ['no bindings', [], {}, 'no bindings'],
  ['no header', hypervisors, { headers: { daemon: 'x' } }, 'no header hv'],
  ['spelled otherwise', daemons, { headers: { Daemon: 'storage' } }, 'no header daemon spelled Daemon'],
  [
    'spelled with a dash',
    ['a ── task_id=1 ──▶ q'],
    { headers: { 'Task-Id': '1' } },
    'no header task_id spelled Task-Id',
  ],
  ['numbers are near by distance', hypervisors, { headers: { hv: '97' } }, 'no value hv near 98,99'],
  ['a number far away', hypervisors, { headers: { hv: '4' } }, 'no value hv near 9,98'],
  [
    'as many on either side',
    ['a ── hv=12 ──▶ q', 'a ── hv=8 ──▶ q'],
    { headers: { hv: '10' } },
    'no value hv near 8,12',
  ],
  [
    'the nearest two, in their order',
    ['a ── hv=2 ──▶ q', 'a ── hv=30 ──▶ q', 'a ── hv=12 ──▶ q', 'a ── hv=9 ──▶ q'],
    { headers: { hv: '10' } },
    'no value hv near 9,12',
  ],
  [
    'below zero',
    ['a ── hv=-3 ──▶ q', 'a ── hv=-20 ──▶ q', 'a ── hv=9 ──▶ q'],
    { headers: { hv: '-4' } },
    'no value hv near -3,9',
  ],
  [
    'too long for a number is a text',
    ['a ── hv=1234567890123456 ──▶ q', 'a ── hv=98 ──▶ q'],
    { headers: { hv: '123' } },
    'no value hv near 98',
  ],
  [
    'one number among texts',
    ['a ── hv=x7 ──▶ q', 'a ── hv=9x ──▶ q', 'a ── hv=98 ──▶ q'],
    { headers: { hv: '97' } },
    'no value hv near 98',
  ],
  [
    'a text among numbers',
    ['a ── hv=10 ──▶ q', 'a ── hv=9 ──▶ q', 'a ── hv=8 ──▶ q'],
    { headers: { hv: 'x9' } },
    'no value hv near 9',
  ],
  ['texts by both ends', daemons, { headers: { daemon: 'storag' } }, 'no value daemon near storage,store-old'],
  ['no text is near', daemons, { headers: { daemon: 'XYZ' } }, 'no value daemon near storage,network,store-old'],
  [
    'three of many that are near',
    ['ab1', 'ab2', 'ab3', 'ab4', 'xyz'].map((word) => `a ── daemon=${word} ──▶ q`),
    { headers: { daemon: 'ab' } },
    'no value daemon near ab1,ab2,ab3',
  ],
  [
    'whatever the case of what is held',
    ['a ── daemon=network ──▶ q', 'a ── daemon=STORAGE ──▶ q'],
    { headers: { daemon: 'storag' } },
    'no value daemon near STORAGE',
  ],
  ['another case', daemons, { headers: { daemon: 'Storage' } }, 'no value daemon near storage,store-old'],
  ['an integer for a string', hypervisors, { headers: { hv: 98 } }, 'other type hv held "98"'],
  ['a string for an integer', ['a ── hv:=98 ──▶ q'], { headers: { hv: '98' } }, 'other type hv held 98'],
  ['a double for an integer', ['a ── hv:=98 ──▶ q'], { headers: { hv: { double: 98 } } }, 'other type hv held 98'],
  [
    'the binding that is nearest to matching',
    ['a ── cluster=54 hv=98 ──▶ q', 'a ── cluster=53 hv=99 ──▶ q'],
    { headers: { cluster: '54', hv: '99' } },
    'no value hv near 98; no value cluster near 53',
  ],
  [
    'and only that one',
    ['a ── cluster=54 hv=98 ──▶ q', 'a ── cluster=53 hv=11 ──▶ q'],
    { headers: { cluster: '54', hv: '99' } },
    'no value hv near 98',
  ],
  [
    'a void that is there stands in no way',
    ['a ── hv:=null zone=1 ──▶ q'],
    { headers: { hv: 'x', zone: '2' } },
    'no value zone near 1',
  ],
  ['a void that is not', ['a ── hv:=null zone=1 ──▶ q'], { headers: { zone: '1' } }, 'no header hv'],
  [
    'a text that only looks like a void',
    ['a ── hv=undefined ──▶ q'],
    { headers: { hv: 'x' } },
    'no value hv near undefined',
  ],
  ['one that nothing can match', ['a ── x-match=any ──▶ q'], {}, 'bindings match nothing'],
  [
    'one that nothing can match beside others',
    ['a ── x-match=any ──▶ q', ...hypervisors],
    { headers: { hv: '97' } },
    'no value hv near 98,99',
  ],
  ['no routing key', ['direct a', 'a ── key mail ──▶ q'], {}, 'no routing key near mail'],
  ['a routing key', ['direct a', 'a ── key mail ──▶ q'], { routingKey: 'mial' }, 'no routing key near mail'],
  ['a type that is not known', ['x-random a', 'a ──  ──▶ q'], {}, ''],
])('%s', (_, lines, message, said) => {
  const causes = explainNoMatch(prepareRoutes(topologyOf(lines)), 'a', { exchange: 'a', headers: {}, ...message });
  const words = causes.map((cause) => [
    cause.kind,
    ...('header' in cause ? [cause.header] : []),
    ...('spelled' in cause ? ['spelled', cause.spelled] : []),
    ...('held' in cause ? ['held', JSON.stringify(cause.held)] : []),
    ...('nearest' in cause ? ['near', cause.nearest.join(',')] : []),
  ]);
  expect(words.map((each) => each.join(' ')).join('; ')).toBe(said);
});

test('an exchange that is not there has no causes', () => {
  expect(explainNoMatch(prepareRoutes(topologyOf([])), 'b', { exchange: 'b', headers: {} })).toEqual([]);
});

test('of a whole way, only where nothing matched', () => {
  const routes = prepareRoutes(topologyOf(['a ── h=1 ──▶ x:b', 'b ── i=2 ──▶ q']));
  const { causes, hops } = explainedTrace(routes, { exchange: 'a', headers: { h: '1' } });
  expect(hops).toHaveLength(2);
  expect([...causes]).toEqual([['b', [{ kind: 'no header', header: 'i' }]]]);
});
