// A process from its start to its end: how long, how much CPU, how much memory.

import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Urls } from '../support/vhost.js';

export interface Spent {
  readonly seconds: number;
  /** User and system, of Node processes that were asked for it; else 0. */
  readonly cpuSeconds: number;
  /** Largest resident set, in MiB; likewise. */
  readonly peakMiB: number;
}

export interface ProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Codes that are no failure; 0 alone unless named. */
  readonly codes?: readonly number[];
  /** Without it nothing is loaded into the process: for its start-up alone. */
  readonly usage?: boolean;
  /** It gets a core only when nobody else wants it, as if it ran on another machine. */
  readonly lowest?: boolean;
}

const bin = fileURLToPath(new URL('../../bin/topo.js', import.meta.url));
const preload = new URL('usage.js', import.meta.url).href;

/** The built CLI. Its stdout goes nowhere. Throws with its stderr where it ends otherwise than expected. */
export async function runTopo(
  args: readonly string[],
  options: ProcessOptions & { broker?: Urls } = {},
): Promise<Spent> {
  const { broker, ...rest } = options;
  const urls = broker && { TOPO_AMQP_URL: broker.amqpUrl, TOPO_MANAGEMENT_URL: broker.managementUrl };
  return await runNode([bin, ...args], { ...rest, env: { ...urls, ...rest.env } });
}

export async function runNode(args: readonly string[], options: ProcessOptions = {}): Promise<Spent> {
  const usage = options.usage ?? true;
  return await runProcess([process.execPath, ...(usage ? ['--import', preload] : []), ...args], options);
}

export function runProcess(
  [file = '', ...args]: readonly string[],
  { env = {}, input = '', codes = [0], lowest = false }: ProcessOptions = {},
): Promise<Spent> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(file, args, {
      env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    });
    if (lowest && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    let said = '';
    let used = '';
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdio[3]?.on('data', (chunk: Buffer) => (used += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = (performance.now() - begun) / 1000;
      if (code === null || !codes.includes(code)) {
        reject(new Error(`${[file, ...args].join(' ')} ended with ${String(code)}:\n${said}`));
        return;
      }
      const { cpu, peak } = readUsage(used);
      resolve({ seconds, cpuSeconds: cpu, peakMiB: peak });
    });
  });
}

function readUsage(text: string): { readonly cpu: number; readonly peak: number } {
  const usage: { readonly cpu: number; readonly peak: number } = text === '' ? { cpu: 0, peak: 0 } : JSON.parse(text);
  return usage;
}
