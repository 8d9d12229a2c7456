// Flag, environment, inventory, default: which broker, which vhost, which files. Pure, but for the environment handed in.

import { redactUrl } from '../../broker/index.js';
import type { Inventory } from '../../inventory/index.js';
import { badUsage } from '../exit-codes.js';
import type { BrokerOptions, CommonOptions } from './options.js';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface BrokerSettings {
  readonly amqpUrls: readonly string[];
  /** With credentials. One for each AMQP host unless one was named: tried in order. */
  readonly managementUrls: readonly string[];
  readonly vhost: string;
  readonly timeoutSeconds: number;
}

const DEFAULT_AMQP_URL = 'amqp://guest:guest@localhost:5672';

export function inventoryPaths(options: CommonOptions, env: Environment): readonly string[] {
  if (options.file && options.file.length > 0) return options.file;
  const listed = (env['TOPO_INVENTORY'] ?? '').split(':').filter((path) => path !== '');
  return listed.length > 0 ? listed : ['topo.yaml'];
}

export function brokerSettings(
  options: BrokerOptions & Pick<CommonOptions, 'timeout'>,
  env: Environment,
  inventory: Pick<Inventory, 'vhost'>,
): BrokerSettings {
  const written = options.amqpUrl ?? nonEmpty(env['TOPO_AMQP_URL']) ?? DEFAULT_AMQP_URL;
  const amqpUrls = written.split(',').map((text) => parseUrl(text.trim(), '--amqp-url', ['amqp:', 'amqps:']));
  const management = options.managementUrl ?? nonEmpty(env['TOPO_MANAGEMENT_URL']);
  const managementUrls =
    management === undefined
      ? amqpUrls.map(defaultManagementUrl)
      : [withCredentials(parseUrl(management, '--management-url', ['http:', 'https:']), amqpUrls[0])];
  return {
    amqpUrls: amqpUrls.map(String),
    managementUrls: managementUrls.map(String),
    vhost: chooseVhost(options.vhost, amqpUrls, inventory.vhost),
    timeoutSeconds: options.timeout,
  };
}

function chooseVhost(flag: string | undefined, amqpUrls: readonly URL[], inventory: string | undefined): string {
  if (flag !== undefined) return flag;
  const inUrls = [...new Set(amqpUrls.map(vhostOf))];
  if (inUrls.length > 1) throw badUsage('the AMQP URLs name different vhosts', 'name one vhost, or use --vhost');
  const inUrl = inUrls[0];
  if (inUrl !== undefined && inventory !== undefined && inUrl !== inventory)
    throw badUsage(
      `the AMQP URL names vhost "${inUrl}", the inventory "${inventory}"`,
      'make them agree, or say which one with --vhost',
    );
  return inUrl ?? inventory ?? '/';
}

/** Undefined where the URL names none: `amqp://host` and `amqp://host/`. */
function vhostOf(url: URL): string | undefined {
  const path = url.pathname.replace(/^\//, '');
  return path === '' ? undefined : decode(path, url);
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

function parseUrl(text: string, option: string, protocols: readonly string[]): URL {
  const shown = redactUrl(text);
  if (!URL.canParse(text)) throw badUsage(`${option}: "${shown}" is no URL`, `write it like ${example(option)}`);
  // WHATWG URLs of other schemes than http keep their host only when it parses: amqp is not a special scheme.
  const url = new URL(text);
  if (!protocols.includes(url.protocol) || url.hostname === '')
    throw badUsage(
      `${option}: "${shown}" is no ${protocols.map((name) => `${name}//`).join(' or ')} URL`,
      `write it like ${example(option)}`,
    );
  decode(url.username, url);
  decode(url.password, url);
  return url;
}

function example(option: string): string {
  return option === '--amqp-url' ? 'amqp://USER:PASSWORD@HOST:5672' : 'http://USER:PASSWORD@HOST:15672';
}

function decode(text: string, url: URL): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badUsage(`"${redactUrl(url.href)}": a % that is no escape`, 'write % itself as %25');
  }
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
