// A capacity as a person sees it, at every width, and as JSON.

import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Capacity, Options, Seen } from '../../../src/capacity/index.js';
import { capacityOf } from '../../../src/capacity/index.js';
import { capacityJson } from '../../../src/report/capacity/json.js';
import { capacityText } from '../../../src/report/capacity/text.js';
import { makeStyle } from '../../../src/report/index.js';
import { widthOf } from '../../../src/report/page/layout.js';
import { desiredOf } from '../../support/desired.js';
import { plain, textOf } from '../../support/report-text.js';

const options = { connectionsPerWorker: 2, channelsPerConnection: 2, queuesPerWorker: 1 };
const GIB = 2 ** 30;

const seen: Seen = {
  broker: { clusterName: 'rabbit@prod', rabbitmqVersion: '3.10.8' },
  nodes: {
    all: 3,
    down: [],
    running: ['a', 'b', 'c'].map((name) => ({
      name,
      processes: { limit: 1_048_576, used: 412 },
      fileHandles: { limit: 65_536, used: 38 },
      memory: { limit: 9.5 * GIB, used: 0.15 * GIB },
      disk: { limit: 180 * GIB },
    })),
  },
};

function capacityFor(
  hypervisors: number,
  more: Partial<Options> = {},
  of: Seen | undefined = seen,
  queue = '',
): Capacity {
  const yaml = `${queue}\nrouting: { direct: {} }\ndaemons: { storage: { scope: hypervisor }, vm: { scope: hypervisor } }`;
  const clusters = `clusters: { 54: { hypervisors: [1-${hypervisors}] } }`;
  return capacityOf(desiredOf(`${yaml}\n${clusters}`).compiled, { ...options, ...more }, of);
}

const shown = (capacity: Capacity, width = 100): string => textOf(capacityText(capacity, { style: plain, width }));

describe('the text', () => {
  test('what it needs, what there is, and what to do', () => {
    const text = shown(capacityFor(1000));
    expect(text).toContain('Fleet    1,000 hypervisors, 2,000 workers at as many queues\n');
    expect(text).toContain('Workers  each with 2 connections of 2 channels, and 1 queue of its own\n');
    expect(text).toContain('Broker   rabbit@prod, RabbitMQ 3.10.8, 3 nodes; counted as measured on RabbitMQ 3.10.8\n');
    expect(text).toContain('  queues       4,000  2,000 classic, 0 quorum, 2,000 of the workers\n');
    expect(text).toMatch(
      /^It fits\. The first wall is file handles, at about \d+,000 hypervisors \(\d+,000 queues\)\.$/m,
    );
    expect(text).toMatch(/^→ LimitNOFILE=/m);
    expect(text).toMatch(/^On the busiest node +needs +limit +in use now$/m);
    expect(text).toMatch(/^ {2}file handles +3,\d{3} +65,536 +5 % +38$/m);
    expect(text).toMatch(/^ {2}Erlang ports +1,\d{3} +usually 65,536 +2 %$/m);
    expect(text).toMatch(/^ {2}memory .* 9\.5 GiB .* 154 MiB$/m);
    expect(text).toMatch(/^ {2}disk .* 180 GiB +under 1 %$/m);
  });
  test.each([80, 120, 200])('at %d columns no line is longer', (width) => {
    const all = [
      capacityFor(1000),
      capacityFor(8000, { nodes: 700, connectionsPerWorker: 1000 }),
      capacityFor(1000, {}, undefined),
      capacityFor(1000, {}, { ...seen, nodes: undefined }, 'queue: { type: quorum }'),
    ];
    for (const capacity of all) {
      const text = shown(capacity, width);
      for (const line of text.split('\n')) expect(widthOf(line), line).toBeLessThanOrEqual(width);
      const coloured = textOf(capacityText(capacity, { style: makeStyle(true), width }));
      expect(stripVTControlCharacters(coloured)).toBe(text);
    }
  });
  test('what does not fit is said, and the replicas of quorum queues', () => {
    const text = shown(capacityFor(6000, { connectionsPerWorker: 40 }, seen, 'queue: { type: quorum }'));
    expect(text).toMatch(/^It does not fit\. The first wall is /m);
    expect(text).toContain('0 classic, 12,000 quorum in 36,000 replicas, 12,000 of the workers');
  });
  test('nothing to count', () => {
    const nothing = capacityOf(desiredOf('daemons: {}').compiled, options);
    expect(shown(nothing)).toContain('Nothing of it comes to a limit.');
    expect(shown(nothing)).not.toContain('in use now\n');
  });
});

test('the JSON: keys in their order, and no option that is none of its', () => {
  const given = { ...options, format: 'json', given: new Set() };
  const document: Record<string, unknown> = JSON.parse(textOf(capacityJson(capacityFor(1000, given))));
  expect(Object.keys(document).join(' ')).toBe(
    'version broker assumed measuredOn fleet needs fits firstWall nodes notes',
  );
  expect(document['assumed']).toEqual({ ...options, nodes: 3 });
  expect(document['firstWall']).toMatchObject({ resource: 'fileHandles' });
  expect(document['nodes']).toHaveLength(3);
});
