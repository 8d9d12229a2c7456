// A limit changes on a fleet that works: by policy, alone and while every worker's queue is sent to and read; beside the bare
// PUTs, and beside what the same change costs where the limit is an argument.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApplyReport } from '../../../src/apply/index.js';
import { rabbitmqctl } from '../../support/broker.js';
import { withFolder } from '../../support/topo.js';
import type { TestVhost } from '../../support/vhost.js';
import { fleetTopology, fleetYaml, queuesOf, type Fleet } from '../fleet.js';
import type { Bench } from '../measure.js';
import { onFreshBroker, sideBySide, timed } from '../measure.js';
import { PACE_MS, p99, publishersDuring } from '../publishing.js';
import { readDuring } from '../reading.js';
import type { Row, Table } from '../results.js';
import { digits } from '../results.js';
import type { Spent } from '../run-process.js';
import { runTopo } from '../run-process.js';

const PUBLISHERS = 2;
const RATE = `${digits((1000 / PACE_MS) * PUBLISHERS)} msg/s meanwhile`;

export const RAISE = 'topo apply, a limit raised';
const PUTS = 'the PUTs of its two policies alone';
const RAISE_MEANWHILE = `topo apply, a limit raised, ${RATE}`;
const LOWER_MEANWHILE = `topo apply, a limit lowered, ${RATE}`;
/** There topo counts what waits before it lowers the limit. */
const LOWER_COUNTED = 'the same, where full queues drop the oldest';
const ARGUMENT = 'the same limit as an argument, --replace ‘*’ (once)';
const REST = 'confirms at rest, p99';

const REST_MS = 10_000;
/** Far more than ever wait here. */
const FIRST = 100_000;
const BY = 10_000;

type Overflow = 'reject-publish' | 'drop-head';

export async function limits(bench: Bench): Promise<readonly Table[]> {
  const fleet: Fleet = { hypervisors: Math.min(1000, bench.hypervisors), direct: true };
  const old = await onFreshBroker((vhost) => replaced(bench, vhost, fleet));
  return await onFreshBroker(async (vhost) => {
    const beside = traffic(vhost, fleet);
    let most = FIRST;
    const change = async (by: number, overflow: Overflow = 'reject-publish'): Promise<Spent> => {
      most += by;
      return await applied(vhost, fleetYaml({ ...fleet, queue: { policy: { 'max-length': most, overflow } } }));
    };
    /** Meanwhile messages are sent and read; how long their confirms took goes to `confirms`. */
    const meanwhile = async (by: number, confirms: number[], overflow?: Overflow): Promise<number | Spent> => {
      let spent: number | Spent = NaN;
      confirms.push(p99(await beside.during(async () => (spent = await change(by, overflow)))));
      await expectLimit(vhost, most, fleet);
      return spent;
    };
    await change(0);
    await beside.warmUp();
    const confirms = { raised: [] as number[], lowered: [] as number[], counted: [] as number[] };
    const [rest, ...times] = await sideBySide(bench, [
      { what: REST, unit: 'ms', run: async () => p99(await beside.during(() => delay(REST_MS))) },
      {
        what: RAISE,
        unit: 's',
        async run() {
          const spent = await change(BY);
          await expectLimit(vhost, most, fleet);
          return spent;
        },
      },
      { what: PUTS, unit: 's', against: RAISE, run: () => putLimits(vhost, (most += BY)) },
      { what: RAISE_MEANWHILE, unit: 's', against: RAISE, run: () => meanwhile(BY, confirms.raised) },
      { what: LOWER_MEANWHILE, unit: 's', against: RAISE, run: () => meanwhile(-BY, confirms.lowered) },
      {
        what: LOWER_COUNTED,
        unit: 's',
        against: RAISE,
        async run() {
          await change(0, 'drop-head');
          const spent = await meanwhile(-BY, confirms.counted, 'drop-head');
          await change(0);
          return spent;
        },
      },
    ]);
    const rows: readonly Row[] = [
      ...times,
      { what: ARGUMENT, unit: 's', samples: [old.seconds], against: RAISE },
      ...(rest ? [rest] : []),
      { what: 'confirms while a limit is raised, p99', unit: 'ms', samples: confirms.raised, against: REST },
      { what: 'confirms while a limit is lowered, p99', unit: 'ms', samples: confirms.lowered, against: REST },
      {
        what: 'the same, where full queues drop the oldest, p99',
        unit: 'ms',
        samples: confirms.counted,
        against: REST,
      },
    ];
    const title = `on ${queuesOf(fleet)} queues with limits`;
    return [{ name: 'limits', title, rows, notes: [`${digits(beside.messages())} messages confirmed, as many read.`] }];
  });
}

/** Publishers to all queues of the hypervisors by the direct exchange, and a consumer on each. */
function traffic(vhost: TestVhost, fleet: Fleet): Traffic {
  const queues = [...fleetTopology(fleet).queues.keys()].filter((name) => name !== 'dispatcher');
  const messages = queues.map((name) => ({ exchange: 'global.direct', routingKey: name }));
  let counted = 0;
  const during = async (work: () => Promise<unknown>): Promise<readonly number[]> => {
    let took: readonly number[] = [];
    counted += await readDuring(vhost.amqpUrl, { queues, atOnce: PUBLISHERS }, async () => {
      took = await publishersDuring(vhost.amqpUrl, messages, PUBLISHERS, work);
      return took.length;
    });
    return took;
  };
  return {
    during,
    async warmUp() {
      // Each queue once, and some time to spare: the first message of a queue makes its files.
      await during(() => delay(1.5 * PACE_MS * (messages.length / PUBLISHERS)));
    },
    messages: () => counted,
  };
}

interface Traffic {
  /** How many milliseconds each confirm took. Throws unless all that was confirmed is read. */
  readonly during: (work: () => Promise<unknown>) => Promise<readonly number[]>;
  readonly warmUp: () => Promise<void>;
  /** So many so far. */
  readonly messages: () => number;
}

/** The whole fleet made anew, because an argument cannot change. */
async function replaced({ progress }: Bench, vhost: TestVhost, fleet: Fleet): Promise<Spent> {
  const withLimit = (most: number): string =>
    fleetYaml({ ...fleet, queue: { arguments: { 'x-max-length': most, 'x-overflow': 'reject-publish' } } });
  progress.expect(1);
  await applied(vhost, withLimit(FIRST));
  progress.begin(ARGUMENT);
  const allowed = ['--replace', '*', '--max-removals', String(queuesOf(fleet))];
  return await applied(vhost, withLimit(FIRST + BY), allowed);
}

/** Throws unless it ends with everything done. */
async function applied(vhost: TestVhost, input: string, allowed: readonly string[] = []): Promise<Spent> {
  return await withFolder(async (folder) => {
    const file = join(folder, 'report.json');
    const args = ['apply', '--yes', '-q', '--report', file, ...allowed, '-f', '-'];
    const spent = await runTopo(args, { input, broker: vhost });
    const { converged, summary }: ApplyReport = JSON.parse(readFileSync(file, 'utf8'));
    const { done, ...others } = summary;
    if (!converged || done === 0 || Object.values(others).some((count) => count > 0))
      throw new Error(`the apply is not what was to be measured: ${JSON.stringify({ converged, summary })}`);
    return spent;
  });
}

interface LivePolicy {
  readonly name: string;
  readonly [key: string]: unknown;
  readonly definition: object;
}

/** As topo has set them, but for the number. Out: how long the PUTs took, one after the other. */
async function putLimits({ api, path }: TestVhost, most: number): Promise<number> {
  const policies = await api.get<readonly LivePolicy[]>(`/policies/${path}`);
  return await timed(async () => {
    for (const { name, ...policy } of policies) {
      const definition = { ...policy.definition, 'max-length': most };
      await api.put(`/policies/${path}/${encodeURIComponent(name)}`, { ...policy, definition });
    }
  });
}

/** By RabbitMQ's own record of each queue: the lists of the management API have it seconds later. */
async function expectLimit({ broker, name }: TestVhost, most: number, fleet: Fleet): Promise<void> {
  const queues = `rabbit_amqqueue:list(<<"${name}">>)`;
  const limited = `length([Q || Q <- ${queues}, rabbit_policy:get(<<"max-length">>, Q) =:= ${most}])`;
  const under = (await rabbitmqctl(broker, 'eval', `${limited}.`)).trim();
  if (Number(under) !== queuesOf(fleet) - 1) throw new Error(`${under} queues have the limit of ${most}`);
}
