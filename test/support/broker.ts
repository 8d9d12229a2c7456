// The throw-away RabbitMQ of tests, benches and demo: a private node on 127.0.0.1 with its own ports, epmd, cookie
// and folder, gone with the run that started it. Never the machine's service.
// With TOPO_TEST_AMQP_URL and TOPO_TEST_MANAGEMENT_URL it is the broker named there, and nothing is started.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { adminApi, type AdminApi } from './admin-api.js';
import { execute } from './executables.js';
import { findRabbitmq, machine } from './find-rabbitmq.js';
import { prepareLaunch, type Control, type Shared, type Special } from './launch.js';
import type { Version } from './rabbitmq-version.js';
import { supervise, type Supervised } from './supervised.js';

/** Plain data, so that a test worker can be given it. */
export interface BrokerAddress {
  /** With user and password; the vhost comes from `withVhost`. */
  readonly amqpUrl: string;
  readonly managementUrl: string;
  readonly nodeName: string;
  readonly clusterName: string;
  /** For example `4.3.6`. */
  readonly version: string;
  /** How to run rabbitmqctl on it; null for a broker that is not ours. */
  readonly control: Control | null;
}

export interface TestBroker extends BrokerAddress {
  /** Everything the node writes, its home too; null where there is none here (Docker, a named broker). */
  readonly folder: string | null;
  /** Of the Erlang node (with Docker of its client, which lives as long); undefined while it is down or not ours. */
  readonly pid: () => number | undefined;
  /** SIGKILL: as a power cut is to the node. Its folder and ports stay. */
  readonly kill: () => Promise<void>;
  /** Starts it again after `kill`; waits until it is ready. */
  readonly start: () => Promise<void>;
  readonly rabbitmqctl: (...args: string[]) => Promise<string>;
  /** Ends it and removes everything. For a named broker nothing. */
  readonly stop: () => Promise<void>;
}

export interface StartOptions extends Special {
  readonly log?: (line: string) => void;
  /** Milliseconds until it must be ready. */
  readonly timeout?: number;
  /** Shares this broker's cookie, login and epmd, so that the new node can join it; it has to be stopped first. */
  readonly beside?: TestBroker;
  /** Of this version; default: the run's. */
  readonly rabbitmq?: Version;
}

export async function startBroker(options: StartOptions = {}): Promise<TestBroker> {
  const log = options.log ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const { TOPO_TEST_AMQP_URL: amqpUrl = '', TOPO_TEST_MANAGEMENT_URL: managementUrl = '' } = process.env;
  if (amqpUrl !== '' && managementUrl !== '') return useBroker(amqpUrl, managementUrl);
  if (amqpUrl !== '' || managementUrl !== '') {
    throw new Error('TOPO_TEST_AMQP_URL and TOPO_TEST_MANAGEMENT_URL go together: set both or none.');
  }
  const { rabbitmq = machine.env['TOPO_TEST_RABBITMQ'] } = options;
  const found = await findRabbitmq(log, { ...machine, env: { ...machine.env, TOPO_TEST_RABBITMQ: rabbitmq } });
  if (found.kind === 'docker') await pullImage(found.image, log);
  const { spec, control, ...address } = await prepareLaunch(
    found,
    options,
    options.beside && sharedWith(options.beside),
  );
  const supervised = await supervise(spec);
  const ready = (): Promise<Overview> =>
    waitUntilReady(adminApi(address), supervised, join(spec.folder, spec.log), options.timeout ?? 120_000);
  const overview = await ready().catch(async (error: unknown) => {
    await supervised.stop();
    throw error;
  });
  return {
    ...address,
    nodeName: overview.node,
    clusterName: overview.cluster_name,
    version: overview.rabbitmq_version,
    control,
    folder: found.kind === 'docker' ? null : spec.folder,
    pid: supervised.pid,
    kill: supervised.kill,
    async start() {
      await supervised.start();
      await ready();
    },
    rabbitmqctl: (...args) => rabbitmqctl({ control }, ...args),
    stop: supervised.stop,
  };
}

function sharedWith({ amqpUrl, folder, control }: TestBroker): Shared {
  if (folder === null || control === null) throw notOurs('start a node beside it');
  return {
    password: new URL(amqpUrl).password,
    cookie: readFileSync(join(folder, '.erlang.cookie'), 'utf8'),
    epmd: Number(control.env['ERL_EPMD_PORT']),
  };
}

/** What it printed. Throws with its own words when it fails. */
export async function rabbitmqctl({ control }: Pick<BrokerAddress, 'control'>, ...args: string[]): Promise<string> {
  if (control === null) throw notOurs('rabbitmqctl');
  const [file = '', ...first] = control.command;
  const { stdout } = await execute(file, [...first, ...args], { env: control.env, maxBuffer: 256 * 1024 * 1024 });
  return stdout;
}

async function useBroker(amqpUrl: string, managementUrl: string): Promise<TestBroker> {
  const overview = await adminApi({ managementUrl })
    .get<Overview>('/overview')
    .catch((cause: unknown) => {
      throw new Error(`TOPO_TEST_MANAGEMENT_URL: nothing useful answers at ${new URL(managementUrl).host}.`, { cause });
    });
  return {
    amqpUrl,
    managementUrl,
    nodeName: overview.node,
    clusterName: overview.cluster_name,
    version: overview.rabbitmq_version,
    control: null,
    folder: null,
    pid: () => undefined,
    kill: () => Promise.reject(notOurs('kill')),
    start: () => Promise.reject(notOurs('start')),
    rabbitmqctl: () => Promise.reject(notOurs('rabbitmqctl')),
    stop: () => Promise.resolve(),
  };
}

function notOurs(what: string): Error {
  return new Error(`${what}: the broker of TOPO_TEST_AMQP_URL is not ours to do that to.`);
}

async function pullImage(image: string, log: (line: string) => void): Promise<void> {
  const present = await execute('docker', ['image', 'inspect', image]).then(
    () => true,
    () => false,
  );
  if (present) return;
  log(`No RabbitMQ here: pulling the Docker image ${image}. To remove it: docker image rm ${image}`);
  await execute('docker', ['pull', '--quiet', image]);
}

interface Overview {
  readonly node: string;
  readonly cluster_name: string;
  readonly rabbitmq_version: string;
}

/**
 * Ready: the management API answers and says that AMQP listens, which the broker opens last. By its health check: with the
 * statistics switched off the overview lists no listeners.
 */
async function waitUntilReady(
  api: AdminApi,
  supervised: Supervised,
  logFile: string,
  timeout: number,
): Promise<Overview> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const ended = supervised.ended();
    if (ended !== undefined) throw new Error(`RabbitMQ did not start: ${ended}.${logTail(logFile)}`);
    if (Date.now() > deadline) throw new Error(`RabbitMQ was not ready in ${timeout / 1000} s.${logTail(logFile)}`);
    const overview = await api
      .get('/health/checks/protocol-listener/amqp091')
      .then(() => api.get<Overview>('/overview'))
      .catch(() => undefined);
    if (overview) return overview;
    await delay(50);
  }
}

function logTail(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return '';
  }
  return ` The end of its log:\n${text.trimEnd().split('\n').slice(-30).join('\n')}`;
}
