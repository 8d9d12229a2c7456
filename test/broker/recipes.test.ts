// The recipes for CI, line for line: npm installs the packed package from a registry on this machine, topo runs against the
// test's broker, and the comment goes to an API that keeps it.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { commentsApi, type Comment } from '../support/comments.js';
import { findOnPath } from '../support/executables.js';
import { packTopo } from '../support/packed.js';
import type { Place, Step } from '../support/recipes.js';
import { readAction, readGitlab, readWorkflow, readmeRecipe, resolved, runShell } from '../support/recipes.js';
import { withRegistry } from '../support/registry.js';
import { serve } from '../support/serve.js';
import { withFolder, type Ran } from '../support/topo.js';
import type { TestVhost } from '../support/vhost.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const MARKER = '<!-- topo plan -->';
const planned = (headline: string): unknown => expect.stringMatching(`^${MARKER}\n### topo plan: ${headline}`);

/**
 * A user's repository, whose inventory names the vhost: plan does not see the URL that apply gets. With a PATH on which `npm install --global` puts topo.
 */
async function inRepository(
  vhost: TestVhost,
  work: (place: Place, change: (from: string, to: string) => void) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const tarball = await packTopo(folder);
    const manifest = join(root, 'package.json');
    mkdirSync(join(folder, 'inventory'));
    const inventory = join(folder, 'inventory/topo.yaml');
    const small = readFileSync(join(root, 'examples/small/topo.yaml'), 'utf8');
    writeFileSync(
      inventory,
      small.replace('[98, 99]', '[90-99]').replace('version: 1', `version: 1\nvhost: ${vhost.name}`),
    );
    const change = (from: string, to: string): void => {
      writeFileSync(inventory, readFileSync(inventory, 'utf8').replace(from, to));
    };
    await withRegistry({ tarball, manifest, folder: join(folder, 'npm') }, async (npm) => {
      const env = { PATH: `${folder}/npm/bin:${process.env['PATH'] ?? ''}`, HOME: folder, ...npm };
      await work({ folder, env }, change);
    });
  });
}

const secretsOf = ({ amqpUrl, managementUrl }: TestVhost): Readonly<Record<string, string>> => ({
  'secrets.TOPO_READ_URL': managementUrl,
  'secrets.TOPO_AMQP_URL': amqpUrl,
  'secrets.TOPO_MANAGEMENT_URL': managementUrl,
  'github.token': 'token',
  'github.event.number': '17',
  'inputs.max-removals': '',
});

brokerTest('GitHub Actions, as the README has it', async ({ vhost }) => {
  const { env: common, jobs } = readWorkflow(readmeRecipe('.github/workflows/topo.yml'));
  const comments: Comment[] = [{ id: 1, who: 'somebody', body: `${MARKER} is what I would write` }];
  await inRepository(vhost, async (place, change) => {
    await serve(commentsApi(comments), async (api) => {
      // gh asks github.localhost by plain HTTP; as a proxy the API is found under that name.
      const github = { GITHUB_REPOSITORY: 'cloud/inventory', GH_HOST: 'github.localhost', HTTP_PROXY: api };
      const run = async (job: string, known: Readonly<Record<string, string>> = {}): Promise<readonly Ran[]> => {
        const ran: Ran[] = [];
        for (const step of jobs[job]?.steps ?? []) {
          if (step.run === undefined || (isComment(step) && !hasGh)) continue;
          const env = resolved({ ...common, ...step.env }, { ...secretsOf(vhost), ...known });
          const isFirst = !isComment(step);
          ran.push(await runShell(step.run, { ...place, env: { ...place.env, ...(isFirst ? {} : github), ...env } }));
        }
        return ran;
      };
      const commented = hasGh ? [0] : [];

      // Install, validate, plan.
      expect(codes(await run('plan'))).toEqual([0, 0, 0, ...commented]);
      if (hasGh) expect(comments).toMatchObject([{ id: 1 }, { id: 2, body: planned('63 steps') }]);
      expect(codes(await run('apply'))).toEqual([0, 0]);

      change('[90-99]', '[]');
      // The guard trips: the check is red, and the comment says why.
      expect(codes(await run('plan'))).toEqual([0, 0, 3, ...commented]);
      if (hasGh)
        expect(comments).toMatchObject([
          { id: 1 },
          { id: 2, body: planned('44 steps, and apply will refuse all of it') },
        ]);
      expect(codes(await run('apply'))).toEqual([0, 3]);
      expect(codes(await run('apply', { 'inputs.max-removals': '20' }))).toEqual([0, 0]);
    });
  });
});

brokerTest('GitLab, as the README has it', async ({ vhost }) => {
  const jobs = readGitlab(readmeRecipe('.gitlab-ci.yml'));
  const comments: Comment[] = [{ id: 1, who: 'somebody', body: `${MARKER} is what I would write` }];
  await inRepository(vhost, async (place, change) => {
    await serve(commentsApi(comments), async (api) => {
      const gitlab = {
        CI_API_V4_URL: `${api}/api/v4`,
        CI_PROJECT_ID: '5',
        CI_MERGE_REQUEST_IID: '17',
        BOT_TOKEN: 'token',
        TOPO_AMQP_URL: vhost.amqpUrl,
        TOPO_MANAGEMENT_URL: vhost.managementUrl,
      };
      const run = async (name: string, more: Readonly<Record<string, string>> = {}): Promise<readonly number[]> => {
        const { before_script: before = [], variables } = jobs['.topo'] ?? {};
        const { script = [], after_script: after = [] } = jobs[name] ?? {};
        const at = { ...place, env: { ...place.env, ...gitlab, ...variables, ...more } };
        const ran = await runShell([...before, ...script].join('\n'), at);
        return codes([ran, ...(after.length === 0 ? [] : [await runShell(after.join('\n'), at)])]);
      };

      expect(await run('plan')).toEqual([0, 0]);
      expect(comments).toMatchObject([{ id: 1 }, { id: 2, body: planned('63 steps') }]);
      expect(await run('apply')).toEqual([0]);
      change('[90-99]', '[]');
      expect(await run('plan')).toEqual([3, 0]);
      expect(comments).toMatchObject([
        { id: 1 },
        { id: 2, body: planned('44 steps, and apply will refuse all of it') },
      ]);
      expect(await run('apply')).toEqual([3]);
      expect(await run('apply', { TOPO_MAX_REMOVALS: '20' })).toEqual([0]);
    });
  });
});

describe('the action', () => {
  brokerTest('plans, applies and verifies by its inputs', async ({ vhost }) => {
    const { inputs, runs } = readAction();
    await inRepository(vhost, async (place) => {
      const summary = join(place.folder, 'summary.md');
      const run = async (given: Readonly<Record<string, string>>): Promise<readonly Ran[]> => {
        const values = { inventory: 'inventory', 'management-url': vhost.managementUrl, ...given };
        const known = Object.fromEntries(
          Object.entries(inputs).map(([name, { default: usual = '' }]) => [`inputs.${name}`, usual]),
        );
        for (const [name, value] of Object.entries(values)) known[`inputs.${name}`] = value;
        const ran: Ran[] = [];
        for (const step of runs.steps) {
          if (step.run === undefined) continue;
          const env = { ...place.env, GITHUB_STEP_SUMMARY: summary, ...resolved(step.env, known) };
          ran.push(await runShell(step.run, { ...place, env }));
        }
        return ran;
      };
      expect(codes(await run({ command: 'plan' }))).toEqual([0, 0]);
      expect(readFileSync(summary, 'utf8')).toEqual(planned('63 steps'));
      // A secret that is missing is no localhost.
      expect(codes(await run({ command: 'apply' }))).toEqual([0, 64]);
      expect(codes(await run({ command: 'apply', 'amqp-url': vhost.amqpUrl, 'max-removals': '5' }))).toEqual([0, 0]);
      expect((await run({ command: 'verify' }))[1]).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Clean/) });
      // An input is a word, whatever is in it.
      const spoilt = await run({ command: 'verify; touch "$HOME/spoilt"', version: '0.2.0$(touch "$HOME/spoilt")' });
      expect(codes(spoilt)).toContain(64);
      expect((await runShell('test -e "$HOME/spoilt"', place)).code).toBe(1);
    });
  });
});

const hasGh = findOnPath('gh', process.env) !== undefined;

function isComment({ run = '' }: Step): boolean {
  return run.includes('gh api');
}

function codes(ran: readonly Ran[]): readonly number[] {
  for (const { code, stdout, stderr } of ran) if (code === 1 || code === 127) process.stderr.write(stdout + stderr);
  return ran.map(({ code }) => code);
}
