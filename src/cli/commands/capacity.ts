// topo capacity: what the fleet needs of a broker, beside what the broker has. Two small questions to it, or none.

import process from 'node:process';
import type { Options, Seen } from '../../capacity/index.js';
import { capacityOf } from '../../capacity/index.js';
import { readNodes } from '../../live/index.js';
import type { Format } from '../../report/index.js';
import { documents } from '../../report/index.js';
import { checkRightBroker } from '../broker/plan-broker.js';
import { openReader } from '../broker/reader.js';
import { EXIT } from '../exit-codes.js';
import type { Desired } from '../input/desired.js';
import { desiredOrProblems } from '../input/desired.js';
import type { BrokerOptions, CommonOptions } from '../input/options.js';
import { brokerSettings } from '../input/settings.js';
import { writeOut } from '../terminal/output.js';
import { paperFor } from '../terminal/style.js';

export interface CapacityCommandOptions extends CommonOptions, BrokerOptions, Options {
  readonly format: Format<'capacity'>;
  readonly offline?: boolean;
}

/** A fleet that does not fit is an answer, and no failure: 0. */
export async function capacityCommand(options: CapacityCommandOptions): Promise<number> {
  const desired = await desiredOrProblems(options);
  if (!desired) return EXIT.badInput;
  const seen = options.offline === true ? undefined : await askBroker(desired, options);
  const capacity = capacityOf(desired.compiled, options, seen);
  await writeOut(documents.capacity[options.format](capacity, paperFor(options, process.stdout)));
  return EXIT.done;
}

async function askBroker(desired: Desired, options: CapacityCommandOptions): Promise<Seen> {
  const { reader, broker } = await openReader(brokerSettings(options, desired.inventory), options);
  checkRightBroker(desired, broker);
  return { broker, nodes: await readNodes(reader) };
}
