// A Debian 12 in a folder: its release file, the tools that unpack a suite, and suites that are unpacked already.

import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DebianSurroundings } from '../../support/debian.js';

export function bookworm(root: string): Omit<DebianSurroundings, 'env'> {
  const osRelease = join(root, 'os-release');
  writeFileSync(osRelease, 'PRETTY_NAME="Debian 12"\nVERSION_CODENAME=bookworm\nID=debian\n');
  return { isRoot: true, osRelease };
}

export function putScript(root: string, path: string, body = 'exit 0'): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}

/** The system's own shell tools below `bin`, and a `flock`, `unshare` and `dpkg-deb` that do nothing. */
export function putTools(root: string): void {
  mkdirSync(join(root, 'bin'), { recursive: true });
  for (const tool of ['cat', 'head', 'ln', 'mkdir', 'mv', 'rm', 'sed', 'tar'])
    symlinkSync(join('/bin', tool), join(root, 'bin', tool));
  for (const tool of ['apt-get', 'dpkg-deb', 'flock', 'unshare']) putScript(root, `bin/${tool}`);
}

/** Returns the suite's folder, in the cache of the user whose home is `root`. */
export function putUnpacked(root: string, suite: string, version: string): string {
  const folder = join(root, '.cache/topo-tests', `debian-${suite}`);
  const server = join(folder, 'usr/lib/rabbitmq/lib', `rabbitmq_server-${version}`);
  mkdirSync(join(server, 'plugins', `rabbit-${version}`), { recursive: true });
  mkdirSync(join(server, 'sbin'));
  return folder;
}
