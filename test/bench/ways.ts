// Ways to declare the same topology on an empty vhost, without topo. Each starts from nothing but the URLs: connecting
// is part of it. They run inside the bench, so their start-up costs nothing.

import { connect, type Channel } from 'amqplib';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pMap from 'p-map';
import rascal from 'rascal';
import type { Binding, Exchange, Queue, Topology } from '../../src/topology/index.js';
import { rabbitmqctl } from '../support/broker.js';
import { withFolder } from '../support/topo.js';
import type { TestVhost } from '../support/vhost.js';

export type Declare = (vhost: TestVhost, topology: Topology) => Promise<void>;

export interface LoopOptions {
  readonly channels: number;
  readonly noDelay?: boolean;
}

/** The least that amqplib needs: one call at a time on each channel, exchanges, then queues, then bindings. */
export function amqplibLoop({ channels, noDelay = true }: LoopOptions): Declare {
  return async ({ amqpUrl }, { exchanges, queues, bindings }) => {
    const connection = await connect(amqpUrl, { noDelay });
    const open = await Promise.all(Array.from({ length: channels }, () => connection.createChannel()));
    await eachOn(open, [...exchanges.values()], declareExchange);
    await eachOn(open, [...queues.values()], declareQueue);
    await eachOn(open, bindings, bind);
    await connection.close();
  };
}

/** Hands the items out to whichever channel is free. */
export async function eachOn<T>(
  channels: readonly Channel[],
  items: readonly T[],
  call: (channel: Channel, item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    channels.map(async (channel) => {
      for (let item = items[next++]; item !== undefined; item = items[next++]) await call(channel, item);
    }),
  );
}

export function declareExchange(channel: Channel, { name, type, arguments: args }: Exchange): Promise<unknown> {
  return channel.assertExchange(name, type, { arguments: args });
}

export function declareQueue(channel: Channel, { name, arguments: args }: Queue): Promise<unknown> {
  return channel.assertQueue(name, { arguments: args });
}

export function bind(
  channel: Channel,
  { source, destination, destinationType, routingKey, arguments: args }: Binding,
): Promise<unknown> {
  return destinationType === 'queue'
    ? channel.bindQueue(destination, source, routingKey, args)
    : channel.bindExchange(destination, source, routingKey, args);
}

export function unbind(
  channel: Channel,
  { source, destination, destinationType, routingKey, arguments: args }: Binding,
): Promise<unknown> {
  return destinationType === 'queue'
    ? channel.unbindQueue(destination, source, routingKey, args)
    : channel.unbindExchange(destination, source, routingKey, args);
}

/** RabbitMQ's own bulk import. */
export const postDefinitions: Declare = async ({ api, path }, topology) => {
  await api.post(`/definitions/${path}`, definitionsOf(topology, {}));
};

/** The same from the command line. */
export const importDefinitions: Declare = async ({ broker, name }, topology) => {
  await withFolder(async (folder) => {
    const file = join(folder, 'definitions.json');
    writeFileSync(file, JSON.stringify(definitionsOf(topology, { vhost: name })));
    await rabbitmqctl(broker, 'import_definitions', file);
  });
};

function definitionsOf({ exchanges, queues, bindings }: Topology, vhost: { readonly vhost?: string }): unknown {
  return {
    exchanges: Array.from(exchanges.values(), (exchange) => ({
      ...vhost,
      ...exchangeRow(exchange),
      name: exchange.name,
    })),
    queues: Array.from(queues.values(), (queue) => ({ ...vhost, ...queueRow(queue), name: queue.name })),
    bindings: bindings.map((binding) => ({
      ...vhost,
      source: binding.source,
      destination: binding.destination,
      destination_type: binding.destinationType,
      ...bindingRow(binding),
    })),
  };
}

const exchangeRow = ({ type, arguments: args }: Exchange): object => ({
  type,
  durable: true,
  auto_delete: false,
  internal: false,
  arguments: args,
});
const queueRow = ({ arguments: args }: Queue): object => ({ durable: true, auto_delete: false, arguments: args });
const bindingRow = ({ routingKey, arguments: args }: Binding): object => ({ routing_key: routingKey, arguments: args });

/** One request an object over the management API, as Terraform's provider does it. */
export function oneRequestEach(inFlight: number): Declare {
  return async ({ api, path }, { exchanges, queues, bindings }) => {
    const name = encodeURIComponent;
    const concurrency = { concurrency: inFlight };
    await pMap(
      exchanges.values(),
      (exchange) => api.put(`/exchanges/${path}/${name(exchange.name)}`, exchangeRow(exchange)),
      concurrency,
    );
    await pMap(
      queues.values(),
      (queue) => api.put(`/queues/${path}/${name(queue.name)}`, queueRow(queue)),
      concurrency,
    );
    await pMap(
      bindings,
      (binding) => {
        const ends = `e/${name(binding.source)}/${binding.destinationType === 'queue' ? 'q' : 'e'}/${name(binding.destination)}`;
        return api.post(`/bindings/${path}/${ends}`, bindingRow(binding));
      },
      concurrency,
    );
  };
}

/** rascal, as its documentation has it: a configuration, from which it makes what is missing. */
export function rascalBroker(concurrency: number): Declare {
  return async ({ amqpUrl, name }, { exchanges, queues, bindings }) => {
    const broker = await rascal.BrokerAsPromised.create({
      vhosts: {
        [name]: {
          concurrency,
          connection: { url: amqpUrl },
          exchanges: Object.fromEntries(
            Array.from(exchanges.values(), ({ name: exchange, type, arguments: args }) => [
              exchange,
              { type, options: { arguments: args } },
            ]),
          ),
          queues: Object.fromEntries(
            Array.from(queues.values(), ({ name: queue, arguments: args }) => [
              queue,
              { options: { arguments: args } },
            ]),
          ),
          bindings: Object.fromEntries(
            bindings.map(({ source, destination, destinationType, routingKey, arguments: args }) => [
              `${source} to ${destination}`,
              { source, destination, destinationType, bindingKey: routingKey, options: args },
            ]),
          ),
        },
      },
    });
    await broker.shutdown();
  };
}
