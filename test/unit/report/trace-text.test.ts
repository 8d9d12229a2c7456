// Lines of bindings and a message → the picture that a person sees.

import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeStyle, traceJson, traceText } from '../../../src/report/index.js';
import type { Message, Routes } from '../../../src/route/index.js';
import { explainedTrace, prepareRoutes } from '../../../src/route/index.js';
import { widthOf } from '../../../src/report/page/layout.js';
import type { Arguments, Binding, DestinationType, Exchange } from '../../../src/topology/index.js';
import { hostileWords, unsafeLines } from '../../support/hostile.js';
import { plain, textOf } from '../../support/report-text.js';
import { topologyOf } from '../route/topology-of.js';

function picture(lines: readonly string[], message: Partial<Message> = {}): string {
  return pictureOf(prepareRoutes(topologyOf(lines)), message);
}

function pictureOf(routes: Routes, message: Partial<Message> = {}): string {
  const whole = { exchange: 'a', headers: { h: '1' }, ...message };
  const view = { trace: explainedTrace(routes, whole), message: whole, where: 'on paper', hints: [] };
  const text = textOf(traceText(view, { style: plain, width: 200 }));
  // Colours take no room.
  const coloured = textOf(traceText(view, { style: makeStyle(true), width: 200 }));
  expect(stripVTControlCharacters(coloured)).toBe(text);
  for (const line of text.split('\n')) expect(widthOf(line), line).toBeLessThanOrEqual(80);
  expect(text.split('\n')[1]).toBe('Routes   on paper');
  return `\n${text.split('\n').slice(3).join('\n')}`;
}

describe('the picture', () => {
  test('several branches, one of them lost, one that leads back', () => {
    const lines = ['a ── h=1 ──▶ x:b', 'a ── h=1 ──▶ audit', 'a ── h:=null ──▶ x:c', 'b ──  ──▶ x:a', 'c ── i=2 ──▶ q'];
    expect(picture(lines)).toBe(`
a                                                             3 bindings scanned
├─ h=1 ──▶ b                                                   1 binding scanned
│  └─ every message ──▶ a (visited above)
├─ h=1 ──▶ queue audit
└─ h:=null ──▶ c                                               1 binding scanned
   └─ ✗ lost: no header \`i\`, which c routes by

Routed to audit: 3 hops, 5 bindings scanned. A branch of it is lost at c.
`);
  });

  test('an alternate exchange caught it', () => {
    expect(picture(['a ── h=2 ──▶ q', 'a ┄┄▶ net', 'fanout net', 'net ──  ──▶ unroutable'])).toBe(`
a                                                              1 binding scanned
├─ ✗ a has no binding for h 1; nearest: 2
└─ alternate exchange ┄┄▶ net                                  1 binding scanned
   └─ every message ──▶ queue unroutable

Unroutable: only an alternate exchange caught it, in unroutable.
`);
  });

  test('an alternate exchange that is gone', () => {
    expect(picture(['a ── h=2 ──▶ q', 'a ┄┄▶ net', 'no exchange net'])).toBe(`
a                                                              1 binding scanned
├─ ✗ lost: a has no binding for h 1; nearest: 2
│    its alternate exchange net does not exist
└─ alternate exchange ┄┄▶ net (does not exist)

Unroutable: lost at a after 1 hop, 1 binding scanned. Published as mandatory it
is returned, else it is gone.
`);
  });

  test('an alternate exchange without a name', () => {
    const topology = topologyOf(['a ── h=2 ──▶ q']);
    const routes = prepareRoutes({
      ...topology,
      exchanges: new Map(
        [...topology.exchanges].map(([name, each]) => [name, { ...each, arguments: { 'alternate-exchange': '' } }]),
      ),
    });
    const text = pictureOf(routes);
    expect(text).toContain('its alternate exchange is named "": there is none\n');
    expect(text).toContain('alternate exchange ┄┄▶ "" (does not exist)\n');
  });

  test('a void in a live binding, which the API shows as a text', () => {
    const topology = topologyOf(['a ── h=undefined ──▶ q']);
    const bindings = topology.bindings.map((binding) => ({ ...binding, propertiesKey: '~x' }));
    expect(pictureOf(prepareRoutes({ ...topology, bindings }))).toContain('└─ h:=null ──▶ queue q\n');
  });

  test('a circle', () => {
    expect(picture(['a ──  ──▶ x:b', 'b ──  ──▶ x:a'])).toBe(`
a                                                              1 binding scanned
└─ every message ──▶ b                                         1 binding scanned
   ├─ every message ──▶ a (visited above)
   └─ ✗ lost: its bindings lead in a circle, and out of it nowhere: each
        exchange is visited once

Unroutable: lost at b after 2 hops, 2 bindings scanned. Published as mandatory
it is returned, else it is gone.
`);
  });

  test('a large fan-out is cut short', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `a ──  ──▶ q${index}`);
    const text = picture(['fanout a', ...lines]);
    expect(text).toContain('├─ every message ──▶ queue q19\n└─ … 10 more: --format json has them all\n');
    expect(text).toContain('Duplicate: 30 queues get a copy each: q0, q1, q2, q3, q4, q5, … 24 more.');
  });

  test('two bindings to one queue are one arrow', () => {
    const text = picture(['a ── h=1 ──▶ q', 'a ── h:=null ──▶ q']);
    expect(text).toContain('└─ h=1 (and 1 binding more) ──▶ queue q\n');
  });

  test('an exchange of a plugin’s type', () => {
    expect(picture(['a ── h=1 ──▶ x:b', 'x-random b', 'b ──  ──▶ q'])).toBe(`
a                                                              1 binding scanned
└─ h=1 ──▶ b                                                  0 bindings scanned
   └─ ? not known: topo does not know how an exchange of type x-random routes

Not known: topo cannot tell what b does with it.
`);
    const beside = picture(['a ── h=1 ──▶ x:b', 'a ── h=1 ──▶ q', 'x-random b']);
    expect(beside).toContain('Not known: topo cannot tell what b does with it. It reaches q in any case.');
  });

  test.each([
    [['no exchange a'], '✗ lost: there is no exchange a: the publisher’s channel is closed with 404'],
    [['internal a'], '✗ lost: the exchange a is internal: the publisher’s channel is closed with 403'],
  ])('%j takes no message', (lines, said) => {
    const text = picture(lines);
    expect(text.replaceAll("'", '’')).toContain(said);
    expect(text).toContain('Unroutable: a takes no message from a publisher.');
  });

  test('a direct exchange, and the default one', () => {
    const direct = picture(['direct a', 'a ── key k ──▶ q'], { routingKey: 'k' });
    expect(direct).toContain('└─ routing key "k" ──▶ queue q');
    expect(picture([], { exchange: '', routingKey: 'q' })).toContain(
      'the default exchange finds no queue of that name',
    );
  });

  test('names cannot move the cursor', () => {
    const text = picture(['a ── h=\u001b[2J ──▶ q\u001b[1A'], { headers: { 'h\u001b': '\u001b[2J', h: '\u001b[2J' } });
    expect(text).not.toContain('\u001b');
    expect(text).toContain('queue q\\u{1b}[1A');
  });
});

test('whatever a name, a header or a hint says stays text', () => {
  fc.assert(
    fc.property(hostileWords, fc.constantFrom(40, 80), (words, width) => {
      const [entry = '', other = '', queue = '', header = '', value = '', ...rest] = words;
      const exchange = (name: string, args: Arguments): [string, Exchange] => [
        name,
        { name, type: 'headers', durable: true, autoDelete: false, internal: false, arguments: args },
      ];
      const binding = (destination: string, destinationType: DestinationType, held: string): Binding => ({
        ...{ source: entry, destination, destinationType, routingKey: rest[0] ?? '', arguments: { [header]: held } },
      });
      const routes = prepareRoutes({
        exchanges: new Map([exchange(other, { 'alternate-exchange': rest[1] ?? '' }), exchange(entry, {})]),
        queues: new Map([[queue, { name: queue, durable: true, autoDelete: false, exclusive: false, arguments: {} }]]),
        bindings: [
          binding(other, 'exchange', value),
          binding(queue, 'queue', value),
          binding(rest[2] ?? '', 'queue', value),
          { ...binding(queue, 'queue', value), source: other, arguments: { [rest[3] ?? '']: rest[4] ?? '' } },
        ],
        policies: [],
      });
      for (const sent of [value, rest[5] ?? '']) {
        const message = { exchange: entry, headers: { [header]: sent, [rest[6] ?? '']: sent }, routingKey: queue };
        const view = { trace: explainedTrace(routes, message), message, where: words.join(' '), hints: words };
        expect(unsafeLines(textOf(traceText(view, { style: plain, width })))).toEqual([]);
        expect(unsafeLines(textOf(traceJson(view.trace, message.headers)))).toEqual([]);
      }
    }),
  );
});

test('JSON: where it is not known is said apart from where it is lost', () => {
  const lines = ['a ── h=1 ──▶ x:b', 'x-random b', 'a ── h=1 ──▶ x:c', 'exchange c'];
  const traced = explainedTrace(prepareRoutes(topologyOf(lines)), { exchange: 'a', headers: { h: '1' } });
  const document: unknown = JSON.parse(textOf(traceJson(traced, { h: '1' })));
  expect(document).toMatchObject({ outcome: 'unknown', queues: [], lostAt: ['c'], unknownAt: ['b'] });
});

test.each<[string, readonly string[], Partial<Message>, unknown]>([
  [
    'nothing matched, at one of two branches',
    ['a ── h=1 ──▶ x:b', 'a ── h=1 ──▶ q', 'b ── i=2 ──▶ r'],
    {},
    [{ exchange: 'b', reasons: ['no header `i`, which b routes by'] }],
  ],
  [
    'an alternate exchange caught it',
    ['a ── h=2 ──▶ q', 'a ┄┄▶ net', 'fanout net', 'net ──  ──▶ unroutable'],
    {},
    [{ exchange: 'a', reasons: ['a has no binding for h 1; nearest: 2'] }],
  ],
  [
    'the exchange is not there',
    ['a ── h=1 ──▶ q'],
    { exchange: 'z' },
    [{ exchange: 'z', reasons: ["there is no exchange z: the publisher's channel is closed with 404"] }],
  ],
  ['it arrived', ['a ── h=1 ──▶ q'], {}, undefined],
])('JSON says why, as the picture does: %s', (_, lines, message, why) => {
  const whole = { exchange: 'a', headers: { h: '1' }, ...message };
  const traced = explainedTrace(prepareRoutes(topologyOf(lines)), whole);
  const document: { readonly why?: unknown } = JSON.parse(textOf(traceJson(traced, whole.headers)));
  expect(document.why).toEqual(why);
});

test('JSON: a double is a number, and what was lost nowhere has no lostAt', () => {
  const headers = { h: { double: 54 }, i: null };
  const routes = prepareRoutes(topologyOf(['a ── i:=null ──▶ q']));
  expect(JSON.parse(textOf(traceJson(explainedTrace(routes, { exchange: 'a', headers }), headers)))).toEqual({
    version: 1,
    headers: { h: 54, i: null },
    hops: [
      {
        ...{ exchange: 'a', scanned: 1, alternate: false },
        matched: [{ destination: 'q', destinationType: 'queue', arguments: { i: null } }],
      },
    ],
    queues: ['q'],
    outcome: 'routed',
  });
});
