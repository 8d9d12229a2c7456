// A broker on paper: what an apply calls changes a topology, by RabbitMQ's rules as far as an apply meets them. It can be
// cut off at any call: the connection is lost then, before the call was carried out or right after it.

import type { StepDoors } from '../../src/apply/index.js';
import { runSteps } from '../../src/apply/index.js';
import type { Outcome } from '../../src/apply/index.js';
import type { AmqpAnswer, AmqpCall, AmqpSession } from '../../src/broker/index.js';
import { BrokerError, CallRefused } from '../../src/broker/index.js';
import type { Live } from '../../src/live/index.js';
import type { Binding, Exchange, Policy, Queue, Topology } from '../../src/topology/index.js';
import { appliedPolicies, valueKey } from '../../src/topology/index.js';
import type { TestPlanned } from './desired.js';
import { noActivity } from './desired.js';

export interface Cut {
  /** The how manieth call, from 1. */
  readonly call: number;
  readonly carriedOut: boolean;
}

export interface Mishaps {
  readonly cut?: Cut;
  /** The broker's answer to a call that it does not take. */
  readonly refuse?: (call: AmqpCall) => CallRefused | undefined;
  /** Sees the broker after each call. */
  readonly onCall?: (live: Live) => void;
}

export interface PaperRun {
  readonly live: Live;
  readonly outcomes: readonly Outcome[];
  /** Each call that reached the broker. */
  readonly calls: readonly AmqpCall[];
}

/** Carries out a plan on `live`. */
export async function applyOnPaper(
  live: Live,
  { plan, draft }: TestPlanned,
  owner: string,
  { cut, refuse, onCall }: Mishaps = {},
): Promise<PaperRun> {
  const paper = new PaperBroker(live.topology);
  const calls: AmqpCall[] = [];
  let lost: BrokerError | undefined;
  const amqp: AmqpSession = {
    clusterName: 'paper',
    url: 'amqp://paper',
    lost: () => lost,
    close: () => Promise.resolve(),
    async run(call) {
      await Promise.resolve();
      if (lost) throw lost;
      const isCut = calls.length + 1 === cut?.call;
      if (isCut && !cut.carriedOut) throw (lost = cutOff());
      calls.push(call);
      const refused = refuse?.(call);
      if (refused) throw refused;
      const answer = paper.run(call);
      onCall?.(paper.live(live));
      if (isCut) throw (lost = cutOff());
      return answer;
    },
  };
  const write = async (change: () => void): Promise<void> => {
    await Promise.resolve();
    change();
  };
  const idle: StepDoors['countQueues'] = (queues) =>
    Promise.resolve(new Map(queues.map(({ name }) => [name, noActivity])));
  const doors: StepDoors = {
    amqp,
    channels: 1,
    tryOut: () => Promise.resolve(undefined),
    drainSeconds: 0,
    removeBinding: (binding) =>
      write(() => {
        paper.unbind(binding);
      }),
    setPolicy: (policy) =>
      write(() => {
        paper.setPolicy(policy);
      }),
    clearPolicy: (name) =>
      write(() => {
        paper.clearPolicy(name);
      }),
    findUnread: (queues) => Promise.resolve(new Set(queues.map(({ name }) => name))),
    countQueues: idle,
    progress: () => undefined,
    stopping: () => false,
    pause: () => Promise.resolve(),
    now: () => 0,
  };
  const outcomes = await runSteps({ plan, draft, owner }, doors);
  return { live: paper.live(live), outcomes, calls };
}

function cutOff(): BrokerError {
  return new BrokerError({ kind: 'lost', message: 'cut off', remedy: 'apply again', url: 'amqp://paper' });
}

const done: AmqpAnswer = { ready: 0, consumers: 0 };

class PaperBroker {
  private readonly exchanges: Map<string, Exchange>;
  private readonly queues: Map<string, Queue>;
  private bindings: readonly Binding[];
  private policies: readonly Policy[];

  constructor(from: Topology) {
    this.exchanges = new Map(from.exchanges);
    this.queues = new Map(from.queues);
    this.bindings = from.bindings;
    this.policies = from.policies;
  }

  live(before: Live): Live {
    const { exchanges, queues, bindings, policies } = this;
    const applied = [...appliedPolicies(exchanges.keys(), policies)];
    return {
      ...before,
      topology: { exchanges: new Map(exchanges), queues: new Map(queues), bindings, policies },
      exchangePolicies: new Map(applied.map(([exchange, { name }]) => [exchange, name])),
    };
  }

  run(call: AmqpCall): AmqpAnswer {
    switch (call.call) {
      case 'declare exchange': {
        const { name, type, durable, internal, arguments: args } = call;
        const there = this.exchanges.get(name);
        if (!there) this.exchanges.set(name, { name, type, durable, internal, autoDelete: false, arguments: args });
        else if (there.type !== type || there.durable !== durable || there.internal !== internal)
          throw new CallRefused(406, `PRECONDITION_FAILED - inequivalent arg for exchange '${name}'`);
        return done;
      }
      case 'declare queue': {
        const { name, durable, exclusive, arguments: args } = call;
        if (!this.queues.has(name))
          this.queues.set(name, { name, durable, exclusive, autoDelete: false, arguments: args });
        return done;
      }
      case 'inspect queue':
        this.need('queue', call.name);
        return done;
      case 'bind':
        this.need('exchange', call.binding.source);
        this.need(call.binding.destinationType, call.binding.destination);
        if (!this.bindings.some((binding) => isSame(binding, call.binding)))
          this.bindings = [...this.bindings, call.binding];
        return done;
      case 'unbind':
        this.unbind(call.binding);
        return done;
      case 'delete queue':
        this.queues.delete(call.name);
        this.forget('queue', call.name);
        return done;
      case 'delete exchange':
        if (call.ifUnused && this.bindings.some(({ source }) => source === call.name))
          throw new CallRefused(406, `PRECONDITION_FAILED - exchange '${call.name}' in use`);
        this.exchanges.delete(call.name);
        this.forget('exchange', call.name);
        return done;
    }
  }

  unbind(gone: Binding): void {
    this.bindings = this.bindings.filter((binding) => !isSame(binding, gone));
  }

  setPolicy(policy: Policy): void {
    this.policies = [...this.policies.filter(({ name }) => name !== policy.name), policy];
  }

  clearPolicy(gone: string): void {
    this.policies = this.policies.filter(({ name }) => name !== gone);
  }

  private need(kind: 'exchange' | 'queue', name: string): void {
    if (!this[`${kind}s`].has(name)) throw new CallRefused(404, `NOT_FOUND - no ${kind} '${name}' in vhost '/'`);
  }

  /** A binding goes with either of its ends. */
  private forget(kind: 'exchange' | 'queue', name: string): void {
    this.bindings = this.bindings.filter(
      ({ source, destinationType, destination }) =>
        !(kind === 'exchange' && source === name) && !(destinationType === kind && destination === name),
    );
  }
}

function isSame(a: Binding, b: Binding): boolean {
  return (
    a.source === b.source &&
    a.destination === b.destination &&
    a.destinationType === b.destinationType &&
    a.routingKey === b.routingKey &&
    valueKey(a.arguments) === valueKey(b.arguments)
  );
}
