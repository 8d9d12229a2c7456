// What the tests read of the CLI's JSON documents.

import { expect } from 'vitest';
import type { ApplyReport } from '../../src/apply/index.js';
import type { Plan } from '../../src/plan/index.js';
import type { Printed } from './printed.js';
import type { VerifyReport } from '../../src/verify/index.js';
import { topo } from './topo.js';
import type { RunOptions } from './topo.js';

export async function planJson(options: RunOptions, ...args: string[]): Promise<Printed<Plan>> {
  return await json(['plan', ...args], options, [0]);
}

export async function applyJson(options: RunOptions, ...args: string[]): Promise<Printed<ApplyReport>> {
  return await json(['apply', '--yes', ...args], options, [0, 4, 7]);
}

export async function verifyJson(options: RunOptions, ...args: string[]): Promise<Printed<VerifyReport>> {
  return await json(['verify', ...args], options, [0, 2]);
}

async function json<T>(args: readonly string[], options: RunOptions, codes: readonly number[]): Promise<T> {
  const { stdout, stderr, code } = await topo([...args, '--format', 'json'], options);
  expect(codes, `${stdout}${stderr}`).toContain(code);
  const parsed: T = JSON.parse(stdout);
  return parsed;
}
