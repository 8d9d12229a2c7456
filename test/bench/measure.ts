// Measuring side by side: in every round each way runs once, and another one comes first.

import { median } from 'simple-statistics';
import { startBroker, type BrokerAddress } from '../support/broker.js';
import { createVhost, type TestVhost } from '../support/vhost.js';
import type { Row } from './results.js';
import { digits } from './results.js';
import type { Spent } from './run-process.js';

export interface Bench {
  readonly broker: BrokerAddress;
  readonly rounds: number;
  /** Of the fleets that stand on the broker. */
  readonly hypervisors: number;
  readonly progress: Progress;
}

export interface Progress {
  /** So many measurements more are to come. */
  readonly expect: (count: number) => void;
  /** One of them begins. */
  readonly begin: (what: string) => void;
  readonly end: () => void;
}

export interface Way {
  readonly what: string;
  readonly unit: string;
  readonly against?: string;
  /** What is not measured stands around it in here. */
  readonly run: () => Promise<number | Spent>;
}

/** Rows in the order of the ways. */
export async function sideBySide({ rounds, progress }: Bench, ways: readonly Way[]): Promise<readonly Row[]> {
  progress.expect(rounds * ways.length);
  const taken = new Map<Way, (number | Spent)[]>(ways.map((way) => [way, []]));
  for (let round = 0; round < rounds; round += 1)
    for (let turn = 0; turn < ways.length; turn += 1) {
      const way = ways[(round + turn) % ways.length];
      if (!way) continue;
      progress.begin(way.what);
      taken.get(way)?.push(await way.run());
    }
  return [...taken].map(([way, samples]) => rowOf(way, samples));
}

function rowOf({ what, unit, against }: Way, samples: readonly (number | Spent)[]): Row {
  const spent = samples.filter((sample) => typeof sample !== 'number');
  const of = (pick: (each: Spent) => number): string => digits(median(spent.map(pick)));
  const asked = spent.some(({ peakMiB }) => peakMiB > 0);
  return {
    what,
    unit,
    samples: samples.map((sample) => (typeof sample === 'number' ? sample : sample.seconds)),
    ...(against !== undefined && { against }),
    ...(asked && {
      more: { CPU: `${of(({ cpuSeconds }) => cpuSeconds)} s`, peak: `${of(({ peakMiB }) => peakMiB)} MiB` },
    }),
  };
}

/** In a vhost on a broker of its own: a large fleet is gone with it at once, and leaves nothing to the next one. */
export async function onFreshBroker<T>(work: (vhost: TestVhost) => Promise<T>): Promise<T> {
  const broker = await startBroker();
  try {
    const { vhost } = await createVhost(broker, 'bench');
    return await work(vhost);
  } finally {
    await broker.stop();
  }
}

/** Seconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}
