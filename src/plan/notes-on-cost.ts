// Warnings about a tree in which each message costs the broker much.

import type { LiveBroker } from '../live/index.js';
import type { Cost } from '../route/index.js';
import { scansEveryBinding } from '../route/index.js';

/** One exchange should have no more bindings: RabbitMQ compares a message with each of them. */
const MANY = 500;

/** `bindings`: how many the inventory asks for. */
export function notesOnCost(cost: Cost, bindings: number, broker: LiveBroker | undefined): readonly string[] {
  const wide = [...cost.bindings].filter(([, count]) => count > MANY).sort(([, a], [, b]) => b - a);
  const [widest] = wide;
  const notes: string[] = [];
  if (widest) {
    const [name, count] = widest;
    const more =
      wide.length > 1
        ? `, and ${numeral(wide.length - 1)} more ${wide.length === 2 ? 'has' : 'have'} over ${MANY}`
        : '';
    notes.push(
      `Exchange ${name} has ${numeral(count)} bindings${more}: RabbitMQ compares every message that comes through with ` +
        `each of them, about ${milliseconds(count * MICROSECONDS.mnesia)} of its CPU. ${BETTER}`,
    );
  }
  if (broker && scansEveryBinding(broker.rabbitmqVersion)) notes.push(noteOnKhepri(broker.rabbitmqVersion, bindings));
  return notes;
}

function noteOnKhepri(version: string, bindings: number): string {
  const scanned = MOST_HOPS * bindings;
  return (
    `RabbitMQ ${version} keeps bindings in Khepri (4.2: unless the cluster was upgraded and still has Mnesia), and there ` +
    'each hop through a headers exchange scans every binding of the cluster, of all vhosts. This inventory alone has ' +
    `${numeral(bindings)}: a message by three hops scans ${numeral(scanned)}, about ` +
    `${milliseconds(scanned * MICROSECONDS.khepri)} of CPU. Measure before you rely on it. ${BETTER}`
  );
}

/** The entry, the daemon's and the cluster's exchange. */
const MOST_HOPS = 3;

/** For each binding scanned. Mnesia: hops included (test/bench/README.md). Khepri: 12-13 ms for 50,500 (a simulation on its table). */
const MICROSECONDS = { mnesia: 1.7, khepri: 0.25 };

const BETTER = 'Smaller clusters make it less; who publishes by queue name to the default exchange pays nothing of it.';

function milliseconds(microseconds: number): string {
  const time = microseconds / 1000;
  return `${time < 10 ? time.toFixed(1) : numeral(Math.round(time))} ms`;
}

function numeral(count: number): string {
  return count.toLocaleString('en');
}
