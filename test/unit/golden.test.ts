// test/golden/NNN-name: inventory.yaml + live.json (a definitions export, with the counts of queues) → plan.txt, as a
// person reads it. A bug report becomes a folder. `npx vitest run --config test/vitest.config.ts golden -u` writes them.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Activity } from '../../src/live/index.js';
import { emptyLive, readDefinitions } from '../../src/live/index.js';
import { makeStyle, planText } from '../../src/report/index.js';
import { desiredOf, noActivity, planOf } from '../support/desired.js';

const folder = fileURLToPath(new URL('../golden', import.meta.url));

interface GoldenLive {
  /** Counts that are not 0, by queue. */
  readonly activity?: Readonly<Record<string, Partial<Activity>>>;
  readonly options?: { readonly adopt?: readonly string[]; readonly prune?: boolean };
}

test.each(readdirSync(folder))('%s', async (name) => {
  const desired = desiredOf(readFileSync(`${folder}/${name}/inventory.yaml`, 'utf8').replace(/^version: 1\n/m, ''));
  const file = `${folder}/${name}/live.json`;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  const live = text === undefined ? emptyLive('/') : readDefinitions(text, '/');
  const { activity = {}, options = {} }: GoldenLive = text === undefined ? {} : JSON.parse(text);
  const counts = new Map<string, Activity>();
  for (const queue of live.topology.queues.keys()) counts.set(queue, { ...noActivity, ...activity[queue] });
  const { plan } = planOf(desired, live, { ...options, activity: counts });
  const shown = [...planText(plan, { style: makeStyle(false), full: false, width: 100 })].join('');
  await expect(shown).toMatchFileSnapshot(`${folder}/${name}/plan.txt`);
});
