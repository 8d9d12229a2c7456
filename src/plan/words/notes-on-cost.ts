// Warnings about a tree in which each message costs the broker much.

import type { Cost } from '../../route/index.js';
import { thousands } from '../../text/index.js';

/** One exchange should have no more bindings: RabbitMQ compares a message with each of them. */
const MANY = 500;
/** From here on a scan of all bindings is worth a word: 2,000 messages a second are a whole core. */
const WORTH_A_NOTE = 500;

/**
 * `everyHop`: the bindings that each hop scans whatever its exchange; undefined where that is not so. `direct`: the direct
 * exchange, where the inventory has one.
 */
export function notesOnCost(cost: Cost, everyHop: number | undefined, direct?: string): readonly string[] {
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
        `each of them, about ${milliseconds(count * COMPARED)} of its CPU. Smaller clusters make it less. ${better(direct)}`,
    );
  }
  if (everyHop !== undefined) {
    const { worst } = cost.scannedPerMessage;
    const time = worst * scanned(everyHop);
    if (time >= WORTH_A_NOTE) notes.push(noteOnScan(worst, time, direct));
  }
  return notes;
}

/** Two lines of a terminal. */
function noteOnScan(worst: number, time: number, direct: string | undefined): string {
  const times = thousands(Number((time / LOOKED_UP).toPrecision(2)));
  return (
    `With Khepri a message by headers scans up to ${thousands(worst)} bindings (${milliseconds(time)}), ${times} times a ` +
    `direct exchange’s work. ${better(direct)}`
  );
}

function better(direct: string | undefined): string {
  return direct === undefined
    ? 'Write `routing: { direct: {} }`, send by queue name (README, "Which way").'
    : `Send to ${direct} by queue name.`;
}

/** Microseconds that a direct exchange takes for a message, whatever there is in it (3.10.8, 4.3.6, test/bench/README.md). */
const LOOKED_UP = 1;

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

function milliseconds(microseconds: number): string {
  const time = microseconds / 1000;
  return `${time < 10 ? time.toFixed(1) : thousands(Math.round(time))} ms`;
}
