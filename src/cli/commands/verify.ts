// topo verify: reads, and says what is not as the inventory has it.

import process from 'node:process';
import { assess } from '../../assess/index.js';
import { readLiveAndTotals } from '../../live/index.js';
import { addressesOf, notesOnNodes } from '../../plan/index.js';
import type { Format } from '../../report/index.js';
import { documents, inert } from '../../report/index.js';
import { findingKinds, makeVerifyReport, onlyPart, verify } from '../../verify/index.js';
import { desiredOrProblems } from '../input/desired.js';
import { EXIT } from '../exit-codes.js';
import { readKinds } from '../input/names/kinds.js';
import { choosePart, readOnly } from '../input/names/only.js';
import type { BrokerOptions, CommonOptions, PartOptions } from '../input/options.js';
import { say, writeOut } from '../terminal/output.js';
import { checkRightBroker } from '../broker/plan-broker.js';
import { openReader } from '../broker/reader.js';
import { aimText } from '../input/next-command.js';
import { brokerSettings } from '../input/settings.js';
import { paperFor } from '../terminal/style.js';

export interface VerifyCommandOptions extends CommonOptions, BrokerOptions, PartOptions {
  readonly format: Format<'verify'>;
  readonly failOn?: string;
}

export async function verifyCommand(options: VerifyCommandOptions): Promise<number> {
  const started = performance.now();
  const failing = readKinds(options.failOn, findingKinds);
  const part = readOnly(options.only);
  const desired = await desiredOrProblems(options);
  if (!desired) return EXIT.badInput;
  const settings = brokerSettings(options, desired.inventory);
  const door = await openReader(settings, options);
  checkRightBroker(desired, door.broker);
  const { live, activity } = await readLiveAndTotals(door.reader, settings.vhost, door.broker);
  const at = Math.floor(Date.now() / 1000);
  const { routing } = desired.inventory;
  const assessment = assess(desired, live, []);
  const selection = part && choosePart(part, desired.inventory, addressesOf(assessment));
  const input = { ...assessment, activity, routing, managementUrl: door.reader.url, where: aimText(options) };
  if (options.quiet !== true) for (const note of notesOnNodes(live.nodes, live.store)) say(inert(note));
  const whole = makeVerifyReport(desired.compiled, verify(input), failing);
  const report = selection ? onlyPart(whole, selection, input) : whole;
  const run = {
    report,
    vhost: settings.vhost,
    clusterName: door.broker.clusterName,
    at,
    took: Math.round(performance.now() - started) / 1000,
  };
  await writeOut(documents.verify[options.format](run, paperFor(options, process.stdout)));
  return report.ok ? EXIT.done : EXIT.differs;
}
