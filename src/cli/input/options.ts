// The options that commands share, and how they read. commander gives strings; from here on they are values.

import type { Command } from 'commander';
import { Option } from 'commander';
import type { DocumentName, Format } from '../../report/index.js';
import { badUsage } from '../exit-codes.js';

/** What `--format` takes, the first one by default. A test holds each list to what the document has. */
export const formats = {
  validate: ['text', 'json', 'github'],
  compile: ['text', 'json', 'definitions', 'permissions'],
  plan: ['text', 'json', 'markdown', 'github'],
  apply: ['text', 'json'],
  verify: ['text', 'json', 'markdown', 'github', 'prometheus'],
  trace: ['text', 'json'],
  import: ['text', 'json'],
  graph: ['text', 'json', 'mermaid', 'dot', 'html'],
  capacity: ['text', 'json'],
} as const satisfies { readonly [Name in DocumentName]: readonly Format<Name>[] } & {
  readonly validate: readonly string[];
};

export type FormatName = (typeof formats)[keyof typeof formats][number];

export interface CommonOptions {
  readonly file?: readonly string[];
  readonly format: FormatName;
  readonly color: 'auto' | 'always' | 'never';
  readonly quiet?: boolean;
  readonly timeout: number;
  /** The options that came by a flag. */
  readonly given?: ReadonlySet<string>;
}

/**
 * A Celery worker without gossip, mingle and heartbeat: a connection with two channels, for tasks and for remote control, and a
 * queue of its own for that (src/broker-facts.md). And the connection of one child that sends tasks.
 */
export const CELERY_WORKER = { connectionsPerWorker: 2, channelsPerConnection: 2, queuesPerWorker: 1 } as const;

export interface VhostOptions {
  readonly amqpUrl?: string;
  readonly vhost?: string;
}

export interface BrokerOptions extends VhostOptions {
  readonly managementUrl?: string;
  readonly caCert?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
  readonly verbose?: boolean;
}

export interface ShapeOptions {
  readonly prune: boolean;
  readonly replace?: readonly string[];
  readonly adopt?: readonly string[];
}

const collect = (value: string, previous: readonly string[] | undefined): readonly string[] => [
  ...(previous ?? []),
  value,
];

export function wholeNumber(name: string, least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(value) || value < least)
      throw badUsage(`${name} takes a whole number from ${least}, not "${text}"`);
    return value;
  };
}

export function addCommonOptions(command: Command, name: keyof typeof formats): Command {
  const withFile = command.addOption(
    new Option(
      '-f, --file <path>',
      'inventory file or folder, - is standard input; may be repeated (env TOPO_INVENTORY; default: topo.yaml)',
    ).argParser(collect),
  );
  return addOutputOptions(withFile, name);
}

/** Of a command that reads no inventory, too. */
export function addOutputOptions(command: Command, name: keyof typeof formats): Command {
  return command
    .addOption(new Option('--format <format>', 'what stdout carries').choices(formats[name]).default('text'))
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .option('-q, --quiet', 'stderr: errors only')
    .addOption(
      new Option('--timeout <seconds>', 'of each request to the broker')
        .default(30)
        .argParser(wholeNumber('--timeout', 1)),
    );
}

export function addVhostOptions(command: Command, ofUrl: string): Command {
  return command
    .option('--amqp-url <url>', ofUrl)
    .option('--vhost <name>', 'virtual host (default: the AMQP URL, then the inventory, then /)');
}

export function addBrokerOptions(command: Command): Command {
  return addVhostOptions(command, 'nodes of one cluster, comma-separated (env TOPO_AMQP_URL; default: localhost:5672)')
    .option('--management-url <url>', 'management API (env TOPO_MANAGEMENT_URL; default: the AMQP host, port 15672)')
    .option('--ca-cert <file>', 'PEM file of the authority that signed the broker’s certificate')
    .option('--client-cert <file>', 'PEM file of a client certificate')
    .option('--client-key <file>', 'PEM file of its key')
    .addOption(new Option('--verbose', 'stderr: what is asked of the broker, with times').conflicts('quiet'));
}

export interface PartOptions {
  readonly only?: readonly string[];
}

/** Narrows what is shown, and nothing else. */
export function addPartOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--only <key=value,...>',
      'show this part alone: daemon, cluster, hypervisor; of one hypervisor also the state of each queue',
    ).argParser(collect),
  );
}

export function addShapeOptions(command: Command): Command {
  return command
    .option('--no-prune', 'unbind and delete nothing')
    .addOption(new Option('--replace <name>', 'delete and declare anew what cannot change in place').argParser(collect))
    .addOption(
      new Option('--adopt <name>', 'take a suspect as ours, * is a wildcard; may be repeated').argParser(collect),
    );
}
