// One round: three inventories, one after the other, in a vhost of its own, with strangers, messages and consumers about.

import fc from 'fast-check';
import { planBroker } from '../../src/cli/broker/plan-broker.js';
import { openReader } from '../../src/cli/broker/reader.js';
import type { PlanOptions, Planned } from '../../src/plan/index.js';
import type { Message } from '../../src/route/index.js';
import { until } from '../support/until.js';
import type { TestVhost } from '../support/vhost.js';
import type { Applied, Manner } from './apply.js';
import { apply, manner, verify } from './apply.js';
import { demandNone } from './broken.js';
import type { Drawn } from './inventories.js';
import { addressesOf, inventories } from './inventories.js';
import { isTight, roomIn } from './limits.js';
import { checkMessages, checkReport, checkRoutes, checkVerify } from './laws.js';
import type { Picture } from './pictures.js';
import { strangersChanged, takePicture } from './pictures.js';
import type { Post, Reading, Sent } from './post.js';
import { openPost, sendWhile } from './post.js';
import type { Announced } from './routes.js';
import { announcedBy, isAnnounced, messagesFor, probe } from './routes.js';
import type { Doing } from './strangers.js';
import { disturb, doings, removeStrangers, settleIn } from './strangers.js';

interface Filling {
  readonly queue: number;
  readonly count: number;
  readonly what: 'messages' | Reading;
}

interface Turn {
  readonly doings: readonly Doing[];
  readonly fillings: readonly Filling[];
  readonly manner: Manner;
}

export interface Round {
  readonly inventories: readonly Drawn[];
  readonly turns: readonly Turn[];
}

const filling: fc.Arbitrary<Filling> = fc.record({
  queue: fc.nat({ max: 1000 }),
  count: fc.constantFrom(2, 12),
  what: fc.constantFrom(
    ...['messages' as const, 'messages' as const, 'messages' as const, 'messages' as const],
    'acknowledges' as const,
    'holds' as const,
    'has left' as const,
  ),
});

const turn: fc.Arbitrary<Turn> = fc.record({ doings, fillings: fc.array(filling, { maxLength: 6 }), manner });

export const rounds: fc.Arbitrary<Round> = fc.record({
  inventories,
  turns: fc.array(turn, { minLength: 3, maxLength: 3 }),
});

export interface Sums {
  readonly applies: number;
  /** Of them, how many were killed in the middle and started again. */
  readonly killed: number;
  readonly messages: number;
  /** Routes that plans said would be lost. */
  readonly losses: number;
  /** Policies with limits that were set, and that had to wait. */
  readonly limits: number;
  readonly waiting: number;
}

interface Playing {
  readonly vhost: TestVhost;
  readonly post: Post;
  /** Hears each step, for who has to repeat it. */
  readonly tell: (line: string) => void;
}

const owner = 'global';

export async function play(
  vhost: TestVhost,
  { inventories: drawn, turns }: Round,
  tell: Playing['tell'],
): Promise<Sums> {
  return await vhost.amqp(async (amqp) => {
    const playing: Playing = { vhost, post: openPost(amqp), tell };
    await settleIn(vhost, owner);
    let from: Drawn | undefined;
    const sums = { killed: 0, losses: 0, limits: 0, waiting: 0 };
    for (const [index, to] of drawn.entries()) {
      const now = turns[index];
      if (!now) continue;
      const taken = await takeTurn(playing, from, to, now);
      sums.killed += taken.applied.killed ? 1 : 0;
      sums.losses += taken.losses;
      for (const { step, result } of taken.applied.report.outcomes)
        if (step.policy?.applyTo === 'queues')
          if (result === 'done') sums.limits += 1;
          else if (result === 'held') sums.waiting += 1;
      from = to;
    }
    if (from) await cleanUp(playing, from);
    return { ...sums, applies: drawn.length + 1, messages: playing.post.sent() };
  });
}

async function takeTurn(
  playing: Playing,
  from: Drawn | undefined,
  to: Drawn,
  turn: Turn,
): Promise<{ readonly applied: Applied; readonly losses: number }> {
  const { vhost, post, tell } = playing;
  for (const doing of turn.doings) {
    tell(`stranger: ${JSON.stringify(doing)}`);
    await disturb(vhost, await takePicture(vhost), owner, doing);
  }
  const options = await optionsFor(playing, to, turn.manner);
  const planned = await planNow(vhost, to, options);
  const announced = announcedBy(planned);
  const live = await takePicture(vhost);
  const messages = [...messagesFor(from ? [from, to] : [to]), ...announced.told.map(({ message }) => message)];
  const exchanges = (rows: typeof live): ReadonlySet<string> => new Set(rows.exchanges.map(({ name }) => name));
  const queues = (rows: typeof live): readonly string[] => rows.queues.map(({ name }) => name);
  const before = await probe(post, messages, exchanges(live), queues(live));
  post.forget();
  for (const filling of turn.fillings) await fill(playing, live, to, filling);

  const wanted = new Set([...namesOf(to), ...(from ? namesOf(from) : [])]);
  const picture = await takePicture(vhost);
  tell(`apply ${JSON.stringify({ ...turn.manner, ...options })}`);
  // What comes in while a limit is set comes under it: that is beside these laws.
  const policies = [...live.policies, ...to.compiled.topology.policies];
  const stays = (from ? staying(from, to, before, announced) : []).filter(({ queue }) => !isTight(policies, queue));
  const { sent, result } = await sendWhile(post, stays, () => apply(vhost, to.yaml, turn.manner, options));
  tell(`it ended with ${result.code}: ${JSON.stringify(result.report.summary)}`);
  for (const { step, result: how, error = '' } of result.report.outcomes)
    if (how !== 'done') tell(`  ${how}: ${step.action} ${step.kind} ${step.name}: ${error}`);
  const then = await takePicture(vhost);
  demandNone('law 2: strangers changed', strangersChanged(picture, then, owner, wanted));
  await post.collect(queues(then), nothing);
  checkMessages(post, sent, new Set(queues(then)));
  const { plan } = await planNow(vhost, to, options);
  checkReport(result, plan);
  checkVerify(await verify(vhost, to.yaml), (await planNow(vhost, to, { ...options, prune: true })).plan);
  post.forget();
  const after = await probe(post, messages, exchanges(then), queues(then));
  const isWhole = result.report.converged && plan.refusals.length === 0;
  checkRoutes(announced, { before, after }, isOfTree(from, to), isWhole);
  post.forget();
  return { applied: result, losses: announced.told.length };
}

function namesOf({ compiled: { topology } }: Drawn): readonly string[] {
  return [
    ...Array.from(topology.exchanges.keys(), (name) => `exchange ${name}`),
    ...Array.from(topology.queues.keys(), (name) => `queue ${name}`),
  ];
}

/** What is in the way is named for --replace, where that is the manner. */
async function optionsFor({ vhost }: Playing, to: Drawn, { prune, replace }: Manner): Promise<PlanOptions> {
  const options = { prune, replace: [], adopt: [] };
  if (!replace) return options;
  const { plan } = await planNow(vhost, to, options);
  const inTheWay = plan.refusals.filter(({ kind }) => kind === 'queue' || kind === 'exchange').map(({ name }) => name);
  return { ...options, replace: [...new Set(inTheWay)] };
}

async function planNow({ amqpUrl, managementUrl, name }: TestVhost, to: Drawn, options: PlanOptions): Promise<Planned> {
  const settings = { amqpUrls: [amqpUrl], managementUrls: [managementUrl], vhost: name, timeoutSeconds: 30 };
  const door = await openReader(settings, {});
  return await planBroker({ ...to, warnings: [] }, door, name, () => 'sha256:fuzz', options);
}

/** Messages to addresses that are in both inventories, arrive now, and shall go on arriving. */
function staying(
  from: Drawn,
  to: Drawn,
  before: ReadonlyMap<Message, readonly string[]>,
  announced: Announced,
): readonly Omit<Sent, 'body'>[] {
  const kept = addressesOf(to);
  const addresses = [...addressesOf(from)].filter(([queue]) => kept.has(queue));
  return [...before].flatMap(([message, reached]) =>
    addresses.flatMap(([queue, sent]) =>
      sent.some((each) => JSON.stringify(each) === JSON.stringify(message)) &&
      reached.includes(queue) &&
      !isAnnounced(announced, queue, message)
        ? [{ queue, message }]
        : [],
    ),
  );
}

function isOfTree(from: Drawn | undefined, to: Drawn): (queue: string) => boolean {
  const roles = [from, to].map((drawn) => drawn?.compiled.origins.queues);
  return (queue) => roles.some((origins) => origins?.get(queue)?.role === 'tree');
}

const nothing = (): Promise<void> => Promise.resolve();

async function fill({ post, tell }: Playing, live: Picture, to: Drawn, filling: Filling): Promise<void> {
  const { queue: at, count, what } = filling;
  // Those that stay are what a new limit meets.
  const staying = live.queues.filter(({ name: queue }) => to.compiled.topology.queues.has(queue));
  const queues = [...live.queues, ...staying, ...staying, ...staying];
  const { name } = queues[at % queues.length] ?? {};
  if (name === undefined) return;
  const room = roomIn(live, name);
  if (room === 0) return;
  tell(`${what} in queue ${name}, ${Math.min(count, room)} messages`);
  await post.put(name, count, room);
  const isRead = post.readers().some((reader) => reader.queue === name);
  if (what !== 'messages' && !isRead) await post.read(name, what);
}

async function cleanUp({ vhost, post, tell }: Playing, last: Drawn): Promise<void> {
  const back = await post.release();
  const live = await takePicture(vhost);
  const queues = live.queues.map(({ name }) => name);
  await post.collect(queues, nothing);
  demandNone(
    'law 1: what was delivered and not acknowledged lies there again',
    [...back].flatMap(([queue, bodies]) =>
      isTight(live.policies, queue)
        ? []
        : [...bodies].filter((body) => !post.arrivals(body).includes(queue)).map((body) => `${body} of ${queue}`),
    ),
  );
  await removeStrangers(vhost, live, owner);
  const { plan } = await planNow(vhost, last, { prune: true, replace: [], adopt: [] });
  const options = { prune: true, replace: [...new Set(plan.refusals.map(({ name }) => name))], adopt: [] };
  // Counts of quorum queues, and of consumers, are some seconds old. An expiry waits for a reader.
  const byExpiry = (reason: unknown): boolean => JSON.stringify(reason).includes('nobody is known to read it');
  await until('nothing is held', async () =>
    (await planNow(vhost, last, options)).plan.held.every(({ reason }) => byExpiry(reason)),
  );
  tell(`the strangers, messages and consumers are gone; apply ${JSON.stringify(options)}`);
  const again = (): Promise<Applied> => apply(vhost, last.yaml, { drain: false, kill: null }, options);
  const first = await again();
  const expiring = last.compiled.topology.policies.filter(({ definition }) => 'expires' in definition);
  for (const { name } of (await takePicture(vhost)).queues)
    if (expiring.some(({ pattern }) => new RegExp(pattern).test(name))) await post.read(name, 'acknowledges');
  // A net is replaced by the run after the one that puts it in place.
  const { code, report } = first.code === 4 ? await again() : first;
  const odd = report.outcomes.filter(({ result }) => result !== 'done');
  if (code !== 0 || !report.converged)
    demandNone('law 5: with nothing in its way it converges', [
      `exit ${code}, converged ${String(report.converged)}`,
      ...odd.map(({ step, result, error }) => `${result}: ${step.action} ${step.kind} ${step.name}: ${error ?? ''}`),
    ]);
  checkVerify(await verify(vhost, last.yaml), (await planNow(vhost, last, options)).plan);
}
