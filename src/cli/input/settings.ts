// Which broker, which vhost, which files: one rule each, for every command. Flag, environment, inventory, default; the
// first two are one here (environment.ts).

import process from 'node:process';
import type { Scheme } from '../../broker/index.js';
import { readUrl, splitUrls, vhostOf } from '../../broker/index.js';
import type { Inventory } from '../../inventory/index.js';
import { badUsage } from '../exit-codes.js';
import type { BrokerOptions, CommonOptions, VhostOptions } from './options.js';

export interface BrokerSettings {
  readonly amqpUrls: readonly string[];
  /** With credentials. One for each AMQP host unless one was named: tried in order. */
  readonly managementUrls: readonly string[];
  readonly vhost: string;
  readonly timeoutSeconds: number;
}

const DEFAULT_AMQP_URL = 'amqp://guest:guest@localhost:5672';

export function inventoryPaths({ file = [] }: Pick<CommonOptions, 'file'>): readonly string[] {
  return file.length > 0 ? file : ['topo.yaml'];
}

/** Of what is about to talk to a broker. */
export function brokerSettings(
  options: BrokerOptions & Pick<CommonOptions, 'timeout'>,
  inventory: Pick<Inventory, 'vhost'>,
): BrokerSettings {
  // Node itself then writes what goes over the network to stderr, passwords too.
  if ((process.env['NODE_DEBUG'] ?? '') !== '')
    throw badUsage('NODE_DEBUG is set: Node.js would print the password with what it shows', 'unset NODE_DEBUG');
  const amqpUrls = readAmqpUrls(options);
  const { managementUrl } = options;
  const managementUrls =
    managementUrl === undefined
      ? amqpUrls.map(defaultManagementUrl)
      : [withCredentials(readOption('--management-url', managementUrl, ['http', 'https']), amqpUrls[0])];
  return {
    amqpUrls: amqpUrls.map(String),
    managementUrls: managementUrls.map(String),
    vhost: vhostFor(options, inventory),
    timeoutSeconds: options.timeout,
  };
}

/** --vhost, then the AMQP URL, then the inventory, then /. */
export function vhostFor(options: VhostOptions, inventory: Pick<Inventory, 'vhost'>): string {
  const inUrls = [...new Set(readAmqpUrls(options).map(vhostOf))];
  if (options.vhost !== undefined) return options.vhost;
  if (inUrls.length > 1) throw badUsage('the AMQP URLs name different vhosts', 'name one vhost, or use --vhost');
  const inUrl = inUrls[0];
  if (inUrl !== undefined && inventory.vhost !== undefined && inUrl !== inventory.vhost)
    throw badUsage(
      `the AMQP URL names vhost "${inUrl}", the inventory "${inventory.vhost}"`,
      'make them agree, or say which one with --vhost',
    );
  return inUrl ?? inventory.vhost ?? '/';
}

function readAmqpUrls({ amqpUrl = DEFAULT_AMQP_URL }: VhostOptions): readonly URL[] {
  return splitUrls(amqpUrl).map((text) => readOption('--amqp-url', text, ['amqp', 'amqps']));
}

function readOption(option: '--amqp-url' | '--management-url', text: string, schemes: readonly Scheme[]): URL {
  const read = readUrl(text, schemes);
  if (read instanceof URL) return read;
  throw badUsage(`${option} (TOPO_${option.slice(2).replace('-', '_').toUpperCase()}) ${read.problem}`, read.remedy);
}

function defaultManagementUrl(amqp: URL): URL {
  const tls = amqp.protocol === 'amqps:';
  return withCredentials(new URL(`${tls ? 'https' : 'http'}://${amqp.hostname}:${tls ? 15671 : 15672}/`), amqp);
}

/** Credentials in the management URL, or else those of the AMQP URL, or else guest. */
function withCredentials(management: URL, amqp: URL | undefined): URL {
  const url = new URL(management);
  if (url.username !== '' || url.password !== '') return url;
  url.username = amqp?.username === '' || amqp === undefined ? 'guest' : amqp.username;
  url.password = amqp?.username === '' || amqp === undefined ? 'guest' : amqp.password;
  return url;
}
