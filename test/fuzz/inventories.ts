// Inventories that follow one another, drawn by fast-check: the second and the third change some parts of the one before.

import fc from 'fast-check';
import type { TestDesired } from '../support/desired.js';
import { desiredOf } from '../support/desired.js';
import { messagesByWay } from '../support/messages.js';
import type { Message } from '../../src/route/index.js';
import type { Level } from '../../src/topology/index.js';
import type { Limits } from './limits.js';
import { limits, limitsFor } from './limits.js';

interface Parts {
  readonly entry: string;
  readonly headers: Readonly<Record<Level, string>>;
  readonly values: 'string' | 'both';
  readonly net: string | null;
  readonly direct: string | null;
  /** Where there is a direct exchange, it may be left out. */
  readonly tree: boolean;
  readonly type: 'classic' | 'quorum';
  /** x-max-length of every queue; far more than a round sends. */
  readonly limit: number | null;
  /** By policy: of every queue, and of daemons. */
  readonly limits: Limits | null;
  readonly own: Readonly<Record<string, Limits | null>>;
  readonly daemons: Readonly<Record<string, 'global' | 'cluster' | 'hypervisor'>>;
  readonly clusters: Readonly<Record<string, readonly string[]>>;
  /** Daemons, clusters and hypervisors of these names drain. */
  readonly draining: readonly string[];
}

/** Its YAML, and what that compiles to. */
export interface Drawn extends TestDesired {
  readonly yaml: string;
}

const OWNER = 'global';

const daemon = fc.constantFrom('storage', 'vm', 'net ü', 'on');
const cluster = fc.constantFrom('1', '2', '03', 'a b', '1-5', '#east');
const hypervisor = fc.constantFrom('1', '2', '7', 'a-b', '007', 'true', '[x', "o'k/%2F");

const parts = {
  entry: fc.constantFrom('global', 'global', 'tasks'),
  headers: fc.record({
    daemon: fc.constantFrom('daemon', 'daemon', 'service'),
    cluster: fc.constantFrom('cluster', 'cluster', 'site'),
    hypervisor: fc.constantFrom('hypervisor', 'hypervisor', 'host name'),
  }),
  values: fc.constantFrom<'string' | 'both'>('string', 'both'),
  net: fc.constantFrom(null, 'unroutable', 'stray net'),
  direct: fc.constantFrom(null, null, 'global.direct', 'by name'),
  tree: fc.constantFrom(true, true, true, false),
  type: fc.constantFrom<'classic' | 'quorum'>('classic', 'classic', 'quorum'),
  limit: fc.constantFrom(null, null, 50_000),
  limits,
  own: fc.dictionary(daemon, limits, { maxKeys: 2 }),
  daemons: fc.dictionary(daemon, fc.constantFrom('global', 'cluster', 'hypervisor'), { minKeys: 1, maxKeys: 3 }),
  clusters: fc.dictionary(cluster, fc.uniqueArray(hypervisor, { maxLength: 4 }), { maxKeys: 3 }),
  draining: fc.uniqueArray(fc.oneof(daemon, cluster, hypervisor), { maxLength: 2 }),
};

const whole: fc.Arbitrary<Parts> = fc.record(parts);
/** Where a part is not drawn, it stays as it was. */
const change: fc.Arbitrary<Partial<Parts>> = fc.record(parts, { requiredKeys: [] });

export const inventories: fc.Arbitrary<readonly Drawn[]> = fc
  .tuple(whole, change, change)
  .map(([a, b, c]) => [a, { ...a, ...b }, { ...a, ...b, ...c }].map(yamlOf))
  .filter((texts) => texts.every(isTaken))
  .map((texts) => texts.map((yaml) => ({ yaml: `version: 1\n${yaml}`, ...desiredOf(yaml) })));

/** Some make one name of two addresses: `a-b` below `1`, and `b` below `1-a`. */
function isTaken(yaml: string): boolean {
  try {
    desiredOf(yaml);
    return true;
  } catch {
    return false;
  }
}

/** JSON is YAML. */
function yamlOf(drawn: Parts): string {
  const { net, direct, tree, type, limit, limits: all, own, daemons, clusters, draining, ...routing } = drawn;
  const state = (name: string): object => (draining.includes(name) ? { state: 'draining' } : {});
  const document = {
    routing: {
      ...routing,
      owner: OWNER,
      ...(net !== null && { unroutable: { name: net } }),
      ...(direct !== null && { direct: { name: direct }, tree }),
    },
    queue: { type, ...(limit !== null && { arguments: { 'x-max-length': limit } }), policy: limitsFor(type, all) },
    daemons: Object.fromEntries(
      Object.entries(daemons).map(([name, scope]) => [
        name,
        { scope, ...state(name), queue: { policy: limitsFor(type, own[name]) } },
      ]),
    ),
    clusters: Object.fromEntries(
      Object.entries(clusters).map(([id, below]) => [
        id,
        { hypervisors: Object.fromEntries(below.map((name) => [name, state(name)])), ...state(id) },
      ]),
    ),
  };
  return Object.entries(document)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');
}

/** The messages to each queue of the tree, by its name: one for each way. Draining ones take none. */
export function addressesOf(desired: TestDesired): ReadonlyMap<string, readonly Message[]> {
  const { queues } = desired.compiled.origins;
  const addressed = [...queues].filter(([, { role, draining }]) => role === 'tree' && !draining);
  return new Map(addressed.map(([name, { address }]) => [name, messagesByWay(desired, name, address)]));
}
