// npm run fuzz: random inventories, applied one after the other by the built CLI on a throw-away RabbitMQ, with strangers,
// messages, consumers and kills about, until the minutes are over. A law that does not hold ends it with 1.

import { Command } from 'commander';
import fc from 'fast-check';
import { startBroker } from '../support/broker.js';
import { withVhost } from '../support/vhost.js';
import type { Round } from './round.js';
import { play, rounds } from './round.js';

interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly round?: number;
}

function number(text: string): number {
  if (!/^[0-9]+(\.[0-9]+)?$/.test(text)) throw new Error(`a number, not "${text}"`);
  return Number(text);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const options = new Command('npm run fuzz --')
  .description('Random inventories, applied one after the other on a throw-away broker.')
  .option('--minutes <n>', 'for so long', number, 2)
  .option('--seed <n>', 'what is drawn', number, Date.now() % 1_000_000_000)
  .option('--round <n>', 'this one alone', number)
  .parse()
  .opts<Options>();

/** Each by itself, so that it can be played again without those before it. */
function drawRound(index: number): Round {
  const [drawn] = fc.sample(rounds, { seed: options.seed + index, numRuns: 1 });
  if (!drawn) throw new Error('nothing was drawn');
  return drawn;
}

/** While one waits for the broker's statistics, the other goes on. */
const AT_ONCE = 2;

async function fuzz(): Promise<boolean> {
  const broker = await startBroker();
  const sums = { rounds: 0, applies: 0, killed: 0, messages: 0, losses: 0, limits: 0, waiting: 0, failed: 0 };
  const begun = Date.now();
  const minutes = (): number => (Date.now() - begun) / 60_000;
  const line = (): string =>
    `${minutes().toFixed(1)} min: ${sums.rounds} rounds, ${sums.applies} applies (${sums.killed} killed and started again), ` +
    `${sums.messages} messages, ${sums.losses} routes told to be lost, ` +
    `${sums.limits} limits set (${sums.waiting} waited)`;
  say(`RabbitMQ ${broker.version}, --seed ${options.seed}`);
  let said = 0;
  let next = options.round ?? 0;

  async function one(index: number): Promise<void> {
    const round = drawRound(index);
    const steps: string[] = [];
    try {
      const played = await withVhost(broker, `fuzz ${index}`, (vhost) =>
        play(vhost, round, (step) => steps.push(step)),
      );
      sums.rounds += 1;
      sums.applies += played.applies;
      sums.killed += played.killed;
      sums.messages += played.messages;
      sums.losses += played.losses;
      sums.limits += played.limits;
      sums.waiting += played.waiting;
    } catch (error) {
      sums.failed += 1;
      const texts = round.inventories.map(({ yaml }) => yaml).join('\n');
      say(`FAILED: npm run fuzz -- --seed ${options.seed} --round ${index}\n\n${texts}\n${steps.join('\n')}\n`);
      say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }

  async function many(): Promise<void> {
    while (sums.failed === 0 && minutes() < options.minutes) {
      await one(next++);
      if (minutes() < said + 1) continue;
      said = Math.floor(minutes());
      say(line());
    }
  }

  try {
    if (options.round === undefined) await Promise.all(Array.from({ length: AT_ONCE }, many));
    else await one(options.round);
    say(`${line()}. ${sums.failed > 0 ? 'A law did not hold.' : 'Every law held.'}`);
    return sums.failed === 0;
  } finally {
    await broker.stop();
  }
}

process.exitCode = (await fuzz()) ? 0 : 1;
