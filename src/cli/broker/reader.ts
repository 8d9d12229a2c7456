// Opens the reading door: the first management URL that answers, of those that the settings name.

import type { ManagementConnection, Reader, Tell } from '../../broker/index.js';
import { explainRefused, openManagement } from '../../broker/index.js';
import type { LiveBroker } from '../../live/index.js';
import { readOverview } from '../../live/index.js';
import { inert } from '../../report/index.js';
import { badUsage } from '../exit-codes.js';
import { readPem } from '../input/files.js';
import type { BrokerOptions } from '../input/options.js';
import type { BrokerSettings } from '../input/settings.js';
import { say } from '../terminal/output.js';

export interface OpenReader {
  readonly reader: Reader;
  readonly connection: ManagementConnection;
  readonly tls: Tls | undefined;
  readonly tell: Tell | undefined;
  readonly broker: LiveBroker;
}

interface Tls {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

export async function openReader(
  settings: BrokerSettings,
  options: BrokerOptions,
  giveUp?: AbortSignal,
): Promise<OpenReader> {
  const tls = await readTls(options);
  const tell = options.verbose === true ? tellVerbose : undefined;
  let last: unknown;
  for (const url of settings.managementUrls) {
    const connection = {
      url,
      timeoutSeconds: settings.timeoutSeconds,
      ...(tls && { tls }),
      ...(giveUp && { giveUp }),
      ...(tell && { tell }),
    };
    const reader = openManagement(connection);
    try {
      return { reader, connection, tls, tell, broker: await readOverview(reader) };
    } catch (error) {
      last = error;
    }
  }
  throw await explainRefused(last, settings.amqpUrls[0] ?? '', settings.timeoutSeconds);
}

/** Before the line: so that it is not taken for what topo found. */
function tellVerbose(line: string): void {
  say(inert(`[verbose] ${line}`));
}

async function readTls(options: BrokerOptions): Promise<Tls | undefined> {
  if ((options.clientCert === undefined) !== (options.clientKey === undefined))
    throw badUsage('--client-cert and --client-key go together', 'name both');
  const tls = {
    ...(options.caCert !== undefined && { ca: await readPem(options.caCert) }),
    ...(options.clientCert !== undefined && { cert: await readPem(options.clientCert) }),
    ...(options.clientKey !== undefined && { key: await readPem(options.clientKey) }),
  };
  return Object.keys(tls).length > 0 ? tls : undefined;
}
