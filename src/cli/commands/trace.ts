// topo trace: the path of one message, hop by hop: on the live broker, or on paper.

import process from 'node:process';
import { waysOf } from '../../compile/index.js';
import { readLive } from '../../live/index.js';
import type { Format } from '../../report/index.js';
import { documents } from '../../report/index.js';
import type { Message, Routes } from '../../route/index.js';
import { explainedTrace, prepareRoutes, reachesOneQueue } from '../../route/index.js';
import type { Desired } from '../input/desired.js';
import { desiredOrProblems } from '../input/desired.js';
import { EXIT } from '../exit-codes.js';
import type { BrokerOptions, CommonOptions } from '../input/options.js';
import { writeOut } from '../terminal/output.js';
import { checkRightBroker } from '../broker/plan-broker.js';
import { openReader } from '../broker/reader.js';
import { brokerSettings, vhostFor } from '../input/settings.js';
import { paperFor } from '../terminal/style.js';
import { parseHeaders } from '../input/trace-headers.js';
import { drainingHint, inventoryHint, slipHint } from '../input/trace-hints.js';

export interface TraceCommandOptions extends CommonOptions, BrokerOptions {
  readonly format: Format<'trace'>;
  readonly offline?: boolean;
  readonly exchange?: string;
  readonly routingKey?: string;
}

export async function traceCommand(words: readonly string[], options: TraceCommandOptions): Promise<number> {
  const headers = parseHeaders(words);
  const desired = await desiredOrProblems(options);
  if (!desired) return EXIT.badInput;
  const { entry, direct } = waysOf(desired.compiled);
  const message: Message = {
    exchange: options.exchange ?? entry ?? direct ?? '',
    headers,
    ...(options.routingKey !== undefined && { routingKey: options.routingKey }),
  };
  const { routes, where } =
    options.offline === true ? routesOnPaper(desired, options) : await liveRoutes(desired, options);
  const traced = explainedTrace(routes, message);
  const hints = [
    ...slipHint(desired, message),
    ...drainingHint(desired, message, traced),
    ...inventoryHint(desired, message, traced),
  ];
  const view = { trace: traced, message, where, hints };
  await writeOut(documents.trace[options.format]({ view, headers }, paperFor(options, process.stdout)));
  return reachesOneQueue(traced) ? EXIT.done : EXIT.differs;
}

interface Road {
  readonly routes: Routes;
  /** For the reader: whose routes these are. */
  readonly where: string;
}

function routesOnPaper({ compiled, inventory }: Desired, options: TraceCommandOptions): Road {
  const vhost = vhostFor(options, inventory);
  const where = `as the inventory asks for them (offline)${vhost === '/' ? '' : `, vhost ${vhost}`}`;
  return { routes: prepareRoutes(compiled.topology), where };
}

async function liveRoutes(desired: Desired, options: TraceCommandOptions): Promise<Road> {
  const settings = brokerSettings(options, desired.inventory);
  const door = await openReader(settings, options);
  checkRightBroker(desired, door.broker);
  const { topology, exchangePolicies, store } = await readLive(door.reader, settings.vhost, door.broker);
  const { clusterName, rabbitmqVersion } = door.broker;
  return {
    routes: prepareRoutes(topology, { exchangePolicies, rabbitmqVersion, scansAll: store === 'khepri' }),
    where: `live on ${clusterName}, RabbitMQ ${rabbitmqVersion}, vhost ${settings.vhost}`,
  };
}
