// The patterns of rights, for each shape of a tree; and the README shows those of its inventory.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compilePermissions } from '../../../src/report/compile/permissions.js';
import { desiredOf } from '../../support/desired.js';
import { textOf } from '../../support/report-text.js';

function written(yaml: string, vhost = '/'): string {
  const { compiled, inventory } = desiredOf(yaml);
  return textOf(compilePermissions({ compiled, vhost, owner: inventory.routing.owner }));
}

/** Of apply's user: configure, write, read. */
const apply = (yaml: string): readonly string[] =>
  /set_permissions -p \S+ topo '(.*)' '(.*)' '(.*)'/.exec(written(yaml))?.slice(1) ?? [];

const hypervisors = 'vm: { scope: hypervisor }, disk: { scope: hypervisor }';
const clusters = 'clusters: { 1: { hypervisors: [1] } }';

test.each([
  [
    'one daemon with a queue',
    'daemons: { d: { scope: global } }',
    ['^(global|d|topo\\.owned\\.global|topo\\.lock\\.global)$', '^(global|d)$', '^(global|topo\\.owned\\.global)$'],
  ],
  [
    'two with more below',
    `daemons: { ${hypervisors} }\n${clusters}`,
    [
      '^(global|topo\\.owned\\.global|topo\\.lock\\.global|(vm|disk)(-.*)?)$',
      '^(global|(vm|disk)(-.*)?)$',
      '^(global|topo\\.owned\\.global|(vm|disk)(-.*)?)$',
    ],
  ],
  [
    'no tree, a net, another owner',
    `routing: { entry: e, owner: prod, direct: {}, tree: false, unroutable: { name: lost } }\ndaemons: { d: { scope: global }, n: { scope: cluster } }\n${clusters}`,
    [
      '^(e\\.direct|d|lost|topo\\.owned\\.prod|topo\\.lock\\.prod|n(-.*)?)$',
      '^(e\\.direct|d|lost|n(-.*)?)$',
      '^(e\\.direct|lost|topo\\.owned\\.prod|n(-.*)?)$',
    ],
  ],
  [
    'dead letters: write on their exchange, read on the queue',
    'daemons: { d: { scope: global, queue: { arguments: { x-dead-letter-exchange: dead.letters } } } }',
    [
      '^(global|d|topo\\.owned\\.global|topo\\.lock\\.global)$',
      '^(global|d|dead\\.letters)$',
      '^(global|d|topo\\.owned\\.global)$',
    ],
  ],
  [
    'names with what a pattern reads',
    'daemons: { "a.b*c": { scope: global } }',
    [
      '^(global|a\\.b\\*c|topo\\.owned\\.global|topo\\.lock\\.global)$',
      '^(global|a\\.b\\*c)$',
      '^(global|topo\\.owned\\.global)$',
    ],
  ],
])('%s', (_, yaml, patterns) => {
  expect(apply(yaml)).toEqual(patterns);
});

test('the tag policymaker is for a net and for limits', () => {
  expect(written('daemons: { d: { scope: global } }')).not.toContain('policymaker');
  expect(written('routing: { unroutable: {} }\ndaemons: { d: { scope: global } }')).toContain(
    'set_user_tags topo policymaker',
  );
  expect(written('queue: { policy: { max-length: 5 } }\ndaemons: { d: { scope: global } }')).toContain(
    'set_user_tags topo policymaker',
  );
});

test('a vhost and a queue with blanks are one word of the shell', () => {
  expect(written('daemons: { "d d": { scope: global } }', 'my vhost')).toContain(
    "set_permissions -p 'my vhost' 'd d' '^$' '^amq\\.default$' '^d d$'",
  );
});

test('the README shows those of its inventory', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const inventory = /```yaml\n# topo.yaml\nversion: 1\n(.*?)```/s.exec(readme)?.[1] ?? '';
  const shown = /\$ topo compile --format permissions\n(.*?)```/s.exec(readme)?.[1];
  expect(written(inventory)).toBe(shown);
});
