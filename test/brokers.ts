// npm run test:brokers: the tests that need a broker, and the cluster's, on each RabbitMQ that is not the machine's own.
// One that does not pass fails. One that cannot be had just now is said in the last lines, with the reason; with
// TOPO_TEST_BROKERS=required it fails too.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { NotToBeHad } from './support/debian.js';
import { findRabbitmq, machine } from './support/find-rabbitmq.js';
import type { Version } from './support/rabbitmq-version.js';

const versions: readonly Version[] = ['4.0', '4.3'];
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const config = fileURLToPath(new URL('vitest.config.ts', import.meta.url));

interface Ended {
  readonly passed: boolean;
  readonly line: string;
}

async function testOn(version: Version): Promise<Ended> {
  const env = { ...process.env, TOPO_TEST_RABBITMQ: version };
  try {
    await findRabbitmq(say, { ...machine, env });
  } catch (error) {
    if (!(error instanceof NotToBeHad)) throw error;
    const passed = process.env['TOPO_TEST_BROKERS'] !== 'required';
    return { passed, line: `RabbitMQ ${version}: NOT TESTED. ${error.message}` };
  }
  say(`\nThe tests on RabbitMQ ${version}:`);
  const words = [
    vitest,
    'run',
    '--config',
    config,
    '--project',
    'broker',
    '--project',
    'cluster',
    ...process.argv.slice(2),
  ];
  const child = spawn(process.execPath, words, { env, stdio: 'inherit' });
  await once(child, 'close');
  const passed = child.exitCode === 0;
  return { passed, line: `RabbitMQ ${version}: ${passed ? 'passed' : 'FAILED'}` };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const ended: Ended[] = [];
for (const version of versions) ended.push(await testOn(version));
say(`\n${ended.map(({ line }) => line).join('\n')}`);
process.exitCode = ended.every(({ passed }) => passed) ? 0 : 1;
