// Warnings about a tree in which each message costs the broker much.

import type { Cost } from '../../route/index.js';
import { thousands } from '../../text/index.js';

/** One exchange should have no more bindings: RabbitMQ compares a message with each of them. */
const MANY = 500;
/** From here on a scan of all bindings is worth a word: 2,000 messages a second are a whole core. */
const WORTH_A_NOTE = 500;

/** `everyHop`: the bindings that each hop scans whatever its exchange; undefined where that is not so. */
export function notesOnCost(cost: Cost, everyHop: number | undefined): readonly string[] {
  const wide = [...cost.bindings].filter(([, count]) => count > MANY).sort(([, a], [, b]) => b - a);
  const [widest] = wide;
  const notes: string[] = [];
  if (widest) {
    const [name, count] = widest;
    const more =
      wide.length > 1
        ? `, and ${thousands(wide.length - 1)} more ${wide.length === 2 ? 'has' : 'have'} over ${MANY}`
        : '';
    notes.push(
      `Exchange ${name} has ${thousands(count)} bindings${more}: RabbitMQ compares every message that comes through with ` +
        `each of them, about ${milliseconds(count * COMPARED)} of its CPU. Smaller clusters make it less. ${BETTER}`,
    );
  }
  if (everyHop !== undefined) {
    const { worst } = cost.scannedPerMessage;
    const time = worst * scanned(everyHop);
    if (time >= WORTH_A_NOTE) notes.push(noteOnScan(everyHop, worst, time));
  }
  return notes;
}

function noteOnScan(everyHop: number, worst: number, time: number): string {
  return (
    'This broker keeps bindings in Khepri, and there each hop through a headers exchange scans every binding of the ' +
    `cluster: ${thousands(everyHop)} in this vhost, and those of other vhosts come on top. A message scans up to ` +
    `${thousands(worst)}, about ${milliseconds(time)} of CPU. Measured on RabbitMQ 4.3.6: 0.4 ms a message with 2,000 queues, ` +
    '1.8 ms with 10,000, 63 ms with 50,000. Fewer bindings in that cluster make it less: other vhosts on a broker of their ' +
    `own, or a broker for each site. ${BETTER}`
  );
}

/** Microseconds for each binding that a message is compared with, hops included (3.10.8, test/bench/README.md). */
const COMPARED = 1.7;

/**
 * Microseconds for each binding that a hop scans, by how many there are in all (4.3.6): 0.056 as long as the table fits into
 * the processor's cache, 0.4 when it no longer does. Between what was measured a straight line.
 */
function scanned(bindings: number): number {
  const [small, large] = [20_000, 52_000];
  const [fast, slow] = [0.056, 0.4];
  const part = (bindings - small) / (large - small);
  return fast + Math.min(1, Math.max(0, part)) * (slow - fast);
}

const BETTER =
  'A sender that knows the queue’s name pays nothing of it at the default exchange (with Celery: examples/celery).';

function milliseconds(microseconds: number): string {
  const time = microseconds / 1000;
  return `${time < 10 ? time.toFixed(1) : thousands(Math.round(time))} ms`;
}
