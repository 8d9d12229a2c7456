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
import { checkMessages, checkReport, checkRoutes, checkVerify } from './laws.js';
import { strangersChanged, takePicture } from './pictures.js';
import type { Post, Reading, Sent } from './post.js';
import { openPost, sendWhile } from './post.js';
import type { Announced } from './routes.js';
import { announcedBy, isAnnounced, messagesFor, probe } from './routes.js';
import type { Doing } from './strangers.js';
import { disturb, doings, removeStrangers, settleIn } from './strangers.js';

interface Filling {
  readonly queue: number;
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
  what: fc.constantFrom(
    'messages' as const,
    'messages' as const,
    'acknowledges' as const,
    'holds' as const,
    'has left' as const,
  ),
});

const turn: fc.Arbitrary<Turn> = fc.record({ doings, fillings: fc.array(filling, { maxLength: 4 }), manner });

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
    let [killed, losses] = [0, 0];
    for (const [index, to] of drawn.entries()) {
      const now = turns[index];
      if (!now) continue;
      const taken = await takeTurn(playing, from, to, now);
      killed += taken.killed ? 1 : 0;
      losses += taken.losses;
      from = to;
    }
    if (from) await cleanUp(playing, from);
    return { applies: drawn.length + 1, killed, messages: playing.post.sent(), losses };
  });
}

async function takeTurn(
  playing: Playing,
  from: Drawn | undefined,
  to: Drawn,
  turn: Turn,
): Promise<{ readonly killed: boolean; readonly losses: number }> {
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
  for (const { queue, what } of turn.fillings) await fill(playing, queues(live)[queue % live.queues.length], what);

  const wanted = new Set([...namesOf(to), ...(from ? namesOf(from) : [])]);
  const picture = await takePicture(vhost);
  tell(`apply ${JSON.stringify({ ...turn.manner, ...options })}`);
  const stays = from ? staying(from, to, before, announced) : [];
  const { sent, result } = await sendWhile(post, stays, () => apply(vhost, to.yaml, turn.manner, options));
  tell(`it ended with ${result.code}: ${JSON.stringify(result.report.summary)}`);
  for (const { step, result: how, error = '' } of result.report.outcomes)
    if (how !== 'done') tell(`  ${how}: ${step.action} ${step.kind} ${step.name}: ${error}`);
  const then = await takePicture(vhost);
  demandNone('law 2: strangers changed', strangersChanged(picture, then, owner, wanted));
  await post.collect(queues(then));
  checkMessages(post, sent, new Set(queues(then)));
  const { plan } = await planNow(vhost, to, options);
  checkReport(result, plan);
  checkVerify(await verify(vhost, to.yaml), (await planNow(vhost, to, { ...options, prune: true })).plan);
  post.forget();
  const after = await probe(post, messages, exchanges(then), queues(then));
  const isWhole = result.report.converged && plan.refusals.length === 0;
  checkRoutes(announced, { before, after }, isOfTree(from, to), isWhole);
  post.forget();
  return { killed: result.killed, losses: announced.told.length };
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

async function fill({ post, tell }: Playing, queue: string | undefined, what: Filling['what']): Promise<void> {
  if (queue === undefined) return;
  tell(`${what} in queue ${queue}`);
  await post.put(queue);
  await post.put(queue);
  const isRead = post.readers().some((reader) => reader.queue === queue);
  if (what !== 'messages' && !isRead) await post.read(queue, what);
}

async function cleanUp({ vhost, post, tell }: Playing, last: Drawn): Promise<void> {
  const back = await post.release();
  const live = await takePicture(vhost);
  const queues = live.queues.map(({ name }) => name);
  await post.collect(queues);
  demandNone(
    'law 1: what was delivered and not acknowledged lies there again',
    [...back].flatMap(([queue, bodies]) =>
      [...bodies].filter((body) => !post.arrivals(body).includes(queue)).map((body) => `${body} of ${queue}`),
    ),
  );
  await removeStrangers(vhost, live, owner);
  const { plan } = await planNow(vhost, last, { prune: true, replace: [], adopt: [] });
  const options = { prune: true, replace: [...new Set(plan.refusals.map(({ name }) => name))], adopt: [] };
  // Counts of quorum queues, and of consumers, are some seconds old.
  await until('nothing is held', async () => (await planNow(vhost, last, options)).plan.held.length === 0);
  tell(`the strangers, messages and consumers are gone; apply ${JSON.stringify(options)}`);
  const again = (): Promise<Applied> => apply(vhost, last.yaml, { drain: false, kill: null }, options);
  const first = await again();
  // A net is replaced by the run after the one that puts it in place.
  const { code, report } = first.code === 4 && first.report.summary.held === 0 ? await again() : first;
  const odd = report.outcomes.filter(({ result }) => result !== 'done');
  if (code !== 0 || !report.converged)
    demandNone('law 5: with nothing in its way it converges', [
      `exit ${code}, converged ${String(report.converged)}`,
      ...odd.map(({ step, result, error }) => `${result}: ${step.action} ${step.kind} ${step.name}: ${error ?? ''}`),
    ]);
  checkVerify(await verify(vhost, last.yaml), (await planNow(vhost, last, options)).plan);
}
