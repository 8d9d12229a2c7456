// Every JSON document against the schema that topo ships, its order of keys, and that it comes in chunks.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import {
  applyJson,
  compileDefinitions,
  compileJson,
  errorJson,
  fingerprintOf,
  inventoryHash,
  planJson,
  shownPlanJson,
  verifyJson,
} from '../../../src/report/index.js';
import { drawDesired } from '../../../src/graph/index.js';
import { graphJson } from '../../../src/report/graph/json.js';
import { capacityOf } from '../../../src/capacity/index.js';
import type { ClusterNodes, Live } from '../../../src/live/index.js';
import { capacityJson } from '../../../src/report/capacity/json.js';
import { importJson } from '../../../src/report/import/json.js';
import { jsonDocument } from '../../../src/report/page/json-document.js';
import { argumentsJson, rememberOpenings, within } from '../../../src/report/page/json-rows.js';
import type { Part } from '../../../src/topology/index.js';
import type { PlanShape, TestDesired } from '../../support/desired.js';
import { desiredOf, liveOf, noActivity, planOf, verifyPartOf } from '../../support/desired.js';
import { graphOf, hostileGraph } from '../../support/drawn.js';
import { importedFrom } from '../../support/imported.js';
import { textOf } from '../../support/report-text.js';
import {
  compiled,
  fleet,
  richPlan,
  richReport,
  richVerifyReport,
  sampleInventory,
  samplePlan,
  smallClusters,
  stepsFor,
} from '../../support/sample-plans.js';

const schemas = new URL('../../../schemas/', import.meta.url);
const mine = ['topology', 'plan', 'apply', 'verify', 'trace', 'import', 'graph', 'capacity', 'error'];

function schemaOf(name: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(readFileSync(new URL(`${name}.schema.json`, schemas), 'utf8'));
  if (!isRecord(parsed)) throw new Error(name);
  return parsed;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function faultsOf(name: string, text: string): readonly string[] {
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schemaOf(name));
  validate(JSON.parse(text));
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
}

/** Of one hypervisor: an orphan with messages, beside a suspect, a stranger's binding and a refusal. */
const part = partOfTree();

function partOfTree(): {
  readonly desired: TestDesired;
  readonly live: Live;
  readonly shape: PlanShape & { readonly only: Part };
} {
  const yaml =
    'daemons: { vm: { scope: hypervisor }, io: { scope: hypervisor } }\nclusters: { 54: { hypervisors: [97, 98] } }';
  const live = liveOf(desiredOf(yaml), (draft) => {
    draft.queue('vm-54-97', { arguments: { 'x-topo-owner': 'global', 'x-max-length': 5 } });
    draft.queue('io-54-9');
    draft.bind('io-54', 'io-54-9', { hypervisor: '9' });
    draft.bind('amq.fanout', 'io-54-98', {});
  });
  const activity = new Map([['io-54-98', { ...noActivity, messages: 3, unacknowledged: 1 }]]);
  return {
    desired: desiredOf(yaml.replace(', 98', '')),
    live,
    shape: { only: { cluster: '54', hypervisor: '98' }, activity },
  };
}
const WORKER = { connectionsPerWorker: 2, channelsPerConnection: 2, queuesPerWorker: 1 };
const broker = { clusterName: 'rabbit@prod', rabbitmqVersion: '4.3.6' };
/** One tells all, one nothing, one is down. */
const threeNodes: ClusterNodes = {
  all: 3,
  down: ['c'],
  running: [
    {
      name: 'a',
      processes: { limit: 1_048_576, used: 400 },
      fileHandles: { limit: 65_536 },
      memory: { limit: 4e9, used: 2e8 },
      disk: { limit: 1e11 },
    },
    { name: 'b' },
  ],
};

const small = compiled(sampleInventory([{ id: '54', hypervisors: ['98!', '99'] }]));

describe('documents are valid', () => {
  test.each([
    ['topology', textOf(compileJson(small, '/'))],
    ['plan', textOf(planJson(richPlan()))],
    ['plan', textOf(planJson(samplePlan([])))],
    ['plan', textOf(shownPlanJson(planOf(part.desired, part.live, part.shape).plan))],
    ['apply', textOf(applyJson(richReport()))],
    ['verify', textOf(verifyJson(richVerifyReport()))],
    ['verify', textOf(verifyJson(verifyPartOf(part.desired, part.live, part.shape.only)))],
    ['error', errorJson({ message: 'no broker', object: 'http://localhost:15672', remedy: 'start it' }, 1)],
    ['error', errorJson({ message: 'no broker' }, 1)],
    ['trace', JSON.stringify(sampleTrace)],
    ['import', textOf(importJson(importedFrom(strangeTree())))],
    ['graph', textOf(graphJson(graphOf(part.desired, part.live)))],
    ['graph', textOf(graphJson(drawDesired(small, '/', sampleInventory([]).routing.headers)))],
    ['graph', textOf(graphJson(hostileGraph(['a', 'b'], 3).graph))],
    ['capacity', textOf(capacityJson(capacityOf(small, WORKER)))],
    ['capacity', textOf(capacityJson(capacityOf(small, WORKER, { broker, nodes: undefined })))],
    ['capacity', textOf(capacityJson(capacityOf(small, WORKER, { broker, nodes: threeNodes })))],
  ])('%s', (name, text) => {
    expect(faultsOf(name, text)).toEqual([]);
  });
  test('and the schemas are no open doors', () => {
    expect(faultsOf('plan', '{"version":2,"colour":"red"}')).toContain(' must NOT have additional properties');
    expect(faultsOf('error', '{"version":1,"error":{},"exitCode":1}')).toEqual([
      "/error must have required property 'message'",
    ]);
  });
});

/** With something that no inventory can say. */
function strangeTree(): Live {
  const desired = desiredOf('daemons: { vm: { scope: hypervisor } }\nclusters: { 1: { hypervisors: [1, 2, 3] } }');
  return liveOf(desired, (live) => {
    live.bind('vm', 'vm-1-1', { cluster: 1, site: 'a' }, { propertiesKey: '~x' });
    live.queue('vm-1-2', { durable: false });
  });
}

/** The example of the schema. */
const sampleTrace = {
  version: 1,
  headers: { daemon: 'storage', retries: 3, flag: null },
  hops: [
    {
      exchange: 'global',
      scanned: 3,
      alternate: false,
      matched: [{ destination: 'storage', destinationType: 'exchange', arguments: {} }],
    },
  ],
  queues: ['storage-54-98'],
  outcome: 'routed',
  lostAt: ['vm'],
};

describe('a schema says what each key means', () => {
  test.each(mine)('%s', (name) => {
    expect(undescribed(schemaOf(name), name)).toEqual([]);
  });
  test('one for each document', () => {
    const names = readdirSync(schemas).map((file) => file.replace('.schema.json', ''));
    expect(names).toEqual(expect.arrayContaining(mine));
  });
});

/** Paths of properties and items without a description. */
function undescribed(schema: unknown, path: string): readonly string[] {
  if (!isRecord(schema)) return [];
  const own = typeof schema['description'] === 'string' && schema['description'] !== '' ? [] : [path];
  const below = ['properties', '$defs'].flatMap((key) =>
    isRecord(schema[key])
      ? Object.entries(schema[key]).flatMap(([name, value]) => undescribed(value, `${path}.${name}`))
      : [],
  );
  return [...own, ...below, ...('items' in schema ? undescribed(schema['items'], `${path}[]`) : [])];
}

describe('keys come in a fixed order', () => {
  test('compile', () => {
    expect(textOf(compileJson(small, '/')).split('\n').slice(0, 5)).toEqual([
      '{',
      '  "version": 1,',
      '  "vhost": "/",',
      '  "exchanges": [',
      '    {"name":"global","type":"headers","durable":true,"arguments":{"x-topo-owner":"global"}},',
    ]);
    expect(textOf(compileJson(small, '/'))).toContain(
      '    {"source":"storage-54","destination":"storage-54-99","destinationType":"queue","routingKey":"","arguments":{"x-match":"all","hypervisor":"99"}},',
    );
  });
  test('plan', () => {
    const parsed: unknown = JSON.parse(textOf(planJson(richPlan())));
    expect(isRecord(parsed) && Object.keys(parsed).join(' ')).toBe(
      'version vhost broker inventory options steps held refusals foreign guards notes summary routing fingerprint',
    );
    expect(textOf(planJson(richPlan()))).toContain(
      '    {"action":"unbind","kind":"binding","name":"storage-54-99","binding":{"source":"storage-54","destination":"storage-54-99","destinationType":"queue","routingKey":"","arguments":{"x-match":"all","hypervisor":"99"},"propertiesKey":"~storage-54-99"},"path":{"daemon":"storage","cluster":"54","hypervisor":"99"},"reason":"hypervisor 99 is not in cluster 54","source":"topo.yaml:1:1"},',
    );
  });
});

test('definitions: every row has its vhost, and RabbitMQ’s own words', () => {
  const parsed: unknown = JSON.parse(textOf(compileDefinitions(small, 'a/b')));
  if (!isRecord(parsed)) throw new Error('no object');
  expect(Object.keys(parsed)).toEqual(['exchanges', 'queues', 'bindings', 'policies']);
  const first = (key: string): unknown => (Array.isArray(parsed[key]) ? parsed[key][0] : undefined);
  expect(first('exchanges')).toEqual({
    name: 'global',
    vhost: 'a/b',
    type: 'headers',
    durable: true,
    auto_delete: false,
    internal: false,
    arguments: { 'x-topo-owner': 'global' },
  });
  expect(first('queues')).toEqual({
    name: 'dispatcher',
    vhost: 'a/b',
    durable: true,
    auto_delete: false,
    arguments: { 'x-queue-type': 'classic', 'x-topo-owner': 'global' },
  });
  expect(first('bindings')).toEqual({
    source: 'global',
    vhost: 'a/b',
    destination: 'dispatcher',
    destination_type: 'queue',
    routing_key: '',
    arguments: { 'x-match': 'all', daemon: 'dispatcher' },
  });
});

test('definitions: a policy', () => {
  const policies = [
    { name: 'p', pattern: '^a$', applyTo: 'exchanges', priority: 3, definition: { 'alternate-exchange': 'x' } },
  ];
  const withPolicy = { ...small, topology: { ...small.topology, policies } };
  expect(textOf(compileDefinitions(withPolicy, '/'))).toContain(
    '    {"vhost":"/","name":"p","pattern":"^a$","apply-to":"exchanges","definition":{"alternate-exchange":"x"},"priority":3}',
  );
  expect(faultsOf('topology', textOf(compileJson(withPolicy, '/')))).toEqual([]);
});

describe('hashes', () => {
  test('a reader recomputes the fingerprint from the parsed file', () => {
    const parsed: unknown = JSON.parse(textOf(planJson(richPlan())));
    if (!isRecord(parsed)) throw new Error('no object');
    const { fingerprint, ...rest } = parsed;
    expect(fingerprint).toBe(`sha256:${createHash('sha256').update(JSON.stringify(rest)).digest('hex')}`);
    expect(fingerprint).toBe(fingerprintOf(richPlan()));
  });
  test('any change changes it', () => {
    const plan = richPlan();
    expect(fingerprintOf({ ...plan, vhost: 'other' })).not.toBe(fingerprintOf(plan));
    expect(fingerprintOf({ ...plan, steps: plan.steps.slice(1) })).not.toBe(fingerprintOf(plan));
  });
  test('of the inventory: what compile prints', () => {
    const printed = textOf(compileJson(small, '/'));
    expect(inventoryHash(small, '/')).toBe(`sha256:${createHash('sha256').update(printed).digest('hex')}`);
  });
});

describe('documents come in chunks', () => {
  test('however large', () => {
    const large = compiled(sampleInventory(fleet(10, 500)));
    for (const chunk of [...compileJson(large, '/'), ...compileDefinitions(large, '/')])
      expect(chunk.length).toBeLessThan(100_000);
    const plan = samplePlan(stepsFor(fleet(10, 500)));
    const chunks = [...planJson(plan)];
    expect(chunks.length).toBeGreaterThan(10);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(100_000);
    expect(faultsOf('plan', chunks.join(''))).toEqual([]);
  });
  test('an empty array stays on its line, an absent value leaves its key out', () => {
    const parts = [
      { key: 'a', value: undefined },
      { key: 'b', rows: [] },
      { key: 'c', rows: [1, { d: 2 }] },
    ];
    expect(textOf(jsonDocument(parts))).toBe('{\n  "b": [],\n  "c": [\n    1,\n    {"d":2}\n  ]\n}\n');
  });
});

const openings = rememberOpenings();

test.each(['', 'storage-54-98', 'a"b', 'a\\b', 'a\nb', 'ü', '\u2028', '\ud800'])(
  '%j is quoted as JSON.stringify does',
  (text) => {
    const args = { [text]: text, n: 1.5, b: false, x: null, list: [text, { a: text }] };
    expect(`"${within(text)}"`).toBe(JSON.stringify(text));
    expect(argumentsJson(args, openings)).toBe(JSON.stringify(args));
  },
);

test('the small inventory', () => {
  const { topology } = compiled(sampleInventory(smallClusters));
  expect([topology.exchanges.size, topology.queues.size, topology.bindings.length]).toEqual([7, 9, 15]);
});
