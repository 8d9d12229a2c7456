// What holds after each apply: of the report, of the next plan, of verify, and of messages.

import type { Plan } from '../../src/plan/index.js';
import type { VerifyReport } from '../../src/verify/index.js';
import type { Message } from '../../src/route/index.js';
import type { Printed } from '../support/printed.js';
import type { Applied } from './apply.js';
import { demandNone } from './broken.js';
import type { Post, Sent } from './post.js';
import type { Announced } from './routes.js';
import { isAnnounced } from './routes.js';

interface Lined {
  readonly action: string;
  readonly kind: string;
  readonly name: string;
  readonly binding?: { readonly source: string; readonly arguments: unknown; readonly routingKey: string };
}

/** Policies by name: one that waits is another one in each plan. */
function lineOf({ action, kind, name, binding }: Lined): string {
  const from = binding && ` from ${binding.source} ${JSON.stringify([binding.arguments, binding.routingKey])}`;
  return `${action} ${kind} ${name}${from ?? ''}`;
}

/** What is bound again for a replace waits with it. */
function withoutRebinding(steps: Plan['steps']): Plan['steps'] {
  const replaced = new Set(
    steps.flatMap(({ action, kind, name }) => (action === 'replace' ? [`${kind} ${name}`] : [])),
  );
  return steps.filter(
    ({ binding }) =>
      !binding ||
      !(
        replaced.has(`exchange ${binding.source}`) || replaced.has(`${binding.destinationType} ${binding.destination}`)
      ),
  );
}

/** The plan that the next apply would have, and what the exit code says of it. */
export function checkReport({ code, report }: Applied, after: Plan): void {
  const { summary, outcomes, converged } = report;
  const odd = outcomes.filter(({ result }) => result === 'failed' || result === 'skipped');
  demandNone(
    'law 3: nothing failed, nothing was left out',
    odd.map(({ step, result, error }) => `${result}: ${lineOf(step)}: ${error ?? ''}`),
  );
  const waits = new Set(outcomes.filter(({ result }) => result !== 'done').map(({ step }) => lineOf(step)));
  demandNone(
    'law 3: what a plan still has was held or refused',
    withoutRebinding(after.steps)
      .map(lineOf)
      .filter((line) => !waits.has(line)),
  );
  const wanted = summary.held + summary.refused > 0 ? 4 : 0;
  demandNone('law 3: exit code, converged and plan agree', [
    ...(code === wanted && code === report.exitCode
      ? []
      : [`exit ${code}, reported ${report.exitCode}, not ${wanted}`]),
    ...(converged === (after.steps.length === 0)
      ? []
      : [`converged ${String(converged)}, ${after.steps.length} steps`]),
  ]);
}

/** Kinds that an apply mends, where nothing is in its way. */
const MENDED: ReadonlySet<string> = new Set(['missing', 'mismatch', 'extra-binding', 'orphan', 'unroutable']);

export function checkVerify({ findings }: Printed<VerifyReport>, { steps, refusals }: Plan): void {
  if (steps.length + refusals.length > 0) return;
  const isFormerEntry = (message: string): boolean => /^was the .* once$/.test(message);
  demandNone(
    'law 3: verify finds nothing that apply should have mended',
    findings
      .filter(({ kind, message }) => MENDED.has(kind) && !isFormerEntry(message))
      .map(({ kind, object, message, remedy }) => `${kind} ${object.kind} ${object.name}: ${message}: ${remedy}`),
  );
}

export function checkMessages(post: Post, sent: readonly Sent[], queues: ReadonlySet<string>): void {
  const fates = sent.flatMap(({ queue, message, body }) => {
    if (body === undefined) return [`returned: to ${queue} ${JSON.stringify(message)}`];
    const times = post.arrivals(body).filter((name) => name === queue).length;
    return times === 1 ? [] : [`${times} times in ${queue}: ${JSON.stringify(message)}`];
  });
  demandNone('law 1: every message to an address that stays arrives', fates);
  demandNone('law 1: what lay in a queue lies there', post.missing());
  demandNone('law 1: a queue that somebody reads, or has read of, is not deleted', [
    ...post.cancelled,
    ...post.readers().flatMap(({ queue }) => (queues.has(queue) ? [] : [queue])),
  ]);
}

export interface Reached {
  readonly before: ReadonlyMap<Message, readonly string[]>;
  readonly after: ReadonlyMap<Message, readonly string[]>;
}

/** `isOurs`: whether it is a queue of the tree. `whole`: whether the plan was carried out whole. */
export function checkRoutes(
  announced: Announced,
  { before, after }: Reached,
  isOurs: (queue: string) => boolean,
  whole: boolean,
): void {
  const lost = [...before].flatMap(([message, queues]) =>
    queues
      .filter((queue) => isOurs(queue) && after.get(message)?.includes(queue) !== true)
      .filter((queue) => !isAnnounced(announced, queue, message))
      .map((queue) => `${queue}: ${JSON.stringify(message)}`),
  );
  demandNone('law 4: a loss that was not announced', lost);
  const told = announced.told.map(({ queue, message }) => ({
    queue,
    message,
    line: `${queue}: ${JSON.stringify(message)}`,
  }));
  demandNone(
    'law 4: a route that was announced as lost, and was none',
    told.filter(({ queue, message }) => before.get(message)?.includes(queue) !== true).map(({ line }) => line),
  );
  if (!whole) return;
  demandNone(
    'law 4: a loss that was announced, and is none',
    told.filter(({ queue, message }) => after.get(message)?.includes(queue) === true).map(({ line }) => line),
  );
}
