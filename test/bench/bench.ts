// npm run bench: topo beside other ways to do the same, on a throw-away broker, alternating, in one run. Tables on stdout,
// how far it is on stderr.

import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command, Option } from 'commander';
import { adminApi } from '../support/admin-api.js';
import { startBroker, type TestBroker } from '../support/broker.js';
import { VERSIONS } from '../support/rabbitmq-version.js';
import { channelsChart } from './chart.js';
import type { Bench, Progress } from './measure.js';
import type { Table } from './results.js';
import { tableText, targetsText } from './results.js';
import { channels } from './suites/channels.js';
import { choices } from './suites/choices.js';
import { firstApply } from './suites/first-apply.js';
import { output, verifyLarge } from './suites/large.js';
import { limits } from './suites/limits.js';
import { objectCost } from './suites/object-cost.js';
import { paper } from './suites/paper.js';
import { removal } from './suites/removal.js';
import { routing } from './suites/routing.js';
import { startUp } from './suites/start-up.js';
import { unchanged } from './suites/unchanged.js';
import { judge } from './targets.js';

const suites: Readonly<Record<string, (bench: Bench) => Promise<readonly Table[]>>> = {
  'start-up': startUp,
  paper,
  output,
  'first-apply': firstApply,
  unchanged,
  removal,
  limits,
  routing,
  channels,
  choices,
  verify: verifyLarge,
  'object-cost': objectCost,
};

interface Options {
  readonly only?: readonly string[];
  readonly rabbitmq?: string;
  readonly hypervisors: number;
  readonly rounds: number;
  readonly json?: string;
  readonly chart?: string;
}

const whole = (text: string): number => {
  if (!/^[1-9][0-9]*$/.test(text)) throw new Error(`a whole number from 1, not "${text}"`);
  return Number(text);
};

function readOptions(): Options {
  const names = Object.keys(suites);
  const command = new Command('npm run bench --')
    .description('Measures topo beside other ways to do the same, on a throw-away broker.')
    .addOption(new Option('--only <names...>', 'these alone').choices(names))
    .option('--hypervisors <n>', 'of the fleet on the broker; each has two queues', whole, 5000)
    .addOption(
      new Option('--rabbitmq <version>', 'that RabbitMQ, not the machine’s')
        .choices(VERSIONS)
        .env('TOPO_TEST_RABBITMQ'),
    )
    .option('--rounds <n>', 'how often each is measured', whole, 3)
    .option('--json <file>', 'all samples, and the machine they came from')
    .option('--chart <file>', 'objects/s against channels, as SVG (with the suite channels)')
    .parse();
  const named = ['TOPO_TEST_AMQP_URL', 'TOPO_TEST_MANAGEMENT_URL'].find((name) => (process.env[name] ?? '') !== '');
  if (named !== undefined) command.error(`the bench measures on brokers of its own: unset ${named}`);
  const options = command.opts<Options>();
  // Each suite that starts a broker of its own reads it there.
  if (options.rabbitmq !== undefined) process.env['TOPO_TEST_RABBITMQ'] = options.rabbitmq;
  return options;
}

async function bench(options: Options): Promise<void> {
  const broker = await startBroker();
  const tables: Table[] = [];
  try {
    const where = await machine(broker);
    process.stdout.write(`${where.text}\n`);
    for (const [name, suite] of Object.entries(suites)) {
      if (options.only && !options.only.includes(name)) continue;
      const progress = startProgress(name);
      const measured = await suite({ ...options, broker, progress }).finally(progress.end);
      for (const table of measured) process.stdout.write(`\n${tableText(table)}\n`);
      tables.push(...measured);
    }
    const targets = judge(tables, where.facts.rabbitmq);
    if (targets.length > 0) process.stdout.write(`\n${targetsText(targets)}\n`);
    const { hypervisors, rounds } = options;
    if (options.json !== undefined)
      write(
        options.json,
        `${JSON.stringify({ version: 1, ...where.facts, hypervisors, rounds, tables, targets }, null, 2)}\n`,
      );
    const charted = tables.find((table) => table.name === 'channels');
    if (options.chart !== undefined && charted) write(options.chart, channelsChart(charted, where.text));
  } finally {
    await broker.stop();
  }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

interface Facts {
  readonly rabbitmq: string;
  readonly [fact: string]: string | number;
}

async function machine(broker: TestBroker): Promise<{ readonly text: string; readonly facts: Facts }> {
  const { rabbitmq_version: rabbitmq } = await adminApi(broker).get<{ rabbitmq_version: string }>('/overview');
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const node = process.versions.node;
  const cpu = cores[0]?.model ?? 'unknown CPU';
  return {
    text: `RabbitMQ ${rabbitmq}, Node.js ${node}, ${cores.length} cores (${cpu}), ${memory} GiB`,
    facts: {
      rabbitmq,
      node,
      cores: cores.length,
      cpu,
      arch: arch(),
      memoryGiB: memory,
      date: new Date().toISOString(),
    },
  };
}

/** A bar on a terminal, else a line each. */
function startProgress(suite: string): Progress {
  let expected = 0;
  let begun = 0;
  if (!process.stderr.isTTY)
    return {
      expect: (count) => (expected += count),
      begin: (what) => process.stderr.write(`${suite} ${++begun}/${expected}: ${what}\n`),
      end: () => undefined,
    };
  const format = `${suite} {bar} {value}/{total} {what}`;
  const bar = new SingleBar({ stream: process.stderr, format, barsize: 30, clearOnComplete: true, hideCursor: true });
  return {
    expect(count) {
      expected += count;
      if (expected === count) bar.start(expected, 0, { what: '' });
      else bar.setTotal(expected);
    },
    begin(what) {
      bar.update(begun, { what });
      begun += 1;
    },
    end() {
      bar.stop();
    },
  };
}

await bench(readOptions());
