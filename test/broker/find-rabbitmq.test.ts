// Where the throw-away broker comes from, on made-up machines: a PATH of our own, in which we put what there is.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findRabbitmq, type Surroundings } from '../support/find-rabbitmq.js';

let root = '';
let said: string[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'topo-find-'));
  said = [];
  mkdirSync(join(root, 'bin'));
  for (const tool of ['cat', 'chmod', 'mkdir', 'mv', 'rm']) symlinkSync(join('/bin', tool), join(root, 'bin', tool));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

test('scripts come first; a wrapper that changes the user is passed over', async () => {
  putScript('bin/epmd');
  putScript('bin/docker');
  putScript('bin/rabbitmq-server', 'su rabbitmq');
  putRabbitmq('opt');
  expect(await find({ folders: [join(root, 'nowhere'), join(root, 'bin'), join(root, 'opt')] })).toEqual({
    kind: 'scripts',
    folder: join(root, 'opt'),
    epmd: join(root, 'bin/epmd'),
  });
});

test('epmd is found beside erl', async () => {
  putScript('erlang/bin/erl');
  putScript('erlang/erts-13.1.5/bin/epmd');
  symlinkSync(join(root, 'erlang/bin/erl'), join(root, 'bin/erl'));
  putRabbitmq('opt');
  expect(await find({ folders: [join(root, 'opt')] })).toMatchObject({
    epmd: join(root, 'erlang/erts-13.1.5/bin/epmd'),
  });
});

test('Docker is used only when its engine answers', async () => {
  putScript('bin/docker', '[ "$1" = info ]');
  expect(await find({})).toEqual({ kind: 'docker', image: 'rabbitmq:management' });
  putScript('bin/docker', 'echo Client: Docker Engine; exit 1');
  await expect(find({})).rejects.toThrow('neither rabbitmq-server nor a running Docker engine');
});

test('root with apt-get installs the package with services forbidden, and puts the policy file back', async () => {
  const policyFile = join(root, 'policy-rc.d');
  writeFileSync(policyFile, 'the one before');
  putScript('bin/apt-get', `echo "$DEBIAN_FRONTEND $*" >> ${root}/calls; cat ${policyFile} >> ${root}/policies`);
  await expect(find({ isRoot: true, policyFile })).rejects.toThrow('sudo apt-get install');
  expect(read('calls').split('\n')).toEqual([
    'noninteractive update',
    'noninteractive install -y --no-install-recommends -o DPkg::Lock::Timeout=120 rabbitmq-server',
    '',
  ]);
  expect(read('policies')).toBe('#!/bin/sh\nexit 101\n'.repeat(2));
  expect(read('policy-rc.d')).toBe('the one before');
  expect(said.at(-1)).toContain('To remove it: apt-get purge');
});

test('what apt-get installed is used; no policy file before means none after', async () => {
  putScript('bin/epmd');
  putRabbitmq('fetched');
  putScript('bin/apt-get', `if [ "$1" = install ]; then mv ${root}/fetched ${root}/opt; fi`);
  const policyFile = join(root, 'policy-rc.d');
  const found = await find({ isRoot: true, policyFile, folders: [join(root, 'opt')] });
  expect(found).toMatchObject({ kind: 'scripts', folder: join(root, 'opt') });
  expect(existsSync(policyFile)).toBe(false);
});

test('a failing apt-get is shown, and the policy file is put back', async () => {
  const policyFile = join(root, 'policy-rc.d');
  writeFileSync(policyFile, 'the one before');
  putScript('bin/apt-get', 'echo E: Unable to locate package rabbitmq-server >&2; exit 100');
  await expect(find({ isRoot: true, policyFile })).rejects.toThrow('E: Unable to locate package');
  expect(read('policy-rc.d')).toBe('the one before');
});

test('without root, the error is the one command to run', async () => {
  putScript('bin/apt-get', `touch ${root}/called`);
  await expect(find({})).rejects.toThrow('sudo apt-get install -y --no-install-recommends rabbitmq-server');
  expect(existsSync(join(root, 'called'))).toBe(false);
});

function find(at: Partial<Surroundings>): ReturnType<typeof findRabbitmq> {
  const bare = { env: { PATH: join(root, 'bin') }, folders: [], isRoot: false, policyFile: join(root, 'policy-rc.d') };
  return findRabbitmq((line) => said.push(line), { ...bare, ...at });
}

function putRabbitmq(folder: string): void {
  for (const name of ['rabbitmq-server', 'rabbitmqctl', 'rabbitmq-env']) putScript(join(folder, name));
}

function putScript(path: string, body = 'exit 0'): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
