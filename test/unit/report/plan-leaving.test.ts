// The queues that a plan takes away, as a reviewer reads them: by cluster and hypervisor, alike ones in one line.

import { expect, test } from 'vitest';
import { planMarkdown } from '../../../src/report/index.js';
import { leavingLines } from '../../../src/report/plan/leaving.js';
import { desiredOf, idle, liveOf, noActivity, planOf } from '../../support/desired.js';

const daemons = `daemons: { api: { scope: global }, net: { scope: cluster }, io: { scope: hypervisor }, vm: { scope: hypervisor } }\n`;
const clusters = (of: Readonly<Record<string, string>>): string =>
  `clusters: { ${Object.entries(of)
    .map(([id, hypervisors]) => `${id}: { hypervisors: ${hypervisors} }`)
    .join(', ')} }`;
const all = { fra: '[1-12]', waw: '[1-12]', ams: '[1-12]', 54: '[7, 8]' };

test.each<[string, string, readonly string[]]>([
  ['nothing', daemons + clusters(all), []],
  [
    'hypervisors of one cluster',
    daemons + clusters({ ...all, fra: '[1, 2, 12]' }),
    ['cluster fra: hypervisors 3-11: io, vm (18 queues, 1 held)'],
  ],
  [
    'the same of two, and another cluster whole',
    daemons + clusters({ ams: '[1-12]', fra: '[1-11]', waw: '[1-11]' }),
    ['cluster 54: net; hypervisors 7, 8: io, vm (5 queues)', '2 clusters (fra, waw): hypervisor 12: io, vm (4 queues)'],
  ],
  [
    'not the same of each',
    daemons + clusters({ ...all, 54: '{ 7: { daemons: [io] } }' }),
    ['cluster 54: hypervisor 7: vm; hypervisor 8: io, vm (3 queues)'],
  ],
  [
    'a daemon, and one of the whole cloud',
    daemons.replace('api: { scope: global }, ', '').replace('net: { scope: cluster }, ', '') + clusters(all),
    ['api (1 queue)', '4 clusters (54, ams, fra, waw): net (4 queues)'],
  ],
])('%s', (_, after, lines) => {
  const live = liveOf(desiredOf(daemons + clusters(all)));
  const activity = new Map([...idle(live), ['vm-fra-5', { ...noActivity, messages: 3 }] as const]);
  const { plan } = planOf(desiredOf(after), live, { activity });
  expect([...leavingLines(plan)]).toEqual(lines);
  const shown = planMarkdown(plan);
  for (const line of lines) expect(shown).toContain(`\n- \`${line}\`\n`);
  expect(shown.includes('Queues that go')).toBe(lines.length > 0);
});
