// The registry during an apply: made with the first adoption; and that of an older topo replaced, which is internal, so that
// exports leave it out and cannot be imported. It is no step of the plan; that it was replaced stands in the report.
//
// Its proof is never lost: all that is registered is bound from a stand-in too before the old one is deleted, and from the
// new one before the stand-in is. Both are read (ownership/registry.ts), so whatever call was the last one, the next apply
// begins again at what it finds.

import pMap from 'p-map';
import type { AmqpCall } from '../broker/index.js';
import { CallRefused } from '../broker/index.js';
import type { RegistryReplacement, StandIn, Step } from '../plan/index.js';
import { registryName, standInName } from '../topology/index.js';
import { commandLine } from '../text/index.js';
import type { Outcome } from './apply-report.js';
import { declareRegistryCall, registerCall } from './calls.js';
import type { Run } from './run.js';
import { failureOf, halted, record } from './run.js';

export interface ReplacedRegistry {
  readonly outcome: Outcome | undefined;
  /** Whether there is one to register in, of either kind. */
  readonly stands: boolean;
}

export async function replaceRegistry(run: Run): Promise<ReplacedRegistry> {
  const { replacement, stands } = run.draft.registering;
  if (!replacement) return { outcome: undefined, stands };
  const name = registryName(run.owner);
  const about = (outcome: Omit<Outcome, 'step'>): Outcome => ({ step: stepFor(name), ...outcome });
  const [unseen] = replacement.unseen;
  if (unseen !== undefined)
    return { stands, outcome: about({ result: 'held', error: unseenText(unseen), remedy: UNSEEN_REMEDY }) };
  let standsNow = stands;
  try {
    for (const calls of callsToReplace(run.owner, replacement)) {
      if (halted(run)) return { stands: standsNow, outcome: about({ result: 'skipped', error: BEGUN }) };
      await pMap(calls, (call) => run.doors.amqp.run(call), { concurrency: run.doors.channels });
      for (const call of calls) if ('name' in call && call.name === name) standsNow = call.call === 'declare exchange';
    }
    return { stands: true, outcome: about({ result: 'done' }) };
  } catch (error) {
    return { stands: standsNow, outcome: about({ ...failureOf(error, NOT_REPLACED), ...remedyFor(error, run) }) };
  }
}

/** In order; the calls of one list may run side by side. */
export function callsToReplace(
  owner: string,
  { isInternal, registered }: RegistryReplacement,
): readonly (readonly AmqpCall[])[] {
  const registry = registryName(owner);
  const standIn = standInName(owner);
  const registerIn = (exchange: string): readonly AmqpCall[] => registered.map((each) => registerCall(exchange, each));
  const remove = (name: string): AmqpCall => ({ call: 'delete exchange', name, ifUnused: false });
  return [
    ...(isInternal ? [[declareRegistryCall(standIn)], registerIn(standIn), [remove(registry)]] : []),
    [declareRegistryCall(registry)],
    registerIn(registry),
    [remove(standIn)],
  ];
}

/** The registry comes into being with the first adoption. */
export async function makeRegistry(run: Run, adopts: readonly Step[]): Promise<void> {
  const name = registryName(run.owner);
  try {
    await run.doors.amqp.run(declareRegistryCall(name));
  } catch (error) {
    for (const step of adopts) record(run, step, failureOf(error, `exchange ${name}: `));
  }
}

function stepFor(name: string): StandIn {
  return {
    action: 'replace',
    kind: 'exchange',
    name,
    reason: 'internal, as an older topo made it: an export leaves it out, and then cannot be imported',
  };
}

const NOT_REPLACED = 'an older topo made it internal, so exports cannot be imported, and it could not be replaced: ';

const BEGUN = 'stopped half-way: nothing that was registered is lost, and the next apply goes on';

function unseenText(queue: string): string {
  return `the broker shows no bindings of queue ${queue}, which is down: its registration, if it has one, would be lost`;
}

const UNSEEN_REMEDY = 'start the node that has it, then apply again; until then the registry is proof as it is';

function remedyFor(error: unknown, { owner, plan }: Run): Pick<Outcome, 'remedy'> {
  if (!(error instanceof CallRefused) || error.code !== 403) return {};
  const names = `${registryName(owner)} and ${standInName(owner)}`;
  return {
    remedy: `let this user configure and read ${names}, and write to all that is registered (${commandLine('rabbitmqctl', 'set_permissions', '-p', plan.vhost)} USER CONFIGURE WRITE READ), then apply again; until then it is proof as it is`,
  };
}
