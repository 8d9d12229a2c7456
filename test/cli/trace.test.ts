// topo trace on paper: what a person types and what comes back. The live one is test/broker/trace.test.ts.

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { topo } from '../support/topo.js';

const inventory = `version: 1
routing: { values: both }
daemons:
  dispatcher: { scope: global }
  network: { scope: cluster }
  storage: { scope: hypervisor }
clusters:
  53: { hypervisors: [11, 12] }
  54: { hypervisors: { 97: { state: draining }, 98: , 99: } }
`;
const strings = inventory.replace('both', 'string');

describe('the words of a message', () => {
  test.each<[string, readonly string[], number, string]>([
    ['strings', ['daemon=storage', 'cluster=54', 'hypervisor=98'], 0, 'Routed to storage-54-98: 3 hops'],
    ['integers', ['daemon=storage', 'cluster:=54', 'hypervisor:=98'], 0, 'Routed to storage-54-98: 3 hops'],
    [
      'headers that nothing reads',
      ['daemon=dispatcher', 'id=7', 'x-y=z', 'a:=null', 'b:=true'],
      0,
      'Routed to dispatch',
    ],
    ['none', [], 2, 'no header `daemon`, which global routes by'],
    ['a draining one', ['daemon=storage', 'cluster=54', 'hypervisor=97'], 2, 'keeps its queue and gets no new task'],
    [
      'one that is not there',
      ['daemon=storage', 'cluster=54', 'hypervisor=100'],
      2,
      'for hypervisor 100; nearest: 98, 99',
    ],
    ['a routing key', ['daemon=dispatcher', '--routing-key', 'celery'], 0, 'routing key "celery"'],
  ])('%s: %j', async (_, words, code, said) => {
    const ran = await topo(['trace', '--offline', ...words], { inventory });
    expect(ran, ran.stdout).toMatchObject({ code, stderr: '' });
    expect(ran.stdout.replace(/\n\s*/g, ' ')).toContain(said);
  });

  test('an integer where the tree holds strings', async () => {
    const { code, stdout } = await topo(['trace', '--offline', 'daemon=storage', 'cluster:=54'], {
      inventory: strings,
    });
    expect(code).toBe(2);
    expect(stdout).toBe(`Message  daemon=storage  cluster:=54  to global
Routes   as the inventory asks for them (offline)

global                                                        3 bindings scanned
└─ daemon=storage ──▶ storage                                 2 bindings scanned
   └─ ✗ lost: the binding holds the string "54", the message the integer 54:
        to RabbitMQ they differ; cluster=54 would match

Unroutable: lost at storage after 2 hops, 5 bindings scanned. Published as
mandatory it is returned, else it is gone.
`);
  });

  test('what is no header', async () => {
    const { code, stdout, stderr } = await topo(['trace', '--offline', 'daemon=storage', 'n:="54"'], { inventory });
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain('n:="54": after := comes an integer, true, false or null');
  });
});

test('JSON is what the schema says', async () => {
  const schema: unknown = JSON.parse(readFileSync(new URL('../../schemas/trace.schema.json', import.meta.url), 'utf8'));
  if (typeof schema !== 'object' || schema === null) throw new Error('no schema');
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
  const words = ['daemon=storage', 'cluster=54', 'hypervisor=98', 'n:=1', 'b:=false', 'v:=null'];
  const { code, stdout } = await topo(['trace', '--offline', '--format', 'json', ...words], { inventory: strings });
  const parsed: unknown = JSON.parse(stdout);
  expect(validate(parsed), JSON.stringify(validate.errors)).toBe(true);
  const matched = (destination: string, header: string, value: string) => [
    {
      ...{ destination, destinationType: destination === 'storage-54-98' ? 'queue' : 'exchange' },
      arguments: { 'x-match': 'all', [header]: value },
    },
  ];
  expect({ code, parsed }).toEqual({
    code: 0,
    parsed: {
      version: 1,
      headers: { daemon: 'storage', cluster: '54', hypervisor: '98', n: 1, b: false, v: null },
      hops: [
        { exchange: 'global', scanned: 3, alternate: false, matched: matched('storage', 'daemon', 'storage') },
        { exchange: 'storage', scanned: 2, alternate: false, matched: matched('storage-54', 'cluster', '54') },
        { exchange: 'storage-54', scanned: 2, alternate: false, matched: matched('storage-54-98', 'hypervisor', '98') },
      ],
      queues: ['storage-54-98'],
      outcome: 'routed',
    },
  });
  const lost = await topo(['trace', '--offline', '--format', 'json', 'daemon=x'], { inventory });
  expect(validate(JSON.parse(lost.stdout)), JSON.stringify(validate.errors)).toBe(true);
  expect({ code: lost.code, ...JSON.parse(lost.stdout) }).toMatchObject({
    ...{ code: 2, outcome: 'unroutable', queues: [], lostAt: ['global'] },
  });
});

test('a bad inventory is 65, as everywhere', async () => {
  const { code, stdout } = await topo(['trace', '--offline', '--format', 'json', 'a=b'], { inventory: 'version: 2\n' });
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 65, ok: false });
});
