// Mermaid and Graphviz: what is folded, how each state looks, and that a name stays a name.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { drawDesired, narrowGraph, pathsOf } from '../../../src/graph/index.js';
import { dot } from '../../../src/report/graph/dot.js';
import { mermaid } from '../../../src/report/graph/mermaid.js';
import type { Part } from '../../../src/topology/index.js';
import { selectPart } from '../../../src/topology/index.js';
import { desiredOf, idle, liveOf } from '../../support/desired.js';
import { graphOf, holding } from '../../support/drawn.js';
import { textOf } from '../../support/report-text.js';

const wide = desiredOf(`
routing: { unroutable: {}, direct: {} }
daemons: { dispatcher: { scope: global }, vm: { scope: hypervisor } }
clusters: { 1: { hypervisors: [1-20] }, 2: { hypervisors: { 1-30: , 31: { state: draining } } } }
`);
const live = liveOf(wide, (draft) => {
  draft.queues.delete('vm-1-7');
});
const busy = new Map([...idle(live)].map(([name]) => [name, holding(0, 0, 1)] as const));
const graph = graphOf(wide, live, busy);
const part = (chosen: Part) => narrowGraph(graph, selectPart(chosen, pathsOf(graph)));

test('Mermaid: what fans out widely is one node, that says how its queues are', () => {
  expect(textOf(mermaid(graph))).toMatchInlineSnapshot(`
    "flowchart LR
      n0(["global"]):::fine
      n1["dispatcher"]:::fine
      n2(["vm"]):::fine
      n3(["vm-1"]):::fine
      n4[["20 queues<br/>vm-1-1 … vm-1-20<br/>1 missing"]]:::missing
      n5(["vm-2"]):::fine
      n6[["31 queues<br/>vm-2-1 … vm-2-31<br/>1 draining"]]:::draining
      n7(["global.direct"]):::fine
      n8[["51 queues<br/>dispatcher … vm-2-30<br/>1 missing"]]:::missing
      n9(["unroutable"]):::fine
      n10["unroutable"]:::fine
      n0 -->|"daemon=dispatcher"| n1
      n0 -->|"daemon=vm"| n2
      n2 -->|"cluster=1"| n3
      n3 -->|"hypervisor=…"| n4
      n2 -->|"cluster=2"| n5
      n5 -->|"hypervisor=…"| n6
      n7 -->|"routing key = its name"| n8
      n9 --> n10
      n0 -.->|"what no binding takes"| n9
      n7 -.->|"what no binding takes"| n9
      classDef missing fill:#fde4e2,stroke:#a31411,color:#a31411
      classDef draining fill:#e6e5f5,stroke:#4a4688,color:#4a4688
      classDef fine fill:#e2f3e8,stroke:#23613f,color:#23613f
    "
  `);
});

test('Graphviz: the same', () => {
  expect(textOf(dot(graph))).toMatchInlineSnapshot(`
    "digraph topo {
      rankdir=LR;
      node [fontname="Helvetica", fontsize=11, style="filled", fillcolor="white"];
      edge [fontname="Helvetica", fontsize=10];
      n0 [label="global", shape=ellipse, fillcolor="#e2f3e8", color="#23613f", fontcolor="#23613f"];
      n1 [label="dispatcher", shape=box, fillcolor="#e2f3e8", color="#23613f", fontcolor="#23613f"];
      n2 [label="vm", shape=ellipse, fillcolor="#e2f3e8", color="#23613f", fontcolor="#23613f"];
      n3 [label="vm-1", shape=ellipse, fillcolor="#e2f3e8", color="#23613f", fontcolor="#23613f"];
      n4 [label="20 queues\\nvm-1-1 … vm-1-20\\n1 missing", shape=box, peripheries=2, fillcolor="#fde4e2", color="#a31411", fontcolor="#a31411"];
      n5 [label="vm-2", shape=ellipse, fillcolor="#e2f3e8", color="#23613f", fontcolor="#23613f"];
      n6 [label="31 queues\\nvm-2-1 … vm-2-31\\n1 draining", shape=box, peripheries=2, fillcolor="#e6e5f5", color="#4a4688", fontcolor="#4a4688"];
      n7 [label="global.direct", shape=ellipse, fillcolor="#e2f3e8", color="#23613f", fontcolor="#23613f"];
      n8 [label="51 queues\\ndispatcher … vm-2-30\\n1 missing", shape=box, peripheries=2, fillcolor="#fde4e2", color="#a31411", fontcolor="#a31411"];
      n9 [label="unroutable", shape=ellipse, fillcolor="#e2f3e8", color="#23613f", fontcolor="#23613f"];
      n10 [label="unroutable", shape=box, fillcolor="#e2f3e8", color="#23613f", fontcolor="#23613f"];
      n0 -> n1 [label="daemon=dispatcher"];
      n0 -> n2 [label="daemon=vm"];
      n2 -> n3 [label="cluster=1"];
      n3 -> n4 [label="hypervisor=…"];
      n2 -> n5 [label="cluster=2"];
      n5 -> n6 [label="hypervisor=…"];
      n7 -> n8 [label="routing key = its name"];
      n9 -> n10 [label=""];
      n0 -> n9 [label="what no binding takes", style=dashed];
      n7 -> n9 [label="what no binding takes", style=dashed];
    }
    "
  `);
});

test('--only unfolds: a hypervisor, a cluster', () => {
  expect(textOf(mermaid(part({ cluster: '2', hypervisor: '31' })))).toMatchInlineSnapshot(`
    "flowchart LR
      n0(["global"]):::fine
      n1(["vm"]):::fine
      n2(["vm-2"]):::fine
      n3["vm-2-31<br/>draining"]:::draining
      n4(["global.direct"]):::fine
      n0 -->|"daemon=vm"| n1
      n1 -->|"cluster=2"| n2
      n2 -.->|"draining"| n3
      classDef draining fill:#e6e5f5,stroke:#4a4688,color:#4a4688
      classDef fine fill:#e2f3e8,stroke:#23613f,color:#23613f
    "
  `);
  const cluster = textOf(dot(part({ cluster: '2' })));
  expect(cluster.match(/label="vm-2-\d+"/g)).toHaveLength(30);
  // The direct way beside it: one line.
  expect(cluster.match(/routing key/g)).toHaveLength(1);
});

test('a binding that is missing is a dashed line, one that is not asked for says so', () => {
  const small = desiredOf('daemons: { d: { scope: global }, e: { scope: global } }');
  const broken = liveOf(small, (draft) => {
    draft.unbind('d');
    draft.bind('global', 'e', { 'x-match': 'all', daemon: 'old' });
  });
  const lines = textOf(mermaid(graphOf(small, broken))).split('\n');
  expect(lines).toContain('  n0 -.->|"daemon=d (missing)"| n1');
  expect(lines).toContain('  n0 -->|"daemon=e, daemon=old (not asked for)"| n2');
});

test.each([
  ['vm: { scope: hypervisor }', 600],
  ['a: { scope: hypervisor }, b: { scope: hypervisor }, vm: { scope: hypervisor }', 200],
])('GitHub draws 500 edges: a part with more of them is folded: %s', (daemons, count) => {
  const big = desiredOf(`daemons: { ${daemons} }\nclusters: { 1: { hypervisors: [1-${count}] } }`);
  const all = drawDesired(big.compiled, '/', big.inventory.routing.headers);
  const text = textOf(mermaid(narrowGraph(all, selectPart({ cluster: '1' }, pathsOf(all)))));
  expect(text).toContain(`${count} queues<br/>vm-1-1 … vm-1-${count}`);
  expect(text.split('\n').length).toBeLessThan(25);
});

test('the README’s diagram is of its inventory', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const block = (kind: string, below = ''): string =>
    new RegExp(`${below}.*?\`\`\`${kind}\n(.*?)\`\`\``, 's').exec(readme)?.[1] ?? '';
  const shown = desiredOf(block('yaml').replace('version: 1\n', ''));
  const whole = drawDesired(shown.compiled, '/', shown.inventory.routing.headers);
  const only = narrowGraph(whole, selectPart({ cluster: '54', hypervisor: '98' }, pathsOf(whole)));
  expect(textOf(mermaid(only))).toBe(block('mermaid', '## See the fleet'));
});

describe('a name stays a name', () => {
  const names = [
    'a"b',
    'a<b>c',
    'a&amp;b',
    'a&lt;b',
    'a`b',
    'a|b',
    'a;b',
    'a#35;b',
    'a\\nb',
    'a\\',
    '"]; x [label="',
    'end',
    '%%{init}%%',
  ];
  test.each(names)('%s', (name) => {
    const made = desiredOf(`daemons: { ${JSON.stringify(name)}: { scope: global } }`);
    const drawn = drawDesired(made.compiled, '/', made.inventory.routing.headers);
    const flow = textOf(mermaid(drawn)).trimEnd().split('\n');
    expect(flow).toHaveLength(4);
    expect(flow[2]).toMatch(/^ {2}n1\["(?:[\p{L}\p{N} .,:=_/@+()…-]|#\d+;)*"\]$/u);
    const graphviz = textOf(dot(drawn)).trimEnd().split('\n');
    expect(graphviz).toHaveLength(8);
    expect(graphviz[5]).not.toMatch(/&(?!amp;)/);
    expect(graphviz[5]).toMatch(/^ {2}n1 \[label="(?:[^"\\]|\\.)*", shape=box\];$/);
  });
});
