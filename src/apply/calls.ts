// Step → the one AMQP call that does it.

import type { AmqpCall } from '../broker/index.js';
import type { Step } from '../plan/index.js';
import type { Binding, Policy, Registration, Role } from '../topology/index.js';
import { QUEUE_TYPE_ARGUMENT, registrationBinding, registryName } from '../topology/index.js';

/** `role`: what an adopted object is registered as. */
export function callOf(step: Step, owner: string, role: Role): AmqpCall {
  switch (step.action) {
    case 'declare':
      return declareCall(step);
    case 'adopt':
      return registerCall(registryName(owner), {
        kind: step.kind === 'exchange' ? 'exchange' : 'queue',
        name: step.name,
        role,
      });
    case 'bind':
      return { call: 'bind', binding: bindingOf(step) };
    case 'delete':
      return deleteCall(step);
    case 'unbind':
    case 'replace':
    case 'set':
    case 'clear':
      throw new Error(`"${step.action}" is no single AMQP call`);
  }
}

/**
 * Whether AMQP can remove this binding for certain: all its values are strings. An unbind names a binding by its exact
 * AMQP types, JSON does not show an integer's width, and RabbitMQ answers ok when nothing was removed.
 */
export function amqpCanUnbind(binding: Binding): boolean {
  return Object.values(binding.arguments).every((value) => typeof value === 'string' && value !== 'undefined');
}

export function bindingOf(step: Step): Binding {
  if (!step.binding) throw new Error(`the step "${step.action} ${step.name}" has no binding`);
  return step.binding;
}

export function policyOf(step: Step): Policy {
  if (!step.policy) throw new Error(`the step "${step.action} ${step.name}" has no policy`);
  return step.policy;
}

export function registerCall(registry: string, registration: Registration): AmqpCall {
  return { call: 'bind', binding: registrationBinding(registry, registration) };
}

export function declareRegistryCall(registry: string): AmqpCall {
  return { call: 'declare exchange', name: registry, type: 'headers', durable: true, internal: false, arguments: {} };
}

export function declareCall(step: Step): AmqpCall {
  if (!step.object) throw new Error(`the step "${step.action} ${step.name}" has no object`);
  const { durable, arguments: args, type } = step.object;
  return step.kind === 'exchange'
    ? { call: 'declare exchange', name: step.name, type: type ?? 'headers', durable, internal: false, arguments: args }
    : { call: 'declare queue', name: step.name, durable, exclusive: false, arguments: args };
}

function deleteCall({ kind, name, object }: Step): AmqpCall {
  if (kind === 'exchange') return { call: 'delete exchange', name, ifUnused: true };
  const type = object?.arguments[QUEUE_TYPE_ARGUMENT];
  return deleteQueueCall(name, typeof type === 'string' ? type : 'classic');
}

/**
 * Classic queues check again in the broker, in one go with the deletion: empty and unused. A quorum queue would close
 * the whole connection at these flags (540), a stream ignores them; there the counts taken before must do.
 */
export function deleteQueueCall(name: string, type: string): AmqpCall {
  const flags = type === 'classic';
  return { call: 'delete queue', name, ifUnused: flags, ifEmpty: flags };
}
