// What the README shows is what the commands print: every line behind a `$` between two marks is run again here, on
// the inventory above it, and the output put in its place. `npm test -- -u` writes a new one into the README.

import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { brokerTest } from '../support/broker-test.js';
import { hasKhepri } from '../support/khepri.js';
import { withFolder } from '../support/topo.js';

const file = fileURLToPath(new URL('../../README.md', import.meta.url));
const bin = fileURLToPath(new URL('../../bin/topo.js', import.meta.url));
const topo = `topo() { '${process.execPath}' '${bin}' "$@"; }`;

/** In their order, which is that in which a reader would type them. */
function blocksOf(text: string): readonly string[] {
  const shown = text.match(/<!-- shown -->.*?<!-- \/shown -->/gs) ?? [];
  const blocks = shown.flatMap((part) => part.match(/```console\n.*?```/gs) ?? []);
  expect(blocks).toHaveLength(7);
  return blocks;
}

brokerTest('the README', async ({ vhost }) => {
  const text = readFileSync(file, 'utf8');
  const [, version = ''] = /, RabbitMQ ([\d.]+), vhost/.exec(text) ?? [];
  const inventory = /```yaml\n(.*?)```/s.exec(text)?.[1] ?? '';
  const env = { ...process.env, TOPO_AMQP_URL: vhost.amqpUrl, TOPO_MANAGEMENT_URL: vhost.managementUrl };
  await withFolder(async (folder) => {
    writeFileSync(join(folder, 'topo.yaml'), inventory);
    const run = (command: string): Promise<string> =>
      new Promise((resolve) => {
        execFile('bash', ['-c', `${topo}; (${command}) 2>&1`], { cwd: folder, env }, (_, stdout) => {
          const named = stdout
            .replaceAll(vhost.name, '/')
            .replace(/ on \S+ \(RabbitMQ [\d.]+\)/, ' on rabbit@prod')
            .replace(/ on \S+, RabbitMQ [\d.]+, vhost\s+\//, ` on rabbit@prod, RabbitMQ ${version}, vhost /`);
          resolve(named);
        });
      });
    let made = text;
    for (const block of blocksOf(text)) {
      const commands = [...block.matchAll(/^\$ .*$/gm)].map(([line]) => line);
      const lines: string[] = [];
      for (const command of commands) lines.push(`${command}\n${await run(command.slice(2))}`);
      made = made.replace(block, () => `\`\`\`console\n${lines.join('\n')}\`\`\``);
    }
    // The README counts bindings as a broker with Mnesia does; with Khepri all else is the same. Whose version it names is
    // no matter.
    if (await hasKhepri(vhost)) expect(withoutScans(made)).toBe(withoutScans(text));
    else await expect(made).toMatchFileSnapshot(file);
  });
});

function withoutScans(shown: string): string {
  return shown
    .replace(/compared with \d+ bindings?/g, 'compared with N bindings')
    .replace(/ +\d+ bindings? scanned/g, ' N bindings scanned');
}
