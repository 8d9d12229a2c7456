// TOPO_ and an option's name: the same as the flag, and before it comes the flag.

import { describe, expect, test } from 'vitest';
import { topo } from '../support/topo.js';

const inventory = `version: 1
daemons: { storage: { scope: hypervisor } }
clusters: { 54: { hypervisors: [98] } }
`;
const offline = ['plan', '--offline'];

describe('set and empty is 64: what a missing CI secret looks like', () => {
  test.each([
    ['TOPO_AMQP_URL', offline],
    ['TOPO_MANAGEMENT_URL', offline],
    ['TOPO_VHOST', offline],
    ['TOPO_VHOST', ['compile']],
    ['TOPO_AMQP_URL', ['compile']],
    ['TOPO_TIMEOUT', ['verify']],
    ['TOPO_CA_CERT', ['verify']],
    ['TOPO_FORMAT', ['validate']],
    ['TOPO_QUIET', ['validate']],
    ['TOPO_INVENTORY', ['validate']],
    ['TOPO_MAX_REMOVALS', ['apply', '--yes']],
    ['TOPO_REPORT', ['apply', '--yes']],
    ['TOPO_ADOPT', offline],
    ['TOPO_NO_PRUNE', offline],
    ['TOPO_FAIL_ON', ['verify']],
    ['TOPO_ROUTING_KEY', ['trace']],
  ])('%s: %j', async (name, args) => {
    for (const empty of ['', ' '])
      expect(
        await topo(args, { ...(name !== 'TOPO_INVENTORY' && { inventory }), env: { [name]: empty } }),
      ).toMatchObject({
        code: 64,
        stdout: '',
        stderr: `error: ${name} is set and empty\n  → give it a value, or take it away: unset ${name}\n`,
      });
  });
});

test('it is the option, and the flag comes first', async () => {
  const vhost = async (args: readonly string[], env: Record<string, string>): Promise<string> =>
    (await topo([...offline, ...args], { inventory, env })).stdout.split('\n')[0] ?? '';
  expect(await vhost([], { TOPO_VHOST: 'cloud' })).toContain('vhost cloud');
  expect(await vhost(['--vhost', 'v'], { TOPO_VHOST: 'cloud' })).toContain('vhost v');
  expect(await vhost(['--vhost', 'v'], { TOPO_VHOST: '' })).toContain('vhost v');
  const json = await topo(offline, { inventory, env: { TOPO_FORMAT: 'json' } });
  expect(JSON.parse(json.stdout)).toMatchObject({ version: 1, options: { prune: true } });
  const kept = await topo(offline, { inventory, env: { TOPO_FORMAT: 'json', TOPO_NO_PRUNE: 'true' } });
  expect(JSON.parse(kept.stdout)).toMatchObject({ options: { prune: false } });
  expect(await topo(offline, { inventory, env: { TOPO_QUIET: '1' } })).toMatchObject({ stderr: '' });
});

test.each([
  ['TOPO_FORMAT', 'xml', 'TOPO_FORMAT is invalid. Allowed choices are text, json, markdown'],
  ['TOPO_QUIET', 'maybe', 'TOPO_QUIET is neither on nor off'],
  ['TOPO_TIMEOUT', 'soon', '--timeout takes a whole number from 1'],
])('%s=%s: 64', async (name, value, message) => {
  const { code, stderr } = await topo(offline, { inventory, env: { [name]: value } });
  expect({ code, stderr }).toMatchObject({ code: 64, stderr: expect.stringContaining(message) });
});

test('an error of a run that wants JSON by the environment is JSON', async () => {
  const { code, stdout } = await topo(['plan', '--frob'], { env: { TOPO_FORMAT: 'json' } });
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 64, exitCode: 64 });
});
