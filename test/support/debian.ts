// Programs of a Debian suite that is not the machine's: packages unpacked into a folder of the user's cache, which only the
// processes of a test see. Nothing is installed on the machine, and no package's script runs.
//
// How: apt-get, with an empty status of its own, fetches the packages and all that they need; dpkg-deb unpacks them. A
// process then starts in a mount namespace of its own in which that folder's `usr` lies over the machine's: its programs
// and libraries are the suite's, while every other path is the same inside and outside. The mount goes with the process.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execute, exists, findOnPath, type Environment } from './executables.js';

export interface DebianSurroundings {
  readonly env: Environment;
  readonly isRoot: boolean;
  /** `/etc/os-release` of the machine. */
  readonly osRelease: string;
}

export const debianHere: DebianSurroundings = {
  env: process.env,
  isRoot: process.getuid?.() === 0,
  osRelease: '/etc/os-release',
};

/** What the tests use of a suite, each in a folder of its own; all but brokers are needed of one suite alone. */
const PACKAGES = {
  broker: { packages: ['rabbitmq-server', 'python3-celery'], folder: '', megabytes: 300 },
  browser: { packages: ['chromium', 'fonts-dejavu-core'], folder: '-browser', megabytes: 900 },
  prometheus: { packages: ['prometheus'], folder: '-prometheus', megabytes: 200 },
  shells: { packages: ['zsh', 'fish'], folder: '-shells', megabytes: 100 },
} as const;

/** The machine's own suite, such as `bookworm`; undefined where it is no Debian. */
export function ownSuite({ osRelease }: DebianSurroundings): string | undefined {
  if (!exists(osRelease)) return undefined;
  const text = readFileSync(osRelease, 'utf8');
  const field = (name: string): string | undefined => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1];
  return field('ID') === 'debian' ? field('VERSION_CODENAME') : undefined;
}

/** Whether this machine can run programs of other suites: Debian, as root, where root may mount. */
export async function canUnpack(at: DebianSurroundings): Promise<boolean> {
  if (!at.isRoot || ownSuite(at) === undefined) return false;
  if (!['apt-get', 'dpkg-deb', 'flock'].every((tool) => findOnPath(tool, at.env))) return false;
  const unshare = findOnPath('unshare', at.env);
  if (unshare === undefined) return false;
  return execute(unshare, ['--mount', 'true'], { env: { PATH: at.env['PATH'] } }).then(
    () => true,
    () => false,
  );
}

/** Its packages could not be fetched or unpacked just now. */
export class NotToBeHad extends Error {}

/**
 * The folder of the suite, made when it is not there: by one run at a time, and under its name only when it is whole.
 * Throws NotToBeHad with the end of what was printed.
 */
export async function unpackSuite(
  suite: string,
  log: (line: string) => void,
  at: DebianSurroundings,
  what: keyof typeof PACKAGES = 'broker',
): Promise<string> {
  const { packages, folder: ending, megabytes } = PACKAGES[what];
  const cache = at.env['XDG_CACHE_HOME'] ?? join(at.env['HOME'] ?? homedir(), '.cache');
  const folder = join(cache, 'topo-tests', `debian-${suite}${ending}`);
  if (exists(folder)) return folder;
  log(`Unpacking ${packages.join(' and ')} of Debian ${suite} into ${folder} (${megabytes} MB); nothing is installed.`);
  const child = spawn('/bin/sh', ['-c', UNPACK, 'unpack', folder, suite, ownSuite(at) ?? '', ...packages], {
    env: { ...at.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(child, 'close');
  if (child.exitCode !== 0 || !exists(folder)) {
    const end = output.trimEnd().split('\n').slice(-10).join('\n');
    throw new NotToBeHad(`Debian ${suite} could not be unpacked:\n${end}`);
  }
  log(`Unpacked. To remove it: rm -rf ${folder}`);
  return folder;
}

/**
 * The words that start a program: the machine's own by one of its names, else the one at that path of the machine's suite.
 * Throws NotToBeHad with what to do.
 */
export async function findProgram(
  names: readonly string[],
  path: string,
  what: Exclude<keyof typeof PACKAGES, 'broker'>,
  log: (line: string) => void,
  at: DebianSurroundings = debianHere,
): Promise<readonly string[]> {
  const installed = names.map((name) => findOnPath(name, at.env)).find((found) => found !== undefined);
  if (installed !== undefined) return [installed];
  const suite = ownSuite(at);
  if (suite === undefined || !(await canUnpack(at)))
    throw new NotToBeHad(`No ${names[0] ?? path} for the tests: install it, or run as root on Debian.`);
  return [...inside(await unpackSuite(suite, log, at, what)), path];
}

/** What stands before a command that is to run with the suite's programs. The process stays the same one. */
export function inside(folder: string): readonly string[] {
  const enter = 'mount --bind "$0/usr" /usr && exec "$@"';
  return ['unshare', '--mount', '--propagation', 'private', '/bin/sh', '-c', enter, folder];
}

/** The lock is the file's, so it ends with this shell however it ends; what it left half done goes first. */
const UNPACK = `
set -e
folder=$1
suite=$2
own=$3
shift 3
mkdir -p "\${folder%/*}"
exec 9> "$folder.lock"
flock 9
if [ -e "$folder" ]; then exit 0; fi
part=$folder.part
rm -rf "$part"
apt=$part/apt
mkdir -p "$apt/lists/partial" "$apt/archives/partial"
: > "$apt/status"
mirror=$(apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
  sed -n "s/ $own main$//p" | head -n 1)
: "\${mirror:?the sources of this machine name no mirror for $own}"
keys=/usr/share/keyrings/debian-archive-keyring.gpg
if [ ! -e "$keys" ]; then keys=; fi
echo "deb \${keys:+[signed-by=$keys]} $mirror $suite main" > "$apt/sources.list"
apt_get() {
  apt-get -q -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=- \\
    -o Dir::Etc::Preferences=- -o Dir::Etc::PreferencesParts=- \\
    -o Dir::State="$apt" -o Dir::State::Lists="$apt/lists" -o Dir::State::status="$apt/status" \\
    -o Dir::Cache="$apt" -o Dir::Cache::Archives="$apt/archives" \\
    -o APT::Install-Recommends=false -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}
apt_get update
apt_get install -y --download-only '?essential' "$@"
for name in bin sbin lib lib64; do
  mkdir -p "$part/usr/$name"
  ln -s "usr/$name" "$part/$name"
done
for package in "$apt/archives"/*.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar -xf - --keep-directory-symlink -C "$part"
done
rm -rf "$apt"
mv "$part" "$folder"
`;
