// Hypervisors go while somebody publishes to the others: how long are the confirms, against the same publisher alone?

import { setTimeout as delay } from 'node:timers/promises';
import { fleetYaml, queuesOf } from '../fleet.js';
import type { Bench } from '../measure.js';
import { onFreshBroker } from '../measure.js';
import type { Message } from '../publishing.js';
import { p99, publishDuring, warmUp } from '../publishing.js';
import type { Row, Table } from '../results.js';
import { digits } from '../results.js';
import { runTopo } from '../run-process.js';
import { bareGets } from './unchanged.js';

export const REST = 'confirms at rest, p99';
const READING = 'confirms while the three lists are read again and again, p99';
export const DURING = 'confirms during the removal, p99';
/** The machine of the bench is broker, publisher and topo at once, on two cores. */
const ELSEWHERE = 'the same, topo at the lowest priority, p99';

const REST_MS = 10_000;
/** About as long. */
const READS = 5;

export async function removal(bench: Bench): Promise<readonly Table[]> {
  const { hypervisors, rounds, progress } = bench;
  progress.expect(4 * rounds);
  const without = Math.min(1000, Math.floor(hypervisors / 5));
  const whole = ['apply', '--yes', '-q', '-f', '-'];
  const rest: number[] = [];
  const reading: number[] = [];
  const during: number[] = [];
  const elsewhere: number[] = [];
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    await onFreshBroker(async (vhost) => {
      await runTopo(whole, { input: fleetYaml({ hypervisors }), broker: vhost });
      const messages = stayingAddresses(hypervisors);
      await warmUp(vhost.amqpUrl, messages);
      progress.begin(REST);
      rest.push(p99(await publishDuring(vhost.amqpUrl, messages, () => delay(REST_MS))));
      progress.begin(READING);
      reading.push(
        p99(
          await publishDuring(vhost.amqpUrl, messages, async () => {
            for (let times = 0; times < READS; times += 1) await bareGets(vhost);
          }),
        ),
      );
      const remove = async (lowest: boolean): Promise<void> => {
        const args = ['apply', '--yes', '-q', '--max-removals', String(2 * without), '-f', '-'];
        const input = fleetYaml({ hypervisors, without });
        progress.begin(lowest ? ELSEWHERE : DURING);
        const confirms = await publishDuring(vhost.amqpUrl, messages, async () => {
          const spent = await runTopo(args, { input, broker: vhost, lowest });
          if (!lowest) seconds.push(spent.seconds);
        });
        (lowest ? elsewhere : during).push(p99(confirms));
      };
      const lowestFirst = round % 2 === 1;
      await remove(lowestFirst);
      await runTopo(whole, { input: fleetYaml({ hypervisors }), broker: vhost });
      await remove(!lowestFirst);
    });
  const rows: readonly Row[] = [
    { what: REST, unit: 'ms', samples: rest },
    { what: READING, unit: 'ms', samples: reading, against: REST },
    { what: DURING, unit: 'ms', samples: during, against: REST },
    { what: ELSEWHERE, unit: 'ms', samples: elsewhere, against: REST },
    { what: `the removal, ${digits(2 * without)} queues`, unit: 's', samples: seconds },
  ];
  const title = `${digits(without)} hypervisors of ${digits(hypervisors)} go, 200 msg/s to others (${queuesOf({ hypervisors })} queues)`;
  return [{ name: 'removal', title, rows }];
}

/** Of each of the clusters that hypervisors leave: one that stays, for both daemons. */
function stayingAddresses(hypervisors: number): readonly Message[] {
  const messages: Message[] = [];
  const clusters = Math.max(1, Math.floor(hypervisors / 100));
  for (let cluster = 1; cluster <= clusters; cluster += 1)
    for (const daemon of ['storage', 'vm'])
      messages.push({
        exchange: 'global',
        routingKey: '',
        headers: { daemon, cluster: String(cluster), hypervisor: String(Math.min(100, hypervisors)) },
      });
  return messages;
}
