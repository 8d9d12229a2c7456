// Runs the built CLI as a user does: a process with arguments, environment and standard input.

import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Urls } from './vhost.js';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** The inventory, written to a file of its own; its path is added as `-f`. */
  readonly inventory?: string;
  readonly broker?: Urls;
}

const bin = fileURLToPath(new URL('../../bin/topo.js', import.meta.url));

export async function topo(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return await withTopo(args, options, ({ ended }) => ended);
}

/** Runs it beside `work`; its inventory's file stays until `work` has ended. */
export async function withTopo<T>(
  args: readonly string[],
  options: RunOptions,
  work: (running: Running) => Promise<T>,
): Promise<T> {
  return await withFolder(async (folder) => {
    const words = [...args];
    if (options.inventory !== undefined) {
      const file = join(folder, 'topo.yaml');
      writeFileSync(file, options.inventory);
      words.push('-f', file);
    }
    return await work(startTopo(words, options));
  });
}

/** A temporary folder that is gone afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'topo-test-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A process of its own that the test can signal, or close the streams of. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** What it has said on stderr so far. */
  readonly said: () => string;
  readonly ended: Promise<Ran>;
}

function startTopo(args: readonly string[], options: RunOptions): Running {
  const child = spawn(process.execPath, [bin, ...args], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      ...(options.broker && {
        TOPO_AMQP_URL: options.broker.amqpUrl,
        TOPO_MANAGEMENT_URL: options.broker.managementUrl,
      }),
      ...options.env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  return {
    child,
    said: () => Buffer.concat(err).toString(),
    ended: new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        resolve({ code: code ?? -1, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
      });
    }),
  };
}
