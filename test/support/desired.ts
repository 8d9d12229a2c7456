// YAML → desired topology, and YAML + live state → plan; for tests without a broker.

import { assess } from '../../src/assess/index.js';
import { compile } from '../../src/compile/index.js';
import type { Compiled } from '../../src/compile/index.js';
import type { Change } from '../../src/diff/index.js';
import type { Inventory } from '../../src/inventory/index.js';
import { readInventory } from '../../src/inventory/index.js';
import type { Activity, Live } from '../../src/live/index.js';
import { emptyLive, policiesOnPaper } from '../../src/live/index.js';
import type { Ownership } from '../../src/ownership/index.js';
import type { Planned, Step } from '../../src/plan/index.js';
import { addressesOf, completePlan, startPlan } from '../../src/plan/index.js';
import type { Binding, Exchange, Part, Policy, Queue, Registration } from '../../src/topology/index.js';
import { registrationBinding, registryName, selectPart } from '../../src/topology/index.js';
import type { Verified, VerifyInput, VerifyReport } from '../../src/verify/index.js';
import { makeVerifyReport, onlyPart, verify } from '../../src/verify/index.js';

export interface TestDesired {
  readonly inventory: Inventory;
  readonly compiled: Compiled;
}

/** Throws with the problems where the YAML is wrong. `version: 1` is added. */
export function desiredOf(yaml: string): TestDesired {
  const { inventory, problems } = readInventory([{ file: 'topo.yaml', text: `version: 1\n${yaml}` }]);
  if (!inventory) throw new Error(JSON.stringify(problems, null, 2));
  const made = compile(inventory);
  if ('problems' in made) throw new Error(JSON.stringify(made.problems, null, 2));
  return { inventory, compiled: made.compiled };
}

export interface TestPlanned extends Planned {
  readonly ownership: Ownership;
  readonly changes: readonly Change[];
}

export interface PlanShape {
  readonly prune?: boolean;
  readonly replace?: readonly string[];
  readonly adopt?: readonly string[];
  readonly activity?: ReadonlyMap<string, Activity>;
  readonly taken?: ReadonlyMap<string, number>;
  readonly only?: Part;
}

export function planOf(desired: TestDesired, live: Live, shape: PlanShape = {}): TestPlanned {
  const options = { prune: shape.prune ?? true, replace: shape.replace ?? [], adopt: shape.adopt ?? [] };
  const drafted = startPlan(desired, live, options);
  const { queuesToGo, replacements, squeezes } = drafted.draft;
  const counted = [...queuesToGo, ...replacements, ...[...squeezes.values()].flat()];
  const idle = new Map(counted.map(({ name }): [string, Activity] => [name, noActivity]));
  const { ownership, changes } = drafted.assessment;
  return {
    ...completePlan(
      drafted,
      { counts: shape.activity ?? idle, ...(shape.taken && { taken: shape.taken }) },
      () => 'sha256:test',
      shape.only && selectPart(shape.only, addressesOf(drafted.assessment)),
    ),
    ownership,
    changes,
  };
}

/** As a Reader shows it. */
const managementUrl = 'http://topo:***@broker:15672/';

export const noActivity: Activity = { messages: 0, unacknowledged: 0, consumers: 0, readers: [] };

/** Every queue of the broker empty, and read by nobody. */
export function idle(live: Live): ReadonlyMap<string, Activity> {
  return new Map([...live.topology.queues.keys()].map((name) => [name, noActivity]));
}

/** One line a step: `unbind storage-54-98 from storage-54 hypervisor="98"`. */
type Lined = Pick<Step, 'action' | 'kind' | 'name' | 'binding'>;

export function stepLines({ steps }: { readonly steps: readonly Lined[] }): readonly string[] {
  return steps.map(({ action, kind, name, binding }) => {
    if (!binding) return `${action} ${kind} ${name}`;
    const pairs = Object.entries(binding.arguments).filter(([key]) => key !== 'x-match');
    const headers = pairs.map(([key, value]) => ` ${key}=${JSON.stringify(value)}`).join('');
    return `${action} ${name} from ${binding.source}${headers}`;
  });
}

/** What verify says of it. `activity`: by default every queue is empty, and read by nobody. */
export function verifyOf(
  desired: TestDesired,
  live: Live,
  activity: ReadonlyMap<string, Activity> = idle(live),
  where = '',
): Verified {
  return verify(verifyInput(desired, live, activity, where));
}

function verifyInput(
  desired: TestDesired,
  live: Live,
  activity: ReadonlyMap<string, Activity>,
  where: string,
): VerifyInput {
  return { ...assess(desired, live, []), routing: desired.inventory.routing, activity, where, managementUrl };
}

/** The same of a part alone, as `--only` shows it. */
export function verifyPartOf(
  desired: TestDesired,
  live: Live,
  part: Part,
  activity: ReadonlyMap<string, Activity> = idle(live),
): VerifyReport {
  const input = verifyInput(desired, live, activity, '');
  return onlyPart(
    makeVerifyReport(desired.compiled, verify(input), undefined),
    selectPart(part, addressesOf(input)),
    input,
  );
}

/** The broker after this inventory was applied to an empty one, then changed by hand. */
export function liveOf({ compiled }: TestDesired, change: (live: LiveDraft) => void = () => undefined): Live {
  const { exchanges, queues, bindings, policies } = compiled.topology;
  const draft = new LiveDraft(new Map(exchanges), new Map(queues), [...bindings], [...policies]);
  change(draft);
  const topology = {
    exchanges: draft.exchanges,
    queues: draft.queues,
    bindings: draft.bindings,
    policies: draft.policies,
  };
  return { ...emptyLive('/'), topology, ...policiesOnPaper(topology), operatorPolicies: draft.operatorPolicies };
}

const ANY_POLICY = { pattern: '.*', applyTo: 'all', priority: 0, definition: {} };

/** What somebody else does to a broker, for the table tests. */
export class LiveDraft {
  readonly operatorPolicies: Policy[] = [];

  constructor(
    readonly exchanges: Map<string, Exchange>,
    readonly queues: Map<string, Queue>,
    readonly bindings: Binding[],
    readonly policies: Policy[],
  ) {}

  exchange(name: string, change: Partial<Exchange> = {}): void {
    const before = this.exchanges.get(name);
    const made = { type: 'headers', durable: true, autoDelete: false, internal: false, arguments: {} };
    this.exchanges.set(name, { ...made, ...before, ...change, name });
  }

  queue(name: string, change: Partial<Queue> = {}): void {
    const before = this.queues.get(name);
    const made = { durable: true, autoDelete: false, exclusive: false, arguments: {} };
    this.queues.set(name, { ...made, ...before, ...change, name });
  }

  bind(source: string, destination: string, args: Binding['arguments'], change: Partial<Binding> = {}): void {
    this.bindings.push({ source, destination, destinationType: 'queue', routingKey: '', arguments: args, ...change });
  }

  policy(name: string, change: Partial<Policy> = {}): void {
    this.policies.push({ ...ANY_POLICY, ...change, name });
  }

  /** As the broker's administrator sets one. */
  operatorPolicy(name: string, change: Partial<Policy>): void {
    this.operatorPolicies.push({ ...ANY_POLICY, ...change, name });
  }

  /** As an apply of this owner does. */
  register(owner: string, ...registrations: readonly Registration[]): void {
    this.exchange(registryName(owner));
    for (const each of registrations) this.bindings.push(registrationBinding(registryName(owner), each));
  }

  /** As an apply of an older topo did: in an internal exchange, by names alone. */
  registerAsBefore(owner: string, ...registrations: readonly Omit<Registration, 'role'>[]): void {
    this.exchange(registryName(owner), { type: 'direct', internal: true });
    for (const { kind, name } of registrations)
      this.bind(registryName(owner), name, {}, { routingKey: name, destinationType: kind });
  }

  /** Takes away the bindings that lead to it. */
  unbind(destination: string): void {
    const kept = this.bindings.filter((binding) => binding.destination !== destination);
    this.bindings.splice(0, this.bindings.length, ...kept);
  }

  /** Takes the owner's mark away from everything: as an older tool would have made it. */
  unmark(): void {
    for (const [name, exchange] of this.exchanges) this.exchanges.set(name, { ...exchange, arguments: {} });
    for (const [name, queue] of this.queues) this.queues.set(name, { ...queue, arguments: {} });
  }
}
