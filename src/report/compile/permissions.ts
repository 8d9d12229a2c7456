// `compile --format permissions`: the rabbitmqctl commands that give four users what they need for this inventory: plan's,
// apply's, a sender's and a worker's. A daemon is one prefix, for what comes and what leaves has to be reached as well as what
// is there. RabbitMQ (3.10 to 4.3) asks for write on what is bound and for read on what it is bound to; of a queue with a
// dead-letter exchange for read on the queue and write on that exchange, too.

import type { Compiled } from '../../compile/index.js';
import { waysOf } from '../../compile/index.js';
import { escapePattern } from '../../policy/index.js';
import { commandLine } from '../../text/index.js';
import { lockName, registryName } from '../../topology/index.js';

export interface Permitted {
  readonly compiled: Compiled;
  readonly vhost: string;
  readonly owner: string;
}

const NOTHING = '^$';
/** As RabbitMQ calls the default exchange where rights are asked. */
const DEFAULT_EXCHANGE = 'amq.default';

export function* compilePermissions({ compiled, vhost, owner }: Permitted): Generator<string> {
  const give = (user: string, configure: string, write: string, read: string): string =>
    `${commandLine('rabbitmqctl', 'set_permissions', '-p', vhost, user, configure, write, read)}\n`;
  const user = (name: string, tag?: string): string =>
    `${commandLine('rabbitmqctl', 'add_user', name)}\n${tag === undefined ? '' : `${commandLine('rabbitmqctl', 'set_user_tags', name, tag)}\n`}`;
  const setsPolicies = compiled.topology.policies.length > 0;
  const { ways, nets, alone, daemons, deadLetters, deadLettering } = namesOf(compiled);
  const own = [registryName(owner), lockName(owner)];

  yield '# Save it, then run it: add_user asks for each password. A daemon is a prefix, whatever else begins with it.\n\n';
  yield '# plan, verify, trace, import, graph and capacity read the management API, and nothing else.\n';
  yield user('topo-plan', 'management') + give('topo-plan', NOTHING, NOTHING, NOTHING);

  yield `\n# apply: the tree, its registry and its lock${setsPolicies ? '; policies take the tag policymaker' : ''}.\n`;
  yield user('topo', setsPolicies ? 'policymaker' : 'management');
  yield give(
    'topo',
    patternOf([...ways, ...alone, ...nets, ...own], daemons),
    patternOf([...ways, ...alone, ...nets, ...deadLetters], daemons),
    patternOf([...ways, ...nets, ...deadLettering, registryName(owner)], daemons),
  );

  yield '\n# Who sends tasks: to what publishers address, and nowhere else.\n';
  yield user('topo-sender') + give('topo-sender', NOTHING, patternOf(ways, []), NOTHING);

  yield '\n# A worker: its own queue, and the default exchange, by which Celery tries a task again. One user a queue, of its name; here the\n# first of each daemon. It declares nothing. By the default exchange it can send to every queue of the vhost.\n';
  for (const queue of firstQueues(compiled))
    yield user(queue) + give(queue, NOTHING, patternOf([DEFAULT_EXCHANGE], []), patternOf([queue], []));
}

interface Names {
  readonly ways: readonly string[];
  readonly nets: readonly string[];
  /** Queues of the daemons that have one. */
  readonly alone: readonly string[];
  /** That have more below them. */
  readonly daemons: readonly string[];
  readonly deadLetters: readonly string[];
  /** Of `alone`, those whose dead letters go somewhere. */
  readonly deadLettering: readonly string[];
}

function namesOf(compiled: Compiled): Names {
  const { origins, topology } = compiled;
  const ways = Object.values(waysOf(compiled));
  const nets = new Set<string>();
  const alone = new Set<string>();
  const daemons = new Set<string>();
  const deadLetters = new Set<string>();
  const deadLettering = new Set<string>();
  for (const kind of ['exchanges', 'queues'] as const)
    for (const [name, { role, address }] of origins[kind]) {
      if (role === 'net') nets.add(name);
      if (role !== 'tree' || address.daemon === undefined) continue;
      if (kind === 'queues' && address.cluster === undefined) alone.add(name);
      else daemons.add(address.daemon);
      const exchange = kind === 'queues' ? topology.queues.get(name)?.arguments['x-dead-letter-exchange'] : undefined;
      if (typeof exchange !== 'string') continue;
      deadLetters.add(exchange === '' ? DEFAULT_EXCHANGE : exchange);
      if (alone.has(name)) deadLettering.add(name);
    }
  return {
    ways,
    nets: [...nets],
    alone: [...alone],
    daemons: [...daemons],
    deadLetters: [...deadLetters],
    deadLettering: [...deadLettering],
  };
}

function firstQueues({ origins }: Compiled): readonly string[] {
  const first = new Map<string, string>();
  for (const [name, { role, address }] of origins.queues)
    if (role === 'tree' && address.daemon !== undefined && !first.has(address.daemon)) first.set(address.daemon, name);
  return [...first.values()];
}

/** `^(global|dispatcher|(storage|vm)(-.*)?)$` */
function patternOf(names: readonly string[], prefixes: readonly string[]): string {
  const alternatives = [...new Set(names)].map(escapePattern);
  const [only, second] = prefixes.map(escapePattern);
  if (only !== undefined)
    alternatives.push(`${second === undefined ? only : `(${prefixes.map(escapePattern).join('|')})`}(-.*)?`);
  if (alternatives.length === 0) return NOTHING;
  return alternatives.length === 1 && only === undefined
    ? `^${alternatives[0] ?? ''}$`
    : `^(${alternatives.join('|')})$`;
}
