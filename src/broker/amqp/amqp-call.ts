// One call as a plain value → the method of an AMQP channel that does it.

import type { Channel } from 'amqplib';
import type { Arguments, Binding } from '../../topology/index.js';

export type AmqpCall =
  | {
      readonly call: 'declare exchange';
      readonly name: string;
      readonly type: string;
      readonly durable: boolean;
      readonly internal: boolean;
      readonly arguments: Arguments;
    }
  | {
      readonly call: 'declare queue';
      readonly name: string;
      readonly durable: boolean;
      readonly exclusive: boolean;
      readonly arguments: Arguments;
    }
  /** A passive declare. */
  | { readonly call: 'inspect queue'; readonly name: string }
  | { readonly call: 'bind' | 'unbind'; readonly binding: Binding }
  | { readonly call: 'delete queue'; readonly name: string; readonly ifUnused: boolean; readonly ifEmpty: boolean }
  | { readonly call: 'delete exchange'; readonly name: string; readonly ifUnused: boolean };

/** Of `inspect queue`: ready messages and consumers, exact for a classic queue; 0 for all other calls. */
export interface AmqpAnswer {
  readonly ready: number;
  readonly consumers: number;
}

export async function send(channel: Channel, call: AmqpCall): Promise<AmqpAnswer> {
  switch (call.call) {
    case 'declare exchange': {
      const { durable, internal, arguments: args } = call;
      await channel.assertExchange(call.name, call.type, { durable, internal, autoDelete: false, arguments: args });
      return nothing;
    }
    case 'declare queue': {
      const { durable, exclusive, arguments: args } = call;
      await channel.assertQueue(call.name, { durable, exclusive, autoDelete: false, arguments: args });
      return nothing;
    }
    case 'inspect queue': {
      const { messageCount, consumerCount } = await channel.checkQueue(call.name);
      return { ready: messageCount, consumers: consumerCount };
    }
    case 'bind':
    case 'unbind': {
      const { source, destination, destinationType, routingKey } = call.binding;
      const verb = `${call.call}${destinationType === 'queue' ? 'Queue' : 'Exchange'}` as const;
      await channel[verb](destination, source, routingKey, typedArguments(call.binding.arguments));
      return nothing;
    }
    case 'delete queue': {
      const { ifUnused, ifEmpty } = call;
      await channel.deleteQueue(call.name, { ...(ifUnused && { ifUnused }), ...(ifEmpty && { ifEmpty }) });
      return nothing;
    }
    case 'delete exchange':
      await channel.deleteExchange(call.name, call.ifUnused ? { ifUnused: true } : {});
      return nothing;
  }
}

/** `bind vm-1-1`, `declare queue vm-1-1` */
export function callText(call: AmqpCall): string {
  return `${call.call} ${'binding' in call ? call.binding.destination : call.name}`;
}

const nothing: AmqpAnswer = { ready: 0, consumers: 0 };

/**
 * Binding arguments with the integer width that Python clients send (py-amqp: 32-bit `int`, wider ones `long`), because
 * the width is part of a binding's identity; amqplib by itself takes the smallest that holds the value.
 */
function typedArguments(args: Arguments): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => [
      key,
      typeof value === 'number' && Number.isInteger(value)
        ? { '!': Math.abs(value) < 2 ** 31 ? 'int' : 'long', value }
        : value,
    ]),
  );
}
