// test/golden/NNN-name: inventory.yaml + live.json (a definitions export, with the counts of queues) → what a person reads:
// plan.txt, verify.txt, trace.txt (its first line is the message), or problems.txt where the inventory is wrong. What is
// there is checked. A bug report becomes a folder: put an empty file there, and
// `npx vitest run --config test/vitest.config.ts --project unit golden -u` writes it.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseHeaders } from '../../src/cli/input/trace-headers.js';
import { compile } from '../../src/compile/index.js';
import { readInventory } from '../../src/inventory/index.js';
import type { Activity, Live } from '../../src/live/index.js';
import { emptyLive, readDefinitions } from '../../src/live/index.js';
import { makeStyle, planText, problemsText, traceText, verifyText } from '../../src/report/index.js';
import { explainedTrace, prepareRoutes } from '../../src/route/index.js';
import type { Part } from '../../src/topology/index.js';
import { makeVerifyReport } from '../../src/verify/index.js';
import type { TestDesired } from '../support/desired.js';
import { desiredOf, noActivity, planOf, verifyOf, verifyPartOf } from '../support/desired.js';

const root = fileURLToPath(new URL('../golden', import.meta.url));
const options = { style: makeStyle(false), full: false, width: 100 };

interface GoldenLive {
  /** Counts that are not 0, by queue. */
  readonly activity?: Readonly<Record<string, Partial<Activity>>>;
  readonly options?: { readonly adopt?: readonly string[]; readonly prune?: boolean; readonly only?: Part };
}

interface Golden {
  readonly desired: TestDesired;
  readonly live: Live;
  readonly activity: ReadonlyMap<string, Activity>;
  readonly shape: GoldenLive['options'];
}

const documents: Readonly<Record<string, (folder: string) => string>> = {
  'plan.txt': (folder) => {
    const { desired, live, activity, shape } = read(folder);
    return [...planText(planOf(desired, live, { ...shape, activity }).plan, options)].join('');
  },
  'verify.txt': (folder) => {
    const { desired, live, activity, shape } = read(folder);
    const report = shape?.only
      ? verifyPartOf(desired, live, shape.only, activity)
      : makeVerifyReport(desired.compiled, verifyOf(desired, live, activity), undefined);
    return [...verifyText(report, options)].join('');
  },
  'trace.txt': (folder) => {
    const { desired, live } = read(folder);
    const [command = ''] = textOf(folder, 'trace.txt').split('\n');
    const headers = parseHeaders(command.replace('$ topo trace ', '').split(' '));
    const routes = prepareRoutes(live.topology, { exchangePolicies: live.exchangePolicies });
    const message = { exchange: desired.inventory.routing.entry, headers };
    const view = { trace: explainedTrace(routes, message), message, where: 'live.json', hints: [] };
    return [`${command}\n`, ...traceText(view, options)].join('');
  },
  'problems.txt': (folder) => {
    const { inventory, problems } = readInventory([{ file: 'inventory.yaml', text: textOf(folder, 'inventory.yaml') }]);
    const made = inventory && compile(inventory);
    const all = made && 'problems' in made ? [...problems, ...made.problems] : problems;
    return `${problemsText(all, { ...options, limit: 50 })}\n`;
  },
};

describe.each(readdirSync(root))('%s', (folder) => {
  const there = Object.keys(documents).filter((file) => existsSync(`${root}/${folder}/${file}`));

  test('shows something', () => {
    expect(there).not.toEqual([]);
  });

  test.each(there)('%s', async (file) => {
    await expect(documents[file]?.(folder)).toMatchFileSnapshot(`${root}/${folder}/${file}`);
  });
});

function read(folder: string): Golden {
  const desired = desiredOf(textOf(folder, 'inventory.yaml').replace(/^version: 1\n/m, ''));
  if (!existsSync(`${root}/${folder}/live.json`))
    return { desired, live: emptyLive('/'), activity: new Map(), shape: {} };
  const text = textOf(folder, 'live.json');
  const live = readDefinitions(text, '/');
  const { activity = {}, options: shape = {} }: GoldenLive = JSON.parse(text);
  const counts = [...live.topology.queues.keys()].map((queue): [string, Activity] => [
    queue,
    { ...noActivity, ...activity[queue] },
  ]);
  return { desired, live, activity: new Map(counts), shape };
}

function textOf(folder: string, file: string): string {
  return readFileSync(`${root}/${folder}/${file}`, 'utf8');
}
