// Where the throw-away broker comes from, on made-up machines: a PATH of our own, in which we put what there is.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NotToBeHad } from '../../support/debian.js';
import { findRabbitmq, type Surroundings } from '../../support/find-rabbitmq.js';
import { bookworm, putScript, putTools, putUnpacked } from './made-up-debian.js';

let root = '';
let said: string[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'topo-find-'));
  said = [];
  mkdirSync(join(root, 'bin'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('installed scripts', () => {
  test('come first; a wrapper that changes the user is passed over', async () => {
    putScript(root, 'bin/epmd');
    putScript(root, 'bin/docker');
    putScript(root, 'bin/rabbitmq-server', 'su rabbitmq');
    putRabbitmq('opt/sbin', '4.0.5');
    expect(await find({ folders: [join(root, 'nowhere'), join(root, 'bin'), join(root, 'opt/sbin')] })).toEqual({
      kind: 'scripts',
      folder: join(root, 'opt/sbin'),
      epmd: join(root, 'bin/epmd'),
      version: '4.0.5',
      inside: [],
    });
  });

  test('are not taken for another version', async () => {
    putScript(root, 'bin/epmd');
    putScript(root, 'bin/docker');
    putRabbitmq('opt/sbin', '4.0.5');
    const folders = [join(root, 'opt/sbin')];
    expect(await find({ folders }, '4.0')).toMatchObject({ version: '4.0.5' });
    expect(await find({ folders }, '4.3')).toEqual({ kind: 'docker', image: 'rabbitmq:4.3-management' });
  });

  test('epmd is found beside erl', async () => {
    putScript(root, 'erlang/bin/erl');
    putScript(root, 'erlang/erts-13.1.5/bin/epmd');
    symlinkSync(join(root, 'erlang/bin/erl'), join(root, 'bin/erl'));
    putRabbitmq('opt/sbin', '3.10.8');
    expect(await find({ folders: [join(root, 'opt/sbin')] })).toMatchObject({
      epmd: join(root, 'erlang/erts-13.1.5/bin/epmd'),
    });
  });
});

test('Docker is used only when its engine answers', async () => {
  putScript(root, 'bin/docker', '[ "$1" = info ]');
  expect(await find({})).toEqual({ kind: 'docker', image: 'rabbitmq:management' });
  putScript(root, 'bin/docker', 'echo Client: Docker Engine; exit 1');
  await expect(find({ isRoot: false })).rejects.toThrow('start Docker');
});

test('a version that is none of ours is refused', async () => {
  await expect(find({}, '4')).rejects.toThrow('TOPO_TEST_RABBITMQ is "4": it takes 3.10, 4.0, 4.3.');
  await expect(find({}, '')).rejects.toThrow('TOPO_TEST_RABBITMQ is ""');
});

describe('a Debian suite', () => {
  beforeEach(() => {
    putTools(root);
  });

  test.each([
    [undefined, 'bookworm', '3.10.8'],
    ['3.10', 'bookworm', '3.10.8'],
    ['4.0', 'trixie', '4.0.5'],
    ['4.3', 'forky', '4.3.6'],
  ])('for version %s it is %s', async (version, suite, full) => {
    const folder = putUnpacked(root, suite, full);
    const found = await find({}, version);
    expect(found).toMatchObject({ kind: 'scripts', folder: '/usr/lib/rabbitmq/bin', version: full });
    expect(found.kind === 'scripts' && found.inside.at(-1)).toBe(folder);
  });

  test('that has moved on to another version is not taken', async () => {
    putUnpacked(root, 'forky', '4.4.0');
    await expect(find({}, '4.3')).rejects.toThrow('Debian forky has RabbitMQ 4.4.0, and no 4.3');
  });

  test('is unpacked with apt-get, under its name only when it is whole, and said aloud', async () => {
    putScript(root, 'bin/apt-get', aptGet('4.0.5'));
    const folder = join(root, '.cache/topo-tests/debian-trixie');
    expect(await find({}, '4.0')).toMatchObject({ version: '4.0.5' });
    expect(existsSync(`${folder}.part`)).toBe(false);
    expect(readFileSync(join(root, 'asked'), 'utf8')).toContain(
      'install -y --download-only ?essential rabbitmq-server python3-celery',
    );
    expect(said).toEqual([
      expect.stringContaining(`of Debian trixie into ${folder}`),
      `Unpacked. To remove it: rm -rf ${folder}`,
    ]);
  });

  test('whose packages cannot be fetched is not there afterwards, and the reason is shown', async () => {
    putScript(
      root,
      'bin/apt-get',
      'case "$1" in indextargets) echo "http://mirror bookworm main"; exit;; esac; echo E: no network >&2; exit 100',
    );
    const failing = find({}, '4.0');
    await expect(failing).rejects.toThrow(NotToBeHad);
    await expect(failing).rejects.toThrow('E: no network');
    expect(existsSync(join(root, '.cache/topo-tests/debian-trixie'))).toBe(false);
  });

  test('an interrupted unpacking is begun again', async () => {
    putScript(root, '.cache/topo-tests/debian-trixie.part/usr/lib/rabbitmq/lib/half');
    putScript(root, 'bin/apt-get', aptGet('4.0.5'));
    expect(await find({}, '4.0')).toMatchObject({ version: '4.0.5' });
    expect(existsSync(join(root, '.cache/topo-tests/debian-trixie/usr/lib/rabbitmq/lib/half'))).toBe(false);
  });

  test('is unpacked once where two runs ask for it at once', async () => {
    rmSync(join(root, 'bin/flock'));
    symlinkSync('/usr/bin/flock', join(root, 'bin/flock'));
    putScript(root, 'bin/apt-get', aptGet('4.0.5'));
    const both = await Promise.all([find({}, '4.0'), find({}, '4.0')]);
    expect(both).toMatchObject([{ version: '4.0.5' }, { version: '4.0.5' }]);
    expect(readFileSync(join(root, 'asked'), 'utf8').match(/download-only/g)).toHaveLength(1);
  });

  test.each([
    ['without root', { isRoot: false }],
    ['where it is no Debian', { osRelease: '/nowhere' }],
  ])('%s there is none, and the error says what to do', async (_, at) => {
    await expect(find(at, '4.3')).rejects.toThrow('No RabbitMQ 4.3 for the tests: install rabbitmq-server');
    expect(said).toEqual([]);
  });

  test('where root may not mount there is none', async () => {
    putScript(root, 'bin/unshare', 'exit 1');
    await expect(find({}, '4.3')).rejects.toThrow('No RabbitMQ 4.3 for the tests');
  });
});

/** Fetches one package, which dpkg-deb then unpacks into a server of that version. */
function aptGet(version: string): string {
  const server = `usr/lib/rabbitmq/lib/rabbitmq_server-${version}`;
  for (const folder of ['sbin', `plugins/rabbit-${version}`])
    mkdirSync(join(root, 'package', server, folder), { recursive: true });
  putScript(root, 'bin/dpkg-deb', `tar -cf - -C ${root}/package usr`);
  return `echo "$*" >> ${root}/asked
case "$*" in
  indextargets*) echo "http://mirror bookworm main" ;;
  *download-only*) : > ${root}/.cache/topo-tests/debian-trixie.part/apt/archives/rabbitmq-server.deb ;;
esac`;
}

function find(at: Partial<Surroundings>, version?: string): ReturnType<typeof findRabbitmq> {
  const env = {
    PATH: join(root, 'bin'),
    HOME: root,
    ...(version !== undefined && { TOPO_TEST_RABBITMQ: version }),
  };
  return findRabbitmq((line) => said.push(line), { ...bookworm(root), env, folders: [], ...at });
}

function putRabbitmq(folder: string, version: string): void {
  for (const name of ['rabbitmq-server', 'rabbitmqctl', 'rabbitmq-env']) putScript(root, join(folder, name));
  mkdirSync(join(root, folder, '../plugins', `rabbit-${version}`), { recursive: true });
}
