// npm run demo: the real CLI on examples/small against a throw-away RabbitMQ, from an empty broker to a retired
// hypervisor. Every line after a `$` is what a user would type; what follows it is the program's own output.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBroker } from '../test/support/broker.js';

const root = fileURLToPath(new URL('..', import.meta.url));

async function demo(): Promise<void> {
  say('Getting a throw-away RabbitMQ …');
  const broker = await startBroker();
  const folder = mkdtempSync(join(tmpdir(), 'topo-demo-'));
  const file = join(folder, 'topo.yaml');
  const env = { TOPO_AMQP_URL: broker.amqpUrl, TOPO_MANAGEMENT_URL: broker.managementUrl };
  try {
    const first = readFileSync(join(root, 'examples/small/topo.yaml'), 'utf8');
    writeFileSync(file, first);
    say(`\n# examples/small/topo.yaml\n${first}`);

    say('# What would be made? Nothing is written by plan.');
    await topo(['plan'], 0);
    say('# Make it, and check it.');
    await topo(['apply', '--yes'], 0);
    await topo(['verify'], 0);

    say('# Hypervisor 100 joins cluster 54.');
    writeFileSync(file, first.replace('[98, 99]', '[98, 99, 100]'));
    await topo(['plan', '--detailed-exitcode'], 2);
    await topo(['apply', '--yes'], 0);

    say('# Hypervisor 11 leaves cluster 53.');
    writeFileSync(file, first.replace('[98, 99]', '[98, 99, 100]').replace('[11, 12]', '[12]'));
    await topo(['apply', '--yes'], 0);
    await topo(['verify'], 0);
    say('# A second plan has nothing to do.');
    await topo(['plan', '--detailed-exitcode'], 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await broker.stop();
    say('The broker is stopped, and nothing of it is left.');
  }

  async function topo(args: readonly string[], expected: number): Promise<void> {
    say(`$ topo ${args.join(' ')}`);
    const code = await run([join(root, 'bin/topo.js'), ...args, '-f', file], env);
    say('');
    if (code !== expected) throw new Error(`topo ${args.join(' ')} ended with ${code}, not with ${expected}`);
  }
}

function run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? -1);
    });
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await demo();
