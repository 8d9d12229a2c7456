// How many channels, and with or without Nagle's algorithm: the choice of topo's default, and its chart.

import { withVhost } from '../../support/vhost.js';
import { fleetTopology, fleetYaml, queuesOf } from '../fleet.js';
import type { Bench, Way } from '../measure.js';
import { sideBySide, timed } from '../measure.js';
import type { Table } from '../results.js';
import { runTopo } from '../run-process.js';
import { amqplibLoop } from '../ways.js';

const CHANNELS = [1, 4, 16, 32, 64, 128, 256, 512];

/** The series of the chart. */
export const SERIES = ['amqplib loop', 'amqplib loop, noDelay off', 'topo apply'] as const;
type Series = (typeof SERIES)[number];

/** `topo apply, 128 channels` → its series and its number. */
export function pointOf(what: string): { readonly series: string; readonly channels: number } {
  const [, series = '', channels = ''] = /^(.*), (\d+) channels?$/.exec(what) ?? [];
  return { series, channels: Number(channels) };
}

export async function channels(bench: Bench): Promise<readonly Table[]> {
  const fleet = { hypervisors: Math.max(1, Math.floor((bench.hypervisors * 2) / 5)) };
  const topology = fleetTopology(fleet);
  const input = fleetYaml(fleet);
  const objects = topology.exchanges.size + topology.queues.size + topology.bindings.length;
  const run = async (series: Series, count: number): Promise<number> =>
    await withVhost(bench.broker, 'bench', async (vhost) => {
      if (series === 'topo apply') {
        const args = ['apply', '--yes', '-q', '--channels', String(count), '-f', '-'];
        return objects / (await runTopo(args, { input, broker: vhost })).seconds;
      }
      const declare = amqplibLoop({ channels: count, noDelay: series === 'amqplib loop' });
      return objects / (await timed(() => declare(vhost, topology)));
    });
  const ways = SERIES.flatMap((series) =>
    CHANNELS.map((count): Way => ({
      what: `${series}, ${count} channel${count === 1 ? '' : 's'}`,
      unit: 'objects/s',
      run: () => run(series, count),
    })),
  );
  const title = `declare ${objects} objects (${queuesOf(fleet)} queues)`;
  return [{ name: 'channels', title, rows: await sideBySide(bench, ways) }];
}
