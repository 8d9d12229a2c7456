// topo graph: draws the tree: of a live broker with the state of each queue, or on paper.

import process from 'node:process';
import type { Graph } from '../../graph/index.js';
import { drawDesired, drawLive, narrowGraph, pathsOf } from '../../graph/index.js';
import { readActivity, readLiveAndTotals } from '../../live/index.js';
import { completePlan, notesOnNodes, startPlan } from '../../plan/index.js';
import type { Format } from '../../report/index.js';
import { documents, inert } from '../../report/index.js';
import { verify } from '../../verify/index.js';
import { checkRightBroker } from '../broker/plan-broker.js';
import { openReader } from '../broker/reader.js';
import { EXIT } from '../exit-codes.js';
import type { Desired } from '../input/desired.js';
import { desiredOrProblems, hashOf } from '../input/desired.js';
import { aimText } from '../input/next-command.js';
import { choosePart, readOnly } from '../input/names/only.js';
import type { BrokerOptions, CommonOptions, PartOptions } from '../input/options.js';
import { brokerSettings, vhostFor } from '../input/settings.js';
import { say, writeOut } from '../terminal/output.js';
import { paperFor } from '../terminal/style.js';

export interface GraphCommandOptions extends CommonOptions, BrokerOptions, PartOptions {
  readonly format: Format<'graph'>;
  readonly offline?: boolean;
}

export async function graphCommand(options: GraphCommandOptions): Promise<number> {
  const part = readOnly(options.only);
  const desired = await desiredOrProblems(options);
  if (!desired) return EXIT.badInput;
  const whole = options.offline === true ? onPaper(desired, options) : await onBroker(desired, options);
  const graph = part ? narrowGraph(whole, choosePart(part, desired.inventory, pathsOf(whole))) : whole;
  const drawn = { graph, compiled: desired.compiled, aim: aimText(options) };
  await writeOut(documents.graph[options.format](drawn, paperFor(options, process.stdout)));
  return EXIT.done;
}

function onPaper({ compiled, inventory }: Desired, options: GraphCommandOptions): Graph {
  return drawDesired(compiled, vhostFor(options, inventory), inventory.routing.headers);
}

async function onBroker(desired: Desired, options: GraphCommandOptions): Promise<Graph> {
  const { routing } = desired.inventory;
  const settings = brokerSettings(options, desired.inventory);
  const { vhost } = settings;
  const { reader, broker } = await openReader(settings, options);
  checkRightBroker(desired, broker);
  const { live, activity } = await readLiveAndTotals(reader, vhost, broker);
  const readAt = new Date().toISOString();
  if (options.quiet !== true) for (const note of notesOnNodes(live.nodes, live.store)) say(inert(note));
  const drafted = startPlan(desired, live, { prune: true, replace: [], adopt: [] });
  const { assessment, draft } = drafted;
  // Bytes are in the statistics alone, which are asked where they decide.
  const byBytes = [...draft.squeezes.values()].flat().filter(({ maxBytes }) => maxBytes !== undefined);
  const counts = new Map([...activity, ...(await readActivity(reader, vhost, byBytes))]);
  const { held } = completePlan(drafted, { counts }, hashOf(desired, vhost)).plan;
  const where = aimText(options);
  const { findings } = verify({ ...assessment, activity, routing, managementUrl: reader.url, where });
  return drawLive({ ...assessment, headers: routing.headers, activity, findings, held, readAt });
}
