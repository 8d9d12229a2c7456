// Debian's packages for the tests: installed by root with apt-get when there is no other way, said aloud, and no service
// of theirs is started or enabled.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findOnPath, type Environment } from './executables.js';

export interface AptSurroundings {
  readonly env: Environment;
  readonly isRoot: boolean;
  /** The file by which Debian asks whether a package may start its service. */
  readonly policyFile: string;
}

export const aptHere: AptSurroundings = {
  env: process.env,
  isRoot: process.getuid?.() === 0,
  policyFile: '/usr/sbin/policy-rc.d',
};

export function canInstall(at: AptSurroundings): boolean {
  return at.isRoot && findOnPath('apt-get', at.env) !== undefined;
}

/**
 * One shell script in a session of its own: an interrupted run does not cut dpkg off, and whatever stood in the place
 * of the policy file is put back.
 */
export async function installPackage(name: string, log: (line: string) => void, at: AptSurroundings): Promise<void> {
  log(`Not found here: installing the package ${name} with apt-get; no service is started.`);
  const child = spawn('/bin/sh', ['-c', INSTALL, 'install', at.policyFile, name], {
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
    throw new Error(`apt-get could not install ${name}:\n${output.trimEnd().split('\n').slice(-15).join('\n')}`);
  }
  log(`Installed ${name}. To remove it: apt-get purge -y --auto-remove ${name}`);
}

const INSTALL = `
set -e
policy=$1
package=$2
restore() { rm -f "$policy"; if [ -e "$policy.topo" ]; then mv "$policy.topo" "$policy"; fi; }
if [ -e "$policy" ]; then mv "$policy" "$policy.topo"; fi
trap restore EXIT
printf '#!/bin/sh\\nexit 101\\n' > "$policy"
chmod 755 "$policy"
apt-get update
apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$package"
# A package may enable a service of its name for the next boot; that is not what anybody asked for.
if command -v systemctl > /dev/null; then systemctl disable "$package" || true; fi
`;
