// What queues of ours hold, and who reads them: messages that nobody reads, queues that are down, draining ones.

import type { Activity, Live } from '../live/index.js';
import { netOf } from '../assess/index.js';
import { STATISTICS_OFF } from '../plan/index.js';
import type { Path } from '../topology/index.js';
import { commandLine } from '../text/index.js';
import { lookCommand } from './api-commands.js';
import type { Found } from './finding.js';
import type { VerifyInput } from './verify-input.js';

export function* findActivity(input: VerifyInput): Generator<Found> {
  const { desired, live, ownership, activity, place } = input;
  for (const name of ownership.proofs.queues.keys()) {
    const counts = activity.get(name);
    const object = { kind: 'queue' as const, name };
    const known = { ...countsOf('queue', name, activity) };
    const path = place.path('queue', name);
    const about = { object, ...(path && { path }), ...known };
    const state = stateOf(live, counts, name);
    if (counts && counts.messages !== null && counts.messages > 0 && counts.consumers === 0)
      yield {
        ...about,
        kind: 'no-consumer',
        ...adviceOn(name, path, input),
      };
    const isGone = state !== undefined && isDown(state);
    if (!isGone && known.consumers === null) yield { ...about, kind: 'uncounted', ...adviceOnUncounted(counts, live) };
    if (isGone)
      yield {
        ...about,
        kind: 'down',
        message: `state ${state}: it cannot be counted, and takes no message`,
        remedy: 'start its node again; which one that is: rabbitmqctl cluster_status',
      };
    if (desired.origins.queues.get(name)?.draining === true)
      yield { ...about, kind: 'draining', message: drainingText(counts), remedy: drainingRemedy(counts) };
  }
}

type Advice = Pick<Found, 'message' | 'remedy'>;

const WORKER_MISSING = { message: 'messages wait, and nobody reads', remedy: 'start the worker of this address' };

/** Where a queue that nobody reads belongs to. One without an address may have been the net: then no worker is missing. */
function adviceOn(name: string, path: Path | undefined, input: VerifyInput): Advice {
  const { desired, ownership } = input;
  const nets = [...desired.topology.policies, ...ownership.topology.policies].map(netOf);
  const net = netAdvice(input, name);
  if (nets.includes(name)) return net;
  if (path) return WORKER_MISSING;
  const { message } = WORKER_MISSING;
  return { message, remedy: `start what reads it; if it was the net of \`routing.unroutable\`, ${net.remedy}` };
}

/** Not down, and still somebody has not said who reads it: the broker by its configuration, or the queue just now. */
function adviceOnUncounted(counts: Activity | undefined, { vhost }: Live): Advice {
  const waiting = counts?.messages !== undefined && counts.messages !== null && counts.messages > 0;
  const unknown = `${waiting ? 'messages wait, and ' : ''}who reads it is not known`;
  if (counts?.statistics === 'off')
    return { message: `${unknown}: ${STATISTICS_OFF.why}`, remedy: STATISTICS_OFF.remedy };
  return {
    message: `${unknown}: the broker did not answer for it just now`,
    remedy: `look again in some seconds; if it stays so: ${commandLine('rabbitmqctl', 'list_queues', '-p', vhost, 'name', 'state')}`,
  };
}

function netAdvice({ live: { vhost }, managementUrl }: VerifyInput, name: string): Advice {
  return {
    message: 'messages that no binding took lie here',
    remedy: `look at one: ${lookCommand(managementUrl, vhost, name)}; topo trace with its headers says why; when they are sent again or not needed: ${commandLine('rabbitmqctl', 'purge_queue', '-p', vhost, name)}`,
  };
}

/** As the list of objects has it, or else as it was when the counts were taken. */
function stateOf(live: Live, counts: Activity | undefined, name: string): string | undefined {
  const listed = live.queueStates.get(name);
  return listed !== undefined && isDown(listed) ? listed : (counts?.state ?? listed);
}

/** What the management API says of a queue that nobody can read from now. */
function isDown(state: string): boolean {
  return ['down', 'stopped', 'minority', 'crashed', 'without leader'].includes(state);
}

function drainingText(counts: Activity | undefined): string {
  if (counts?.messages === 0 && counts.consumers === 0) return 'drained: empty, and nobody reads';
  if (counts?.messages === 0) return 'empty; a worker is still there';
  return 'no new task arrives; what is in it waits for its worker';
}

function drainingRemedy(counts: Activity | undefined): string {
  return counts?.messages === 0 && counts.consumers === 0
    ? 'take it out of the inventory, and let `topo apply` remove it'
    : 'let the worker finish, then stop it and take it out of the inventory';
}

export function countsOf(
  kind: 'exchange' | 'queue' | 'binding',
  name: string,
  activity: ReadonlyMap<string, Activity>,
): Pick<Found, 'messages' | 'unacknowledged' | 'consumers'> {
  if (kind !== 'queue') return {};
  const { messages = null, unacknowledged = null, consumers = null } = activity.get(name) ?? {};
  return { messages, unacknowledged, consumers };
}
