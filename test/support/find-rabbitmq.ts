// Where a throw-away broker can come from: installed scripts, Docker, or (root with apt) Debian's package.
// Surprise: Debian's /usr/sbin/rabbitmq-server is a wrapper that changes the user to `rabbitmq`, so it is no use here.

import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { aptHere, canInstall, installPackage, type AptSurroundings } from './apt.js';
import { below, execute, exists, findOnPath, isExecutable, pathFolders } from './executables.js';

export const DOCKER_IMAGE = 'rabbitmq:management';

export type Found =
  | { readonly kind: 'scripts'; readonly folder: string; readonly epmd: string }
  | { readonly kind: 'docker'; readonly image: string };

export interface Surroundings extends AptSurroundings {
  /** Where packages put RabbitMQ's own scripts; the folders of PATH come after them. */
  readonly folders: readonly string[];
}

export const machine: Surroundings = {
  ...aptHere,
  folders: [
    '/usr/lib/rabbitmq/bin',
    ...below('/usr/lib/rabbitmq/lib', 'sbin'),
    '/opt/rabbitmq/sbin',
    '/opt/homebrew/opt/rabbitmq/sbin',
    '/usr/local/opt/rabbitmq/sbin',
  ],
};

/** The first that works. Installs the package if that is the only way; throws with the one command to run if none is. */
export async function findRabbitmq(log: (line: string) => void, at: Surroundings = machine): Promise<Found> {
  const scripts = findScripts(at);
  if (scripts) return scripts;
  if (await dockerRuns(at)) return { kind: 'docker', image: DOCKER_IMAGE };
  if (canInstall(at)) {
    await installPackage('rabbitmq-server', log, at);
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
  const folder = [...at.folders, ...pathFolders(at.env)].map(scriptFolder).find((found) => found !== undefined);
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
  const onPath = findOnPath('epmd', at.env);
  const erl = findOnPath('erl', at.env);
  if (onPath !== undefined || erl === undefined) return onPath;
  const home = dirname(dirname(realpathSync(erl)));
  return [join(home, 'bin', 'epmd'), ...below(home, 'bin', 'epmd')].find(isExecutable);
}

async function dockerRuns(at: Surroundings): Promise<boolean> {
  const docker = findOnPath('docker', at.env);
  if (docker === undefined) return false;
  // Without an engine `docker info` prints the client's half, and fails.
  return execute(docker, ['info'], { timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}
