// A compiled topology → steps, in the order of a plan.

import type { Compiled } from '../../src/compile/index.js';
import type { Step } from '../../src/plan/index.js';
import type { Address, Binding } from '../../src/topology/index.js';
import type { Sentence } from '../../src/text/index.js';
import { plain, say } from '../../src/text/index.js';

export function orderedSteps({ topology, origins }: Compiled, what: 'build' | 'adopt' | 'take down'): readonly Step[] {
  const at = (kind: 'exchange' | 'queue', name: string): { path?: Address; source: string } => {
    const origin = origins[`${kind}s`].get(name);
    return { ...(origin && { path: origin.address }), source: 'topo.yaml:1:1' };
  };
  const objects = [
    ...[...topology.exchanges.values()].map((object) => ({ kind: 'exchange' as const, object })),
    ...[...topology.queues.values()].map((object) => ({ kind: 'queue' as const, object })),
  ];
  const going = what === 'take down' ? objects.filter(({ object }) => object.name !== 'global') : objects;
  const steps = going.map(({ kind, object }): Step => {
    const { name, durable, arguments: args } = object;
    const planned = { ...('type' in object && { type: object.type }), durable, arguments: args };
    if (what === 'build') return { action: 'declare', kind, name, object: planned, ...at(kind, name) };
    if (what === 'adopt') return { action: 'adopt', kind, name, ...at(kind, name), reason: ADOPTED };
    return { action: 'delete', kind, name, object: planned, ...at(kind, name), reason: gone(at(kind, name).path) };
  });
  if (what === 'adopt') return steps;
  const bindings = topology.bindings.map((binding): Step => {
    const { destination: name, destinationType } = binding;
    const planned = what === 'build' ? binding : live(binding);
    const step = { kind: 'binding' as const, name, binding: planned, ...at(destinationType, name) };
    return what === 'build'
      ? { action: 'bind', ...step }
      : { action: 'unbind', ...step, reason: gone(at(destinationType, name).path) };
  });
  return what === 'build' ? [...steps, ...bindings.reverse()] : [...bindings, ...steps.reverse()];
}

const ADOPTED = plain('equal to what the inventory asks for, and not marked: registered, so that the proof stays');

function gone({ daemon, cluster, hypervisor }: Address = {}): Sentence {
  if (hypervisor !== undefined) return say`hypervisor ${hypervisor} is not in cluster ${cluster ?? '?'}`;
  return cluster === undefined
    ? say`daemon ${plain(daemon ?? '?')} is not in the inventory`
    : say`cluster ${cluster} is not in the inventory`;
}

function live(binding: Binding): Binding {
  return { ...binding, propertiesKey: `~${binding.destination}` };
}
