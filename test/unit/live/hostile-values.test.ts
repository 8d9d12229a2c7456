// Keys that mean something to JavaScript, and values that are nested deeper than it can walk: they are a stranger's data.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UnexpectedRow, readDefinitions, readLive } from '../../../src/live/index.js';
import { readSavedPlan } from '../../../src/plan/index.js';
import { makeStyle, planJson, planText, traceText, verifyText } from '../../../src/report/index.js';
import { explainedTrace, prepareRoutes, trace } from '../../../src/route/index.js';
import type { Arguments } from '../../../src/topology/index.js';
import { valueKey } from '../../../src/topology/index.js';
import { makeVerifyReport } from '../../../src/verify/index.js';
import { desiredOf, liveOf, planOf, stepLines, verifyOf } from '../../support/desired.js';
import { readerOf, recorded } from './recorded.js';

const keys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'x-match', '', 'name', 'length'];

/** As text: JSON.stringify itself ends at some thousand levels. */
function nested(depth: number, list: boolean): string {
  const [open, close] = list ? ['[', ']'] : ['{"__proto__":', '}'];
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
}

const value = fc.oneof(
  fc.json({ maxDepth: 3 }),
  fc.constantFrom('"all"', '"any"', '"undefined"', 'null', '54', '54.5', '1e999'),
  fc
    .record({ depth: fc.constantFrom(99, 100, 3000, 50_000), list: fc.boolean() })
    .map(({ depth, list }) => nested(depth, list)),
);
const table = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...keys), fc.string()), value), { maxLength: 4 })
  .map((pairs) => `{${pairs.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`);
const name = fc.constantFrom('global', 'storage', 'storage-54', 'storage-54-98', ...keys);
const text = name.map((each) => JSON.stringify(each));

const row = (fixed: string, args: string): string =>
  `{${fixed},"durable":true,"auto_delete":false,"arguments":${args}}`;
const exchange = fc
  .tuple(text, table)
  .map(([named, args]) => row(`"name":${named},"type":"headers","internal":false`, args));
const queue = fc.tuple(text, table).map(([named, args]) => row(`"name":${named}`, args));
const binding = fc
  .tuple(text, text, table, fc.constantFrom('queue', 'exchange'))
  .map(
    ([source, destination, args, type]) =>
      `{"source":${source},"destination":${destination},"destination_type":"${type}","routing_key":"","arguments":${args}}`,
  );
const policy = fc
  .tuple(text, table)
  .map(
    ([named, definition]) => `{"vhost":"/","name":${named},"pattern":".*","apply-to":"all","definition":${definition}}`,
  );
const list = (rows: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(rows, { maxLength: 4 }).map((all) => `[${all.join(',')}]`);
const definitions = fc
  .tuple(list(exchange), list(queue), list(binding), list(policy))
  .map(
    ([exchanges, queues, bindings, policies]) =>
      `{"exchanges":${exchanges},"queues":${queues},"bindings":${bindings},"policies":${policies}}`,
  );

const desired = desiredOf(`routing: { headers: { daemon: __proto__, cluster: constructor } }
daemons: { storage: { scope: hypervisor }, valueOf: { scope: global }, __proto__: { scope: cluster } }
clusters: { 54: { hypervisors: [98] }, toString: { hypervisors: [__proto__] } }`);
const paper = { style: makeStyle(false), width: 80, full: true };

test('an export of any keys and values is planned, verified and traced', () => {
  fc.assert(
    fc.property(definitions, (export_) => {
      const live = readDefinitions(export_, '/');
      const { plan } = planOf(desired, live);
      const lines = [...planText(plan, paper), ...planJson(plan)];
      const report = makeVerifyReport(desired.compiled, verifyOf(desired, live), undefined);
      lines.push(...verifyText(report, paper));
      const routes = prepareRoutes(live.topology);
      const message = { exchange: 'global', headers: JSON.parse('{"__proto__":"storage","constructor":"54"}') };
      const view = { trace: explainedTrace(routes, message), message, where: 'here', hints: [] };
      lines.push(...traceText(view, paper));
      expect(lines.length).toBeGreaterThan(0);
    }),
    { interruptAfterTimeLimit: 1000, numRuns: 2000 },
  );
});

test('any JSON is read as an export, or refused as none', () => {
  const json = fc.oneof(
    fc.json(),
    definitions,
    fc.tuple(fc.constantFrom('exchanges', 'queues', 'bindings'), value).map(([key, any]) => `{"${key}":${any}}`),
    fc.tuple(fc.constantFrom('exchanges', 'queues', 'bindings'), value).map(([key, any]) => `{"${key}":[${any}]}`),
    fc.tuple(fc.constantFrom('exchanges', 'queues', 'bindings'), table).map(([key, any]) => `{"${key}":[${any}]}`),
  );
  fc.assert(
    fc.property(json, (export_) => {
      try {
        readDefinitions(export_, '/');
      } catch (error) {
        expect(error).toBeInstanceOf(UnexpectedRow);
      }
    }),
    { interruptAfterTimeLimit: 500, numRuns: 5000 },
  );
});

test.each(['exchanges', 'queues', 'bindings'])('a name that is nested deeply, in %s', (key) => {
  expect(() => readDefinitions(`{"${key}":[{"name":${nested(50_000, true)}}]}`, '/')).toThrow(UnexpectedRow);
});

test.each([{}, null, 1, ['/']])('a vhost that is no name: %j', (vhost) => {
  for (const key of ['exchanges', 'queues', 'bindings'])
    expect(() => readDefinitions(JSON.stringify({ [key]: [{ name: 'q', vhost }] }), '/')).toThrow(UnexpectedRow);
  const mixed = { queues: [{ name: 'a' }, { name: 'b', vhost: 'other' }] };
  expect(() => readDefinitions(JSON.stringify(mixed), '/')).toThrow('some rows have a vhost, and one has none');
  expect(() => readDefinitions(JSON.stringify({ queues: [], vhosts: [{ name: vhost }] }), '/')).toThrow(UnexpectedRow);
});

test('an answer of the management API: deep arguments of one queue', async () => {
  const answers = recorded('recorded-3.10', [
    'overview',
    'queues',
    'exchanges',
    'bindings',
    'policies',
    'operator-policies',
  ]);
  const deep: unknown = JSON.parse(`[${row('"name":"deep"', `{"x-deep":${nested(50_000, false)}}`)}]`);
  const live = await readLive(readerOf({ ...answers, queues: deep }), 'cloud/east');
  expect(valueKey(live.topology.queues.get('deep')?.arguments['x-deep'])).toContain('(nested too deeply)');
});

test('a file that is nested too deeply is no plan', () => {
  for (const depth of [3000, 50_000])
    expect(readSavedPlan(`{"version":1,"steps":${nested(depth, true)}}`)).toHaveProperty('problem');
});

describe('a header called __proto__', () => {
  const yaml = `routing: { headers: { daemon: __proto__ } }
daemons: { storage: { scope: global }, vm: { scope: global } }`;

  test('is compiled, bound and found again', () => {
    const { compiled } = desiredOf(yaml);
    expect(JSON.stringify(compiled.topology.bindings.map((each) => each.arguments))).toBe(
      '[{"x-match":"all","__proto__":"storage"},{"x-match":"all","__proto__":"vm"}]',
    );
    expect(stepLines(planOf(desiredOf(yaml), liveOf(desiredOf(yaml))).plan)).toEqual([]);
  });

  test('asks for something: a binding with one more is another binding, and matches less', () => {
    const wanted = desiredOf('daemons: { storage: { scope: global } }');
    const args: Arguments = JSON.parse('{"x-match":"all","daemon":"storage","__proto__":"x"}');
    const live = liveOf(wanted, (draft) => {
      draft.unbind('storage');
      draft.bind('global', 'storage', args);
    });
    expect(stepLines(planOf(wanted, live).plan)).toEqual([
      'bind storage from global daemon="storage"',
      'unbind storage from global daemon="storage" __proto__="x"',
    ]);
    const message = { exchange: 'global', headers: { daemon: 'storage' } };
    expect(trace(prepareRoutes(live.topology), message).outcome).toBe('unroutable');
    expect(verifyOf(wanted, live).findings.map(({ kind }) => kind)).not.toContain('catch-all');
  });
});
