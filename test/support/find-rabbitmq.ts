// Where a throw-away broker can come from: installed scripts, Docker, or (root with apt) Debian's package.
// Surprise: Debian's /usr/sbin/rabbitmq-server is a wrapper that changes the user to `rabbitmq`, so it is no use here.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

export const execute = promisify(execFile);

export const DOCKER_IMAGE = 'rabbitmq:management';

export type Found =
  | { readonly kind: 'scripts'; readonly folder: string; readonly epmd: string }
  | { readonly kind: 'docker'; readonly image: string };

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where packages put RabbitMQ's own scripts; the folders of PATH come after them. */
  readonly folders: readonly string[];
  readonly isRoot: boolean;
  /** The file by which Debian asks whether a package may start its service. */
  readonly policyFile: string;
}

export const machine: Surroundings = {
  env: process.env,
  folders: [
    '/usr/lib/rabbitmq/bin',
    ...below('/usr/lib/rabbitmq/lib', 'sbin'),
    '/opt/rabbitmq/sbin',
    '/opt/homebrew/opt/rabbitmq/sbin',
    '/usr/local/opt/rabbitmq/sbin',
  ],
  isRoot: process.getuid?.() === 0,
  policyFile: '/usr/sbin/policy-rc.d',
};

/** The first that works. Installs the package if that is the only way; throws with the one command to run if none is. */
export async function findRabbitmq(log: (line: string) => void, at: Surroundings = machine): Promise<Found> {
  const scripts = findScripts(at);
  if (scripts) return scripts;
  if (await dockerRuns(at)) return { kind: 'docker', image: DOCKER_IMAGE };
  if (at.isRoot && findOnPath('apt-get', at)) {
    await installPackage(log, at);
    const installed = findScripts(at);
    if (installed) return installed;
  }
  throw new Error(
    'No RabbitMQ for the tests: neither rabbitmq-server nor a running Docker engine was found. Run:\n' +
      '  sudo apt-get install -y --no-install-recommends rabbitmq-server\n' +
      '(macOS: brew install rabbitmq), or name a broker with TOPO_TEST_AMQP_URL and TOPO_TEST_MANAGEMENT_URL.',
  );
}

function findScripts(at: Surroundings): Found | undefined {
  const folder = [...at.folders, ...pathFolders(at)].map(scriptFolder).find((found) => found !== undefined);
  const epmd = findEpmd(at);
  return folder !== undefined && epmd !== undefined ? { kind: 'scripts', folder, epmd } : undefined;
}

/** RabbitMQ's real scripts lie beside `rabbitmq-env`; a wrapper of a package does not. */
function scriptFolder(folder: string): string | undefined {
  if (!isExecutable(join(folder, 'rabbitmq-server'))) return undefined;
  const real = dirname(realpathSync(join(folder, 'rabbitmq-server')));
  return exists(join(real, 'rabbitmq-env')) && isExecutable(join(real, 'rabbitmqctl')) ? real : undefined;
}

/** On PATH, or where `erl` keeps it. */
function findEpmd(at: Surroundings): string | undefined {
  const onPath = findOnPath('epmd', at);
  const erl = findOnPath('erl', at);
  if (onPath !== undefined || erl === undefined) return onPath;
  const home = dirname(dirname(realpathSync(erl)));
  return [join(home, 'bin', 'epmd'), ...below(home, 'bin', 'epmd')].find(isExecutable);
}

async function dockerRuns(at: Surroundings): Promise<boolean> {
  const docker = findOnPath('docker', at);
  if (docker === undefined) return false;
  // Without an engine `docker info` prints the client's half, and fails.
  return execute(docker, ['info'], { timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}

/**
 * One shell script in a session of its own: an interrupted run does not cut dpkg off, and whatever stood in the place
 * of the policy file is put back.
 */
async function installPackage(log: (line: string) => void, at: Surroundings): Promise<void> {
  log('No RabbitMQ here: installing the package rabbitmq-server with apt-get; no service is started.');
  const child = spawn('/bin/sh', ['-c', INSTALL, 'install-rabbitmq', at.policyFile], {
    detached: true,
    env: { ...at.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  await once(child, 'close');
  if (child.exitCode !== 0) {
    throw new Error(
      `apt-get could not install rabbitmq-server:\n${output.trimEnd().split('\n').slice(-15).join('\n')}`,
    );
  }
  log('Installed rabbitmq-server. To remove it: apt-get purge -y --auto-remove rabbitmq-server');
}

const INSTALL = `
set -e
policy=$1
restore() { rm -f "$policy"; if [ -e "$policy.topo" ]; then mv "$policy.topo" "$policy"; fi; }
if [ -e "$policy" ]; then mv "$policy" "$policy.topo"; fi
trap restore EXIT
printf '#!/bin/sh\\nexit 101\\n' > "$policy"
chmod 755 "$policy"
apt-get update
apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120 rabbitmq-server
# The package enables its service for the next boot; that is not what anybody asked for.
if command -v systemctl > /dev/null; then systemctl disable rabbitmq-server || true; fi
`;

function findOnPath(name: string, at: Surroundings): string | undefined {
  return pathFolders(at)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function pathFolders(at: Surroundings): string[] {
  return (at.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
}

/** `folder/<any>/rest`, sorted, newest last version first. */
function below(folder: string, ...rest: string[]): string[] {
  if (!exists(folder)) return [];
  return readdirSync(folder)
    .sort()
    .reverse()
    .map((name) => join(folder, name, ...rest));
}

function isExecutable(file: string): boolean {
  return can(file, constants.X_OK);
}

function exists(file: string): boolean {
  return can(file, constants.F_OK);
}

function can(file: string, mode: number): boolean {
  try {
    accessSync(file, mode);
    return true;
  } catch {
    return false;
  }
}
