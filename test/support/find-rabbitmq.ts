// Where a throw-away broker can come from: installed scripts, Docker, or (root on Debian) a Debian suite unpacked into the
// cache. With a version named, each of them only if it is that one.
// Surprise: Debian's /usr/sbin/rabbitmq-server is a wrapper that changes the user to `rabbitmq`, so it is no use here.

import { readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NotToBeHad, canUnpack, debianHere, inside, ownSuite, unpackSuite, type DebianSurroundings } from './debian.js';
import { below, execute, exists, findOnPath, isExecutable, pathFolders } from './executables.js';
import { SUITES, isVersion, wantedVersion, type Version } from './rabbitmq-version.js';

export type Found = FoundScripts | { readonly kind: 'docker'; readonly image: string };

export interface FoundScripts {
  readonly kind: 'scripts';
  /** RabbitMQ's real scripts. */
  readonly folder: string;
  readonly epmd: string;
  /** For example `4.3.6`; undefined where the installation does not tell. */
  readonly version: string | undefined;
  /** The words before each command; empty for what the machine itself has. */
  readonly inside: readonly string[];
}

export interface Surroundings extends DebianSurroundings {
  /** Where packages put RabbitMQ's own scripts; the folders of PATH come after them. */
  readonly folders: readonly string[];
}

export const machine: Surroundings = {
  ...debianHere,
  folders: [
    '/usr/lib/rabbitmq/bin',
    ...below('/usr/lib/rabbitmq/lib', 'sbin'),
    '/opt/rabbitmq/sbin',
    '/opt/homebrew/opt/rabbitmq/sbin',
    '/usr/local/opt/rabbitmq/sbin',
  ],
};

/**
 * The first that works. Throws NotToBeHad, where there was a way and it failed just now; else an error with what to run.
 */
export async function findRabbitmq(log: (line: string) => void, at: Surroundings = machine): Promise<Found> {
  const wanted = wantedVersion(at.env);
  const scripts = findScripts(at);
  if (scripts && (wanted === undefined || isVersion(scripts.version, wanted))) return scripts;
  if (await dockerRuns(at))
    return { kind: 'docker', image: `rabbitmq:${wanted === undefined ? '' : `${wanted}-`}management` };
  const suite = wanted === undefined ? ownSuite(at) : SUITES[wanted];
  if (suite !== undefined && (await canUnpack(at))) return scriptsOf(await unpackSuite(suite, log, at), suite, wanted);
  throw new NotToBeHad(howToHave(wanted));
}

function howToHave(wanted: Version | undefined): string {
  return (
    `No RabbitMQ${wanted === undefined ? '' : ` ${wanted}`} for the tests: install rabbitmq-server (macOS: brew install rabbitmq), ` +
    'start Docker, run as root on Debian, or name a broker with TOPO_TEST_AMQP_URL and TOPO_TEST_MANAGEMENT_URL.'
  );
}

/** Of an unpacked suite. Debian's testing moves on: what it has today may be another version. */
function scriptsOf(folder: string, suite: string, wanted: Version | undefined): FoundScripts {
  const bin = '/usr/lib/rabbitmq/bin';
  const [real = ''] = below(join(folder, 'usr/lib/rabbitmq/lib'), 'sbin');
  const version = versionOf(real);
  if (wanted !== undefined && !isVersion(version, wanted))
    throw new NotToBeHad(
      `Debian ${suite} has RabbitMQ ${version ?? 'of no known version'}, and no ${wanted}: ${folder}`,
    );
  return { kind: 'scripts', folder: bin, epmd: '/usr/bin/epmd', version, inside: inside(folder) };
}

function findScripts(at: Surroundings): FoundScripts | undefined {
  const folder = [...at.folders, ...pathFolders(at.env)].map(scriptFolder).find((found) => found !== undefined);
  const epmd = findEpmd(at);
  if (folder === undefined || epmd === undefined) return undefined;
  return { kind: 'scripts', folder, epmd, version: versionOf(folder), inside: [] };
}

/** Every installation has the server as a plug-in beside its scripts: `plugins/rabbit-4.3.6`. */
function versionOf(scripts: string): string | undefined {
  const plugins = join(dirname(scripts), 'plugins');
  if (!exists(plugins)) return undefined;
  const names = readdirSync(plugins).map((name) => /^rabbit-(\d+\.\d+\.\d+\S*?)(?:\.ez)?$/.exec(name)?.[1]);
  return names.find((name) => name !== undefined);
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
