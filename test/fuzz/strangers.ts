// What others do in our vhost: exchanges, queues, bindings and policies of their own, on, to and from what is ours, and
// under our names.

import fc from 'fast-check';
import type { TestVhost } from '../support/vhost.js';
import { AdminApiError } from '../support/admin-api.js';
import type { Picture } from './pictures.js';
import { oursIn, isOurPolicy, takePicture } from './pictures.js';

/** Stands for one of the objects that are ours just now. */
interface Ours {
  readonly ours: number;
}
type Name = string | Ours;

type Arguments = Readonly<Record<string, string | number>>;

export type Doing =
  | { readonly does: 'exchange'; readonly name: Name; readonly type: string; readonly alternate: Name | null }
  | { readonly does: 'queue'; readonly name: Name; readonly arguments: Arguments; readonly deadLetters: Name | null }
  | {
      readonly does: 'bind';
      readonly from: Name;
      readonly to: Name;
      readonly kind: 'queue' | 'exchange';
      readonly arguments: Arguments;
      readonly key: string;
    }
  | {
      readonly does: 'policy';
      readonly name: string;
      readonly on: Name;
      readonly applyTo: 'exchanges' | 'queues' | 'all';
      readonly priority: number;
      readonly definition: 'alternate to theirs' | 'dead letters to ours' | 'long' | 'short';
      readonly ours: number;
    };

const ours: fc.Arbitrary<Ours> = fc.record({ ours: fc.nat({ max: 1000 }) });
const theirs = fc.constantFrom('billing', 'audit', 'their/ü');
const exchangeName: fc.Arbitrary<Name> = fc.oneof(ours, theirs, fc.constantFrom('amq.headers', 'amq.fanout'));
const name: fc.Arbitrary<Name> = fc.oneof(
  { weight: 4, arbitrary: theirs },
  { weight: 1, arbitrary: fc.constantFrom('storage-2-7', 'vm-03', 'storage-1', 'vm', 'unroutable') },
);
const header = fc.constantFrom('daemon', 'cluster', 'hypervisor', 'site', 'anything', 'x-other');
const value = fc.constantFrom<string | number>('storage', 'vm', '1', '2', '007', 1, 7);

/** In one of ten cases the mark of another owner, in as many ours: as a backup that was imported has it. */
const mark: fc.Arbitrary<Arguments> = fc.constantFrom<Arguments>(
  ...Array.from({ length: 8 }, () => ({})),
  { 'x-topo-owner': 'other' },
  { 'x-max-length': 70_000 },
);

const doing: fc.Arbitrary<Doing> = fc.oneof(
  fc.record({
    does: fc.constant('exchange' as const),
    name,
    type: fc.constantFrom('headers', 'topic', 'fanout', 'direct'),
    alternate: fc.option(exchangeName, { freq: 3 }),
  }),
  fc.record({
    does: fc.constant('queue' as const),
    name,
    arguments: mark,
    deadLetters: fc.option(exchangeName, { freq: 3 }),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('bind' as const),
      from: exchangeName,
      to: fc.oneof(ours, theirs),
      kind: fc.constantFrom('queue' as const, 'queue' as const, 'exchange' as const),
      arguments: fc
        .tuple(fc.constantFrom('all', 'any'), fc.dictionary(header, value, { maxKeys: 3 }))
        .map(([mode, criteria]): Arguments => ({ 'x-match': mode, ...criteria })),
      key: fc.constantFrom('', '', 'a.b', '#'),
    }),
  },
  fc.record({
    does: fc.constant('policy' as const),
    name: fc.constantFrom('their policy', 'a', 'zz'),
    on: fc.oneof(ours, exchangeName),
    applyTo: fc.constantFrom('exchanges' as const, 'queues' as const, 'all' as const),
    priority: fc.constantFrom(-1, 0, 0, 1, 5, 20),
    definition: fc.constantFrom(
      'alternate to theirs' as const,
      'dead letters to ours' as const,
      'long' as const,
      'short' as const,
    ),
    ours: fc.nat({ max: 1000 }),
  }),
);

export const doings: fc.Arbitrary<readonly Doing[]> = fc.array(doing, { maxLength: 6 });

/** Something for bindings to lead to and from. */
const atFirst: readonly Doing[] = [
  { does: 'exchange', name: 'billing', type: 'headers', alternate: null },
  { does: 'exchange', name: 'their/ü', type: 'topic', alternate: null },
  { does: 'queue', name: 'audit', arguments: {}, deadLetters: null },
  { does: 'queue', name: 'billing', arguments: {}, deadLetters: null },
];

export async function settleIn(vhost: TestVhost, owner: string): Promise<void> {
  for (const doing of atFirst) await disturb(vhost, await takePicture(vhost), owner, doing);
}

/** Does it; what the broker refuses (nothing of that name, another type of that name) is left. */
export async function disturb(vhost: TestVhost, now: Picture, owner: string, doing: Doing): Promise<void> {
  const { api, path } = vhost;
  // The net is no way to a queue of the tree: what takes it there by hand is beside all promises.
  const nets = new Set(now.exchanges.flatMap(({ type, name }) => (type === 'fanout' ? [`exchange ${name}`] : [])));
  const known = [...oursIn(now, owner)].filter((key) => !key.includes('topo.owned.') && !nets.has(key));
  const pick = (kind: 'exchange' | 'queue', wanted: Name): string => {
    if (typeof wanted === 'string') return wanted;
    const names = known.flatMap((key) => (key.startsWith(`${kind} `) ? [key.slice(kind.length + 1)] : [])).sort();
    return names[wanted.ours % names.length] ?? 'nothing';
  };
  const segment = (text: string): string => encodeURIComponent(text);
  switch (doing.does) {
    case 'exchange': {
      const { name, type, alternate } = doing;
      const args = alternate === null ? {} : { 'alternate-exchange': pick('exchange', alternate) };
      await orLeave(
        api.put(`/exchanges/${path}/${segment(pick('exchange', name))}`, { type, durable: true, arguments: args }),
      );
      return;
    }
    case 'queue': {
      const { name, deadLetters } = doing;
      const more = deadLetters === null ? {} : { 'x-dead-letter-exchange': pick('exchange', deadLetters) };
      const args = { ...doing.arguments, ...more };
      await orLeave(api.put(`/queues/${path}/${segment(pick('queue', name))}`, { durable: true, arguments: args }));
      return;
    }
    case 'bind': {
      const { from, to, kind, key, arguments: args } = doing;
      const ends = `e/${segment(pick('exchange', from))}/${kind === 'queue' ? 'q' : 'e'}/${segment(pick(kind, to))}`;
      await orLeave(api.post(`/bindings/${path}/${ends}`, { routing_key: key, arguments: args }));
      return;
    }
    case 'policy': {
      const { name, on, applyTo, priority, definition } = doing;
      const target = pick(applyTo === 'queues' ? 'queue' : 'exchange', on);
      const body = {
        pattern: `^${target.replace(/[^\w-]/g, '.')}$`,
        'apply-to': applyTo,
        priority,
        definition: definitionOf(definition, pick('exchange', { ours: doing.ours })),
      };
      await orLeave(api.put(`/policies/${path}/${segment(name)}`, body));
    }
  }
}

function definitionOf(what: Extract<Doing, { does: 'policy' }>['definition'], exchange: string): object {
  switch (what) {
    case 'alternate to theirs':
      return { 'alternate-exchange': 'billing' };
    case 'dead letters to ours':
      return { 'dead-letter-exchange': exchange };
    case 'long':
      return { 'max-length': 80_000 };
    case 'short':
      return { 'max-length': 3 };
  }
}

/** Takes away all that is not ours. */
export async function removeStrangers(vhost: TestVhost, now: Picture, owner: string): Promise<void> {
  const { api, path } = vhost;
  const ours = oursIn(now, owner);
  for (const { name } of now.policies)
    if (!isOurPolicy(name, owner)) await api.delete(`/policies/${path}/${encodeURIComponent(name)}`);
  for (const kind of ['exchange', 'queue'] as const)
    for (const { name } of now[`${kind}s`])
      if (!ours.has(`${kind} ${name}`)) await orLeave(api.delete(`/${kind}s/${path}/${encodeURIComponent(name)}`));
  for (const { source, destination, destination_type: kind, properties_key: key } of now.bindings)
    if (source.startsWith('amq.')) {
      const ends = `e/${source}/${kind === 'queue' ? 'q' : 'e'}/${encodeURIComponent(destination)}`;
      await orLeave(api.delete(`/bindings/${path}/${ends}/${encodeURIComponent(key)}`));
    }
}

async function orLeave(call: Promise<void>): Promise<void> {
  await call.catch((error: unknown) => {
    // 4.3 answers 500 where a binding's end is not there.
    if (!(error instanceof AdminApiError)) throw error;
  });
}
