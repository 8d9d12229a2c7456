// What the page is made of, without a browser: the tree, the search, and the file itself.

import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { graphHtml } from '../../../src/report/graph/html.js';
import { graphJson } from '../../../src/report/graph/json.js';
import type { Branch } from '../../../src/report/graph/page/fleet.js';
import { countIn, makeFleet } from '../../../src/report/graph/page/fleet.js';
import { search } from '../../../src/report/graph/page/search.js';
import { ageText, branchText } from '../../../src/report/graph/page/words.js';
import { desiredOf, idle, liveOf } from '../../support/desired.js';
import { documentOf, graphOf, holding } from '../../support/drawn.js';
import { textOf } from '../../support/report-text.js';

const desired = desiredOf(`
routing: { direct: {}, unroutable: {} }
daemons: { dispatcher: { scope: global }, network: { scope: cluster }, vm: { scope: hypervisor } }
clusters: { 5: { hypervisors: [98, 980] }, 98: { hypervisors: [5] } }
`);
const live = liveOf(desired, (draft) => {
  draft.queues.delete('vm-5-98');
  draft.unbind('vm-5-98');
  draft.exchange('somebody');
  draft.queue('vm-5-7', { arguments: { 'x-queue-type': 'classic', 'x-topo-owner': 'global' } });
});
const graph = graphOf(desired, live, new Map([...idle(live), ['dispatcher', holding(0, 0, 1)]]));
const fleet = makeFleet(documentOf(graph));

const outline = (branch: Branch): readonly string[] => [
  `${branch.level} ${branch.label}: ${branchText(branch)}`,
  ...branch.children.flatMap(outline).map((line) => `  ${line}`),
];

test('the tree: daemons, clusters, hypervisors; each branch knows how its queues are', () => {
  expect(outline(fleet.root).join('\n')).toMatchInlineSnapshot(`
    "fleet global: 8 queues · 1 missing · 1 orphaned · 4 without a reader
      daemon network: 2 queues · 2 without a reader
        cluster 5: 1 queue · 1 without a reader
        cluster 98: 1 queue · 1 without a reader
      daemon vm: 4 queues · 1 missing · 1 orphaned · 2 without a reader
        cluster 5: 3 queues · 1 missing · 1 orphaned · 1 without a reader
          hypervisor 98: 1 queue · 1 missing
          hypervisor 980: 1 queue · 1 without a reader
          hypervisor 7: 1 queue · 1 orphaned
        cluster 98: 1 queue · 1 without a reader
          hypervisor 5: 1 queue · 1 without a reader
      daemon dispatcher: 1 queue
      beside unroutable: 1 queue"
  `);
});

test('a filter counts the states that are chosen, or all', () => {
  expect([countIn(fleet.root, new Set()), countIn(fleet.root, new Set(['missing', 'fine'] as const))]).toEqual([8, 3]);
});

test('findings go to what they are about; a binding’s to its destination', () => {
  const kinds = (key: string): readonly string[] => (fleet.findings.get(key) ?? []).map(({ kind }) => kind);
  expect(kinds('queue vm-5-98')).toEqual(['missing', 'missing', 'missing']);
  expect(fleet.elsewhere.every(({ object }) => object.name !== 'vm-5-98')).toBe(true);
});

describe('search', () => {
  const found = (typed: string): readonly string[] =>
    search(fleet, typed).shown.map(({ queue, exchange, label }) => queue?.name ?? exchange?.name ?? label);
  test.each([
    ['98', ['network-98', 'vm-5-98', 'vm-98', 'vm-98-5', 'vm-5-980']],
    ['vm-5-9', ['vm-5-98', 'vm-5-980']],
    ['VM 980', ['vm-5-980']],
    ['  ', []],
    ['nothing', []],
  ])('%s', (typed, names) => {
    expect(found(typed)).toEqual(names);
  });
});

test.each([
  [0, '0 seconds'],
  [61, '1 minute'],
  [7300, '2 hours'],
  [200_000, '2 days'],
])('%d s ago: %s', (seconds, text) => {
  expect(ageText(seconds)).toBe(text);
});

describe('the file', () => {
  const aim = ` -f 'a"b</script>'`;
  const html = textOf(graphHtml(graph, aim));
  test('its policy lets in its own script by the digest, and nothing else', () => {
    const [, script = ''] = /<script>(.*)<\/script>\n<\/body>/s.exec(html) ?? [];
    const digest = createHash('sha256').update(script).digest('base64');
    expect(html).toContain(`default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${digest}'`);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  });
  test('the graph is in it whole', () => {
    const [, packed = ''] = /data-aim="[^"]*">\n(.*)\n<\/script>/.exec(html) ?? [];
    expect(gunzipSync(Buffer.from(packed, 'base64')).toString()).toBe(textOf(graphJson(graph)));
  });
});
