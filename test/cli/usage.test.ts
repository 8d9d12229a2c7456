// The shell around the stages: usage, exit codes, streams. No broker is needed here.

import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { topo, withFolder } from '../support/topo.js';

const EXPORT = fileURLToPath(new URL('../golden/002-nothing-to-do/live.json', import.meta.url));

const inventory = `version: 1
daemons: { storage: { scope: hypervisor } }
clusters: { 54: { hypervisors: [98] } }
`;

test('bare topo prints help, and every command has two examples in its help', async () => {
  const bare = await topo([]);
  expect(bare).toMatchObject({ code: 0, stderr: '' });
  expect(bare.stdout).toContain('Usage: topo');
  for (const command of ['validate', 'compile', 'plan', 'apply', 'verify', 'trace', 'import', 'capacity', 'schema']) {
    const { stdout, code } = await topo([command, '--help']);
    expect(code).toBe(0);
    expect(stdout.split('Examples:')[1]?.match(/^ {2}topo /gm), command).toHaveLength(2);
  }
});

test('--version prints one', async () => {
  expect(await topo(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

describe('bad usage ends with 64, says what, and shows no stack', () => {
  test.each<[string, readonly string[], string]>([
    ['unknown command', ['frob'], "unknown command 'frob'"],
    ['a command with a slip', ['aply'], "unknown command 'aply' (Did you mean apply?)"],
    ['unknown option', ['plan', '--frob'], "unknown option '--frob'"],
    [
      'a format that the command does not have',
      ['verify', '--format', 'definitions'],
      'Allowed choices are text, json, markdown',
    ],
    ['no number', ['apply', '--channels', 'many'], '--channels takes a whole number from 1, not "many"'],
    [
      'both ways without a broker',
      ['plan', '--offline', '--against', 'x'],
      '--against and --offline exclude each other',
    ],
    ['no terminal and no --yes', ['apply'], 'there is no terminal to ask on'],
    [
      'replace without pruning',
      ['plan', '--no-prune', '--replace', 'x'],
      '--no-prune and --replace exclude each other',
    ],
    [
      'a saved plan with its options again',
      ['apply', 'p.json', '--yes', '--adopt', 'x'],
      'are in the saved plan already',
    ],
    ['no URL', ['plan', '--amqp-url', 'localhost'], '--amqp-url (TOPO_AMQP_URL) is no URL'],
    ['a slip of a kind', ['verify', '--fail-on', 'orphans'], 'did you mean "orphan"?'],
    ['a file where none belongs', ['plan', 'topo.yaml'], '→ an inventory is named by -f: topo plan -f topo.yaml'],
    ['an inventory as a saved plan', ['apply', '--yes', 'topo.yaml'], '→ topo apply -f topo.yaml'],
    ['a folder as a saved plan', ['apply', '--yes', '/tmp'], '→ topo apply -f /tmp'],
    ['an inventory as a header', ['trace', '--offline', 'topo.yaml'], 'topo trace -f topo.yaml'],
    ['a name that nothing has', ['plan', '--against', EXPORT, '--adopt', 'nosuch'], '--adopt "nosuch" matches nothing'],
    ['a slip of a name', ['plan', '--against', EXPORT, '--replace', 'storag'], 'did you mean "storage"?'],
    ['another protocol', ['plan', '--management-url', 'ftp://h/'], 'is no http:// or https:// URL'],
    ['a kind that verify does not have', ['verify', '--fail-on', 'missing,lost'], 'there is no kind "lost"'],
    ['an unknown schema', ['schema', 'frob'], 'there is no schema "frob"'],
    ['half a client certificate', ['plan', '--client-cert', 'x'], '--client-cert and --client-key go together'],
  ])('%s: %j', async (_, args, message) => {
    const options = ['schema', 'frob', 'aply'].includes(args[0] ?? '') ? {} : { inventory };
    const { code, stdout, stderr } = await topo(args, options);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
  test('vhosts that differ', async () => {
    const { code, stderr } = await topo(['plan'], {
      inventory: `${inventory}vhost: cloud\n`,
      env: { TOPO_AMQP_URL: 'amqp://h/other' },
    });
    expect(code).toBe(64);
    expect(stderr).toContain('the AMQP URL names vhost "other", the inventory "cloud"');
  });
  test('as JSON', async () => {
    const { code, stdout } = await topo(['plan', '--format=json', '--frob']);
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({
      code: 64,
      version: 1,
      error: { message: "unknown option '--frob'" },
      exitCode: 64,
    });
  });
});

describe('inventory files', () => {
  test('none: 65, with one to start from that is valid', async () => {
    const { code, stderr } = await topo(['plan', '-f', '/nowhere/topo.yaml']);
    expect(code).toBe(65);
    const starter = stderr.slice(stderr.indexOf('# topo.yaml'));
    expect(starter.trim().split('\n').length).toBeLessThanOrEqual(10);
    expect(await topo(['validate'], { inventory: starter })).toMatchObject({ code: 0 });
  });
  test('standard input, folders and several files are one inventory', async () => {
    await withFolder(async (folder) => {
      writeFileSync(join(folder, 'b.yml'), 'version: 1\nclusters: { 55: { hypervisors: [1] } }\n');
      writeFileSync(join(folder, 'a.yaml'), 'version: 1\nclusters: { 53: { hypervisors: [1] } }\n');
      writeFileSync(join(folder, 'notes.txt'), 'not: [read');
      mkdirSync(join(folder, 'sub'));
      writeFileSync(join(folder, 'sub', 'c.yaml'), 'version: 1\n');
      const { code, stdout, stderr } = await topo(['compile', '--format', 'json', '-f', folder, '-f', '-'], {
        stdin: inventory,
      });
      expect(code).toBe(0);
      const parsed: { queues: { name: string }[] } = JSON.parse(stdout);
      expect(parsed.queues.map((queue) => queue.name)).toEqual(['storage-53-1', 'storage-55-1', 'storage-54-98']);
      expect(stderr).toContain('this folder has YAML in it, and is not read');
    });
  });
  test('of a folder regular files alone: what editors leave is passed over, what leads out of it is an error', async () => {
    await withFolder(async (folder) => {
      const inside = (name: string): string => join(folder, 'inventory', name);
      const cluster = (id: number): string => `version: 1\nclusters: { ${id}: { hypervisors: [1] } }\n`;
      mkdirSync(inside('55.yaml'), { recursive: true });
      mkdirSync(inside('..data'));
      writeFileSync(inside('..data/53.yaml'), cluster(53));
      symlinkSync('..data/53.yaml', inside('53.yaml'));
      writeFileSync(inside('54.YAML'), inventory);
      symlinkSync('user@host.1234:5678', inside('.#54.yaml'));
      for (const name of ['x.yaml~', '.x.yaml.swp', '#x.yaml#', 'x.yaml.orig', 'x.yaml.rej', '.hidden.yaml'])
        writeFileSync(inside(name), '[');
      const good = await topo(['validate', '-f', join(folder, 'inventory')]);
      expect(good).toMatchObject({ code: 0, stderr: '' });
      expect(good.stdout).toContain('this folder has the name of a file, and is not read');
      expect(good.stdout).toContain('2 clusters, 2 hypervisors');

      writeFileSync(join(folder, 'secret'), 'TOKEN=hunter2\n');
      symlinkSync('../secret', inside('56.yaml'));
      symlinkSync('/proc/self/environ', inside('57.yaml'));
      symlinkSync('nowhere', inside('58.yaml'));
      execFileSync('mkfifo', [inside('59.yaml')]);
      const bad = await topo(['validate', '-f', join(folder, 'inventory')], { env: { TOKEN: 'hunter2' } });
      expect(bad.code).toBe(65);
      expect(bad.stdout).not.toContain('hunter2');
      expect(bad.stdout).toMatch(/56\.yaml:1:1 {2}this link leads out of the folder, and is not read/);
      expect(bad.stdout).toMatch(/57\.yaml:1:1 {2}this link leads out of the folder, and is not read/);
      expect(bad.stdout).toMatch(/58\.yaml:1:1 {2}this link leads to nothing/);
      expect(bad.stdout).toMatch(/59\.yaml:1:1 {2}this is no regular file, and is not read/);
    });
  });
  test.each([
    ['/proc/self/environ', 'the file holds a NUL character'],
    ['/dev/zero', 'this is no file'],
  ])('%s, named outright: nothing of it is shown', async (file, message) => {
    const { code, stdout } = await topo(['validate', '-f', file], { env: { TOKEN: 'hunter2' } });
    expect(code).toBe(65);
    expect(stdout).toContain(message);
    expect(stdout).not.toContain('hunter2');
  });
  test('TOPO_INVENTORY, and -f before it', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'env.yaml');
      writeFileSync(file, inventory);
      const env = { TOPO_INVENTORY: file };
      expect(await topo(['validate'], { env })).toMatchObject({ code: 0 });
      expect(await topo(['validate', '-f', '/nowhere'], { env })).toMatchObject({ code: 65 });
    });
  });
  test('a bad one: problems on stdout in validate, on stderr elsewhere, as JSON on stdout everywhere', async () => {
    const bad = { inventory: inventory.replace('hypervisor }', 'hypervizor }') };
    const validated = await topo(['validate'], bad);
    expect(validated).toMatchObject({ code: 65, stderr: '' });
    expect(validated.stdout).toMatch(/did you mean "?hypervisor"?\?/);
    const planned = await topo(['plan', '--offline'], bad);
    expect(planned).toMatchObject({ code: 65, stdout: '' });
    expect(planned.stderr).toContain(':2:30  ');
    for (const command of ['validate', 'plan']) {
      const { code, stdout } = await topo([command, '--format', 'json'], bad);
      expect({ code, ...JSON.parse(stdout) }).toMatchObject({
        code: 65,
        version: 1,
        ok: false,
        problems: [{ line: 2, column: 30 }],
      });
    }
  });
});

describe('colour', () => {
  test.each<[string, readonly string[], Record<string, string>, boolean]>([
    ['a pipe has none', [], {}, false],
    ['--color always', ['--color', 'always'], { NO_COLOR: '1' }, true],
    ['FORCE_COLOR', [], { FORCE_COLOR: '1' }, true],
    ['NO_COLOR before FORCE_COLOR', [], { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    ['--color never', ['--color', 'never'], { FORCE_COLOR: '1' }, false],
  ])('%s', async (_, args, env, expected) => {
    const { stdout } = await topo(['plan', '--offline', ...args], { inventory, env });
    expect(stdout.includes('\u001b[')).toBe(expected);
  });
});

test('--quiet leaves stdout as it is and stderr empty', async () => {
  const loud = await topo(['plan', '--offline'], { inventory });
  const quiet = await topo(['plan', '--offline', '-q'], { inventory });
  expect(quiet).toMatchObject({ code: 0, stdout: loud.stdout, stderr: '' });
  expect(loud.stderr).toContain('Next: topo apply');
});

describe('the next command', () => {
  const next = async (args: readonly string[], env: Record<string, string> = {}): Promise<string> =>
    /^Next: (.*)$/m.exec((await topo(['plan', ...args], { inventory, env })).stderr)?.[1]?.replace(/ -f \S+/, '') ?? '';
  test('is for the same vhost', async () => {
    expect(await next(['--offline', '--vhost', 'my cloud'])).toBe("topo apply --vhost 'my cloud'");
    const golden = fileURLToPath(new URL('../golden/002-nothing-to-do', import.meta.url));
    const same = ['-f', `${golden}/inventory.yaml`, '--against', `${golden}/live.json`];
    const nothing = await topo(['plan', ...same, '--vhost', '/']);
    expect(nothing.stderr).toMatch(/^Next: topo verify -f \S+ --vhost \/$/m);
  });
  test('is for the same broker: what came by a flag is named, without its password', async () => {
    const flags = ['--amqp-url', 'amqp://ann:s3cr3t@a:1/w,amqp://ann:s3cr3t@b:1/w', '--management-url', 'http://m/p'];
    expect(await next(['--offline', ...flags])).toBe(
      "topo apply --amqp-url 'amqp://ann:***@a:1/w,amqp://ann:***@b:1/w' --management-url http://m/p",
    );
    const env = { TOPO_AMQP_URL: 'amqp://ann:s3cr3t@a:1/w', TOPO_VHOST: 'w' };
    expect(await next(['--offline'], env)).toBe('topo apply');
  });
  test('is quoted', async () => {
    expect(await next(['--offline', '--out', '/dev/null', '--vhost', "it's; touch x"])).toBe(
      "topo apply /dev/null --vhost 'it'\\''s; touch x'",
    );
  });
});

test('one rule for the vhost: of the flag, the URL, the inventory', async () => {
  const url = ['--amqp-url', 'amqp://u:p@127.0.0.1:1/cloud'];
  const vhostOf = async (args: readonly string[], yaml = inventory): Promise<unknown> => {
    const { stdout } = await topo([...args, '--format', 'json'], { inventory: yaml });
    const parsed: { vhost?: string } = JSON.parse(stdout);
    return parsed.vhost;
  };
  const empty = '{"exchanges":[],"queues":[],"bindings":[]}';
  await withFolder(async (folder) => {
    const file = join(folder, 'export.json');
    writeFileSync(file, empty);
    for (const command of [['plan', '--offline'], ['plan', '--against', file], ['compile']]) {
      expect(await vhostOf([...command, ...url])).toBe('cloud');
      expect(await vhostOf([...command, ...url, '--vhost', 'v'])).toBe('v');
      expect(await vhostOf([...command], `${inventory}vhost: own\n`)).toBe('own');
      const differs = await topo([...command, ...url], { inventory: `${inventory}vhost: own\n` });
      expect(differs.code, command.join(' ')).toBe(64);
    }
    const traced = await topo(['trace', '--offline', ...url, 'daemon=x'], { inventory: `${inventory}vhost: own\n` });
    expect(traced.code).toBe(64);
  });
});

describe('an export', () => {
  test('of other vhosts: 1, and it names them', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'export.json');
      writeFileSync(file, '{"vhosts":[{"name":"protected"}],"queues":[],"exchanges":[],"bindings":[]}');
      const { code, stderr } = await topo(['plan', '--against', file, '--vhost', '/'], { inventory });
      expect(code).toBe(1);
      expect(stderr).toMatch(/has nothing of vhost "\/": it is of "protected"\n {2}→ .*--vhost protected/);
      expect(await topo(['plan', '--against', file, '--vhost', 'protected'], { inventory })).toMatchObject({ code: 0 });
    });
  });
  test('with a byte-order mark, and by standard input', async () => {
    const stdin = '\ufeff{"exchanges":[],"queues":[],"bindings":[]}';
    const { code, stdout } = await topo(['plan', '--against', '-'], { inventory, stdin });
    expect(code).toBe(0);
    expect(stdout).toContain('4 to declare');
  });
});

test('a header whose name is a slip', async () => {
  const { stdout } = await topo(['trace', '--offline', 'deamon=storage', 'reply=x'], { inventory });
  expect(stdout).toContain('no exchange of the tree reads the header "deamon": did you mean "daemon"?');
  expect(stdout).not.toContain('"reply"');
});
