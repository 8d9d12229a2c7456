// Step → the one AMQP call that does it.

import type { AmqpCall } from '../broker/index.js';
import type { Step } from '../plan/index.js';
import type { Binding } from '../topology/index.js';
import { QUEUE_TYPE_ARGUMENT, registryName } from '../topology/index.js';

export function callOf(step: Step, owner: string): AmqpCall {
  switch (step.action) {
    case 'declare':
      return declareCall(step);
    case 'adopt':
      return { call: 'bind', binding: registration(step, owner) };
    case 'bind':
    case 'unbind':
      return { call: step.action, binding: bindingOf(step) };
    case 'delete':
      return deleteCall(step);
    case 'replace':
    case 'set':
    case 'clear':
      throw new Error(`the action "${step.action}" is not built yet`);
  }
}

/**
 * Whether AMQP can remove this binding for certain: all its values are strings. An unbind names a binding by its exact
 * AMQP types, JSON does not show an integer's width, and RabbitMQ answers ok when nothing was removed.
 */
export function amqpCanUnbind(step: Step): boolean {
  return Object.values(bindingOf(step).arguments).every((value) => typeof value === 'string' && value !== 'undefined');
}

export function bindingOf(step: Step): Binding {
  if (!step.binding) throw new Error(`the step "${step.action} ${step.name}" has no binding`);
  return step.binding;
}

/** An object is registered by a binding from the registry, under its own name. */
function registration(step: Step, owner: string): Binding {
  const destinationType = step.kind === 'exchange' ? 'exchange' : 'queue';
  return { source: registryName(owner), destination: step.name, destinationType, routingKey: step.name, arguments: {} };
}

function declareCall(step: Step): AmqpCall {
  if (!step.object) throw new Error(`the step "declare ${step.name}" has no object`);
  const { durable, arguments: args, type } = step.object;
  return step.kind === 'exchange'
    ? { call: 'declare exchange', name: step.name, type: type ?? 'headers', durable, internal: false, arguments: args }
    : { call: 'declare queue', name: step.name, durable, exclusive: false, arguments: args };
}

/**
 * Classic queues check again in the broker, in one go with the deletion: empty and unused. A quorum queue would close
 * the whole connection at these flags (540), a stream ignores them; there the counts taken before must do.
 */
function deleteCall(step: Step): AmqpCall {
  if (step.kind === 'exchange') return { call: 'delete exchange', name: step.name, ifUnused: true };
  const type = step.object?.arguments[QUEUE_TYPE_ARGUMENT] ?? 'classic';
  const flags = type === 'classic';
  return { call: 'delete queue', name: step.name, ifUnused: flags, ifEmpty: flags };
}
