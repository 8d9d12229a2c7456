// What to run for a throw-away broker: RabbitMQ's own scripts with everything private, or a Docker container.
// In: where RabbitMQ was found. Out: the supervisor's spec, the URLs it will have, and how to run rabbitmqctl on it.

import { createHash, randomBytes, randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Found, FoundScripts } from './find-rabbitmq.js';
import { isVersion } from './rabbitmq-version.js';
import type { SuperviseSpec } from './supervised.js';

export interface Launch {
  readonly amqpUrl: string;
  readonly managementUrl: string;
  readonly spec: SuperviseSpec;
  readonly control: Control;
}

/** How to run rabbitmqctl on one node. */
export interface Control {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Not `guest`: that one may only come from the broker's own machine, which with Docker the tests are not on. */
const USER = 'topo';

/** What nodes have in common that are to become one cluster. */
export interface Shared {
  readonly password: string;
  readonly cookie: string;
  /** Port of the epmd that runs already. */
  readonly epmd: number;
}

/** What a node has that others have not; only where RabbitMQ's own scripts run. */
export interface Special {
  /** Lines of rabbitmq.conf, after ours. */
  readonly config?: readonly string[];
  /** Enabled beside rabbitmq_management. */
  readonly plugins?: readonly string[];
  /** A definitions export, with the vhosts of its rows: what it boots with (`load_definitions`). */
  readonly definitions?: string;
}

/** `shared`: with another node that is up; only where RabbitMQ's own scripts run. */
export async function prepareLaunch(found: Found, special: Special = {}, shared?: Shared): Promise<Launch> {
  const [amqp, management, distribution, epmd] = await pickPorts();
  const name = `topo-test-${randomBytes(4).toString('hex')}`;
  const password = shared?.password ?? randomBytes(8).toString('hex');
  const { config = [], plugins = [], definitions } = special;
  const wanted = { name, password, amqp, management, distribution, epmd, shared, config, plugins, definitions };
  const isSpecial = config.length + plugins.length > 0 || definitions !== undefined;
  if (found.kind === 'docker' && (shared !== undefined || isSpecial))
    throw new Error('A cluster, or a node with its own settings, needs an installed rabbitmq-server, not Docker.');
  return {
    amqpUrl: `amqp://${USER}:${password}@127.0.0.1:${amqp}`,
    managementUrl: `http://${USER}:${password}@127.0.0.1:${management}`,
    ...(found.kind === 'docker' ? dockerSpec(found, wanted) : nodeSpec(found, wanted)),
  };
}

interface Wanted {
  readonly config: readonly string[];
  readonly plugins: readonly string[];
  readonly name: string;
  readonly password: string;
  readonly amqp: number;
  readonly management: number;
  readonly distribution: number;
  readonly epmd: number;
  readonly shared: Shared | undefined;
  readonly definitions: string | undefined;
}

type Commands = Pick<Launch, 'spec' | 'control'>;

function nodeSpec(
  found: FoundScripts,
  { name, password, shared, definitions, config: lines, plugins, ...ports }: Wanted,
): Commands {
  const epmd = shared?.epmd ?? ports.epmd;
  const folder = join(tmpdir(), name);
  const nodeName = `${name}@localhost`;
  const config = [
    `listeners.tcp.1 = 127.0.0.1:${ports.amqp}`,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${ports.management}`,
    `default_user = ${USER}`,
    `default_pass = ${password}`,
    'log.console = true',
    'log.file = false',
    ...(definitions === undefined ? [] : [`load_definitions = ${join(folder, 'definitions.json')}`]),
    // Debian's build permits them, RabbitMQ's own does not.
    ...(isVersion(found.version, '4.3') ? ['deprecated_features.permit.transient_nonexcl_queues = false'] : []),
    ...lines,
  ];
  const loopback = '-kernel inet_dist_use_interface {127,0,0,1}';
  const env = {
    PATH: process.env['PATH'] ?? '',
    LANG: 'C.UTF-8',
    HOME: folder,
    RABBITMQ_NODENAME: nodeName,
    RABBITMQ_CONF_ENV_FILE: join(folder, 'rabbitmq-env.conf'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'advanced.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_GENERATED_CONFIG_DIR: join(folder, 'config'),
    RABBITMQ_DIST_PORT: String(ports.distribution),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: loopback,
    RABBITMQ_CTL_ERL_ARGS: loopback,
    RABBITMQ_CTL_DIST_PORT_MIN: String(ports.distribution + 10_000),
    RABBITMQ_CTL_DIST_PORT_MAX: String(ports.distribution + 10_100),
    ERL_EPMD_PORT: String(epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    // The script then becomes the node instead of its parent; without NOTIFY_SOCKET it means nothing more.
    RUNNING_UNDER_SYSTEMD: 'true',
  };
  const spec = {
    folder,
    files: {
      'rabbitmq.conf': `${config.join('\n')}\n`,
      'rabbitmq-env.conf': '',
      enabled_plugins: `[${['rabbitmq_management', ...plugins].join(',')}].\n`,
      '.erlang.cookie': shared?.cookie ?? randomBytes(20).toString('hex'),
      'log/.keep': '',
      ...(definitions !== undefined && { 'definitions.json': withUser(definitions, password) }),
    },
    log: 'log/output.log',
    env,
    ...(!shared && {
      epmd: { command: [...found.inside, found.epmd, '-port', String(epmd), '-address', '127.0.0.1'], port: epmd },
    }),
    server: [...found.inside, join(found.folder, 'rabbitmq-server')],
  };
  return { spec, control: { command: [...found.inside, join(found.folder, 'rabbitmqctl'), '-n', nodeName], env } };
}

/** A node that loads definitions makes no default user (3.10 to 4.3), so ours is among them, with every right. */
function withUser(definitions: string, password: string): string {
  const parsed: { vhosts?: { name: string }[]; [key: string]: unknown } = JSON.parse(definitions);
  const salt = randomBytes(4);
  const hash = createHash('sha256').update(salt).update(password).digest();
  const everything = { configure: '.*', write: '.*', read: '.*' };
  const user = {
    name: USER,
    password_hash: Buffer.concat([salt, hash]).toString('base64'),
    hashing_algorithm: 'rabbit_password_hashing_sha256',
    tags: ['administrator'],
  };
  const permissions = (parsed.vhosts ?? []).map((vhost) => ({ user: USER, vhost: vhost.name, ...everything }));
  return JSON.stringify({ ...parsed, users: [user], permissions });
}

function dockerSpec(found: Found & { kind: 'docker' }, { name, password, amqp, management }: Wanted): Commands {
  const publish = (port: number, inside: number): string[] => ['--publish', `127.0.0.1:${port}:${inside}`];
  // The client alone needs these: which engine, and its login.
  const kept = Object.entries(process.env).filter(
    ([key]) => key === 'PATH' || key === 'HOME' || key.startsWith('DOCKER_'),
  );
  const env = Object.fromEntries(kept.map(([key, value]) => [key, value ?? '']));
  const login = ['--env', `RABBITMQ_DEFAULT_USER=${USER}`, '--env', `RABBITMQ_DEFAULT_PASS=${password}`];
  const open = [...publish(amqp, 5672), ...publish(management, 15672)];
  const spec = {
    folder: join(tmpdir(), name),
    files: {},
    log: 'output.log',
    env,
    before: ['docker', 'create', '--name', name, '--hostname', name, ...login, ...open, found.image],
    server: ['docker', 'start', '--attach', name],
    kill: ['docker', 'kill', name],
    after: ['docker', 'rm', '--force', '--volumes', name],
  };
  return { spec, control: { command: ['docker', 'exec', name, 'rabbitmqctl'], env } };
}

/**
 * Free ones on 127.0.0.1, below the range from which the system itself hands out ports (Linux: from 32768), so that
 * none is taken between here and the node's start.
 */
async function pickPorts(): Promise<[number, number, number, number]> {
  const free = new Set<number>();
  while (free.size < 4) {
    const port = randomInt(20_000, 30_000);
    if (await isFree(port)) free.add(port);
  }
  const [a = 0, b = 0, c = 0, d = 0] = free;
  return [a, b, c, d];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => {
      resolve(false);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
