// Parts of steps → the AMQP calls that do them.

import type { AmqpCall } from '../../broker/index.js';
import type { DeclareStep, DeleteStep, ReplaceStep } from '../../plan/index.js';
import type { Binding, Registration } from '../../topology/index.js';
import { queueType, registrationBinding } from '../../topology/index.js';

/**
 * Whether AMQP can remove this binding for certain: all its values are strings. An unbind names a binding by its exact
 * AMQP types, JSON does not show an integer's width, and RabbitMQ answers ok when nothing was removed.
 */
export function amqpCanUnbind(binding: Binding): boolean {
  return Object.values(binding.arguments).every((value) => typeof value === 'string' && value !== 'undefined');
}

export function registerCall(registry: string, registration: Registration): AmqpCall {
  return { call: 'bind', binding: registrationBinding(registry, registration) };
}

export function declareRegistryCall(registry: string): AmqpCall {
  return { call: 'declare exchange', name: registry, type: 'headers', durable: true, internal: false, arguments: {} };
}

export function declareCall({ kind, name, object }: DeclareStep | ReplaceStep): AmqpCall {
  const { durable, arguments: args, type } = object;
  return kind === 'exchange'
    ? { call: 'declare exchange', name, type: type ?? 'headers', durable, internal: false, arguments: args }
    : { call: 'declare queue', name, durable, exclusive: false, arguments: args };
}

export function deleteCall({ kind, name, object }: DeleteStep): AmqpCall {
  if (kind === 'exchange') return { call: 'delete exchange', name, ifUnused: true };
  return deleteQueueCall(name, queueType(object));
}

/**
 * Classic queues check again in the broker, in one go with the deletion: empty and unused. A quorum queue would close
 * the whole connection at these flags (540), a stream ignores them; there the counts taken before must do.
 */
export function deleteQueueCall(name: string, type: string): AmqpCall {
  const flags = type === 'classic';
  return { call: 'delete queue', name, ifUnused: flags, ifEmpty: flags };
}
