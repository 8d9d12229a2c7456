// The text of an import: what is there → the inventory as a person reads it.

import { describe, expect, test } from 'vitest';
import type { LiveDraft } from '../../support/desired.js';
import { desiredOf, liveOf } from '../../support/desired.js';
import { importedFrom, yamlOf } from '../../support/imported.js';

/** Without its first line. */
function textOf(yaml: string, change: (live: LiveDraft) => void = () => undefined): string {
  const imported = importedFrom(liveOf(desiredOf(yaml), change));
  expect(imported.left).toEqual([]);
  return yamlOf(imported).replace('version: 1\n', '');
}

/** Those that come back as they are written. */
function sameText(name: string, cases: readonly (readonly [string, string])[]): void {
  describe(name, () => {
    test.each(cases)('%s', (_, yaml) => {
      expect(textOf(yaml).replace(/^ *#.*\n/gm, '')).toBe(yaml);
    });
  });
}

const storage = 'daemons:\n  storage: { scope: hypervisor }\n';
const two = 'daemons:\n  storage: { scope: hypervisor }\n  vm: { scope: hypervisor }\n';

sameText('the tree', [
  ['a daemon alone', 'daemons:\n  api: { scope: global }\n'],
  [
    'one of each scope',
    'daemons:\n  api: { scope: global }\n  net: { scope: cluster }\n  vm: { scope: hypervisor }\nclusters:\n  54:\n    hypervisors: [98]\n',
  ],
  [
    'header names',
    `routing:\n  headers: { daemon: service, hypervisor: "host name" }\n${storage}clusters:\n  54:\n    hypervisors: [98]\n`
      .replace('routing:\n  headers', 'routing: { headers')
      .replace('"host name" }', '"host name" } }'),
  ],
  [
    'both ways, a net, integers',
    `routing:\n  values: both\n  unroutable: { name: net, maxLength: 9 }\n  direct: {}\n${storage}clusters:\n  54:\n    hypervisors: [98]\n`,
  ],
  ['no tree', `routing: { direct: {}, tree: false }\n${storage}clusters:\n  54:\n    hypervisors: [98]\n`],
]);

sameText('queues', [
  ['quorum', `queue: { type: quorum }\n${storage}clusters:\n  54:\n    hypervisors: [98]\n`],
  [
    'arguments',
    `queue:\n  arguments: { x-max-length: 9, x-overflow: reject-publish }\n${storage}clusters:\n  54:\n    hypervisors: [98]\n`,
  ],
  [
    'what most have is the default, and null takes it away',
    'queue:\n  arguments: { x-max-length: 9 }\ndaemons:\n  a: { scope: global }\n  b: { scope: global }\n  c:\n    scope: global\n    queue: { arguments: { x-max-length: null } }\n',
  ],
  [
    'another type, and an argument that the default type does not take',
    'daemons:\n  a: { scope: global }\n  b: { scope: global }\n  c:\n    scope: global\n    queue: { type: quorum, arguments: { x-delivery-limit: 5 } }\n',
  ],
  [
    'the net’s type is the default, whatever the others have',
    'routing: { unroutable: {} }\ndaemons:\n  a: { scope: global, queue: { type: quorum } }\n  b: { scope: global, queue: { type: quorum } }\n',
  ],
]);

sameText('clusters', [
  [
    'only some daemons',
    `${two}clusters:\n  53:\n    daemons: [vm]\n    hypervisors: [1]\n  54:\n    hypervisors: [98]\n`,
  ],
  ['only some on a hypervisor', `${two}clusters:\n  54:\n    hypervisors:\n      1-97:\n      98: { daemons: [vm] }\n`],
  [
    'a cluster without hypervisors',
    'daemons:\n  net: { scope: cluster }\n  vm: { scope: hypervisor }\nclusters:\n  53: {}\n  54:\n    hypervisors: [98]\n',
  ],
  [
    'ranges, padded ones, hosts',
    `${storage}clusters:\n  9:\n    hypervisors: [001-097, 1-12]\n  10:\n    hypervisors: ["cmp-[001-097].par1", rack]\n`,
  ],
]);

sameText('draining', [
  [
    'of two places that a name fits, the one that would have nothing else',
    `${storage}clusters:\n  1:\n    state: draining\n    hypervisors: [a-b]\n  1-a:\n    hypervisors: [c]\n`,
  ],
  ['a hypervisor', `${two}clusters:\n  54:\n    hypervisors:\n      1-97:\n      98: { state: draining }\n`],
  ['a cluster', `${two}clusters:\n  53:\n    state: draining\n    hypervisors: [1, 2]\n  54:\n    hypervisors: [98]\n`],
  [
    'a daemon',
    'daemons:\n  storage: { scope: hypervisor }\n  vm: { scope: hypervisor, state: draining }\nclusters:\n  53:\n    hypervisors: [1]\n  54:\n    hypervisors: [98]\n',
  ],
  ['a global one', 'daemons:\n  api: { scope: global, state: draining }\n'],
  [
    'a cluster’s own queue',
    'daemons:\n  net: { scope: cluster }\nclusters:\n  53:\n    state: draining\n  54: {}\n'.replace(
      '53:\n    state: draining',
      '53: { state: draining }',
    ),
  ],
  [
    'one daemon in one cluster',
    'daemons:\n  storage: { scope: hypervisor }\n  vm: { scope: hypervisor, state: draining }\nclusters:\n  54:\n    hypervisors: [98]\n',
  ],
  ['all at once', `${storage}clusters:\n  54:\n    state: draining\n    hypervisors: [98, 99]\n`],
]);

describe('ids stand in quotes where a plain scalar would be something else', () => {
  test.each<[string, string]>([
    ['007', '007'],
    ['true', 'true'],
    ['1e3', '1e3'],
    ['0x1F', '0x1F'],
    ['1_000', '1_000'],
    ['2024-01-02', '2024-01-02'],
    ['"1-5"', '"1-5"'],
    ['"null"', '"null"'],
    ['"a b"', '"a b"'],
    ['"#east"', '"#east"'],
    ['"[x"', '"[x"'],
    ['"1..5"', '"1..5"'],
    ['"hv-1,hv-2"', '"hv-1,hv-2"'],
    ['"cmp-*"', '"cmp-*"'],
    ['"a: b"', '"a: b"'],
    ["'o\"k'", '"o\\"k"'],
    ['"é"', '"é"'],
    ['"a\\u200Eb"', '"a\\u200eb"'],
    ['"~"', '"~"'],
    ['"-"', '"-"'],
    ['"<<"', '"<<"'],
  ])('%s', (written, expected) => {
    const yaml = `${storage}clusters:\n  c:\n    hypervisors: [${written}]\n`;
    expect(textOf(yaml)).toContain(`    hypervisors: [${expected}]\n`);
    expect(textOf(`daemons: { vm: { scope: cluster } }\nclusters: { ${written}: {} }`)).toContain(
      `\n  ${expected}: {}\n`,
    );
  });
});

test('the counts of a cluster stand above it', () => {
  const yaml = `${two}clusters:\n  54:\n    hypervisors:\n      1-2:\n      98: { state: draining }\n`;
  expect(textOf(yaml)).toContain('clusters:\n  # 3 hypervisors, 6 queues, 2 draining\n  54:\n');
});

test('the vhost, where it is another one', () => {
  const live = { ...liveOf(desiredOf(storage)), vhost: 'cloud' };
  expect(yamlOf(importedFrom(live))).toBe('version: 1\nvhost: cloud\n');
});

test('strangers are not in it', () => {
  const yaml = `${storage}clusters:\n  54:\n    hypervisors: [98]\n`;
  const text = textOf(yaml, (live) => {
    live.queue('billing');
    live.queue('storage-54-tmp', { autoDelete: true });
    live.queue('storage-backup');
    live.exchange('celery', { type: 'direct' });
    live.bind('celery', 'storage-54-98', {}, { routingKey: 'celery' });
    live.bind('celery', 'billing', {}, { routingKey: 'billing' });
    live.queue('storage-54-7', { arguments: { 'x-topo-owner': 'other' } });
  });
  expect(text.replace(/^ *#.*\n/gm, '')).toBe(yaml);
});
