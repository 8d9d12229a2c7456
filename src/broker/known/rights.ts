// Which right each AMQP call needs on what, and what a refusal of one call means (rabbit_channel, 3.10 to 4.3).

import type { Sentence } from '../../text/index.js';
import { command, plain, say } from '../../text/index.js';
import type { AmqpCall } from '../amqp/amqp-call.js';

export interface Right {
  readonly right: 'configure' | 'write' | 'read';
  readonly kind: 'exchange' | 'queue';
  readonly name: string;
}

export function rightsOf(call: AmqpCall): readonly Right[] {
  switch (call.call) {
    case 'declare exchange':
    case 'delete exchange':
      return [{ right: 'configure', kind: 'exchange', name: call.name }, ...linked(call, 'exchange')];
    case 'declare queue':
    case 'delete queue':
    case 'inspect queue':
      return [{ right: 'configure', kind: 'queue', name: call.name }, ...linked(call, 'queue')];
    case 'bind':
    case 'unbind': {
      const { source, destination, destinationType } = call.binding;
      return [
        { right: 'write', kind: destinationType, name: destination },
        { right: 'read', kind: 'exchange', name: source },
      ];
    }
  }
}

/** Who declares something with an alternate or a dead-letter exchange reads the one and writes to the other. */
function linked(call: AmqpCall, kind: Right['kind']): readonly Right[] {
  if (!('arguments' in call)) return [];
  const argument = kind === 'exchange' ? 'alternate-exchange' : 'x-dead-letter-exchange';
  const target = call.arguments[argument];
  if (typeof target !== 'string') return [];
  return [
    { right: 'read', kind, name: call.name },
    { right: 'write', kind: 'exchange', name: target },
  ];
}

export interface Refusal {
  /** Of AMQP: 403, 404, 405, 406. */
  readonly code: number;
  /** The broker's own words. */
  readonly reason: string;
}

/** What it means beyond the broker's words, and what to do; nothing where the words are all. */
export function explainRefusal(
  { code, reason }: Refusal,
  call: AmqpCall,
  { user, vhost }: { readonly user: string; readonly vhost: string },
): { readonly means?: string; readonly remedy?: Sentence } {
  if (code === 403) {
    const missing = missingRight(reason, call);
    if (!missing) return {};
    const { right, kind, name } = missing;
    return {
      means: `user "${user}" lacks the ${right} permission on ${kind} ${name}`,
      remedy: say`let the ${plain(right)} permission of user "${user}" match ${name} (set_permissions takes all three: CONFIGURE WRITE READ); what it has now: ${command`rabbitmqctl list_user_permissions ${user}`}; then: ${command`rabbitmqctl set_permissions -p ${vhost} ${user} CONFIGURE WRITE READ`}`,
    };
  }
  if (code === 404) return { remedy: say`it went away meanwhile: run the same command again, it makes a new plan` };
  if (code === 405)
    return { remedy: say`somebody has it as an exclusive queue: it goes with the connection of whoever declared it` };
  if (code === 406 && /limit/i.test(reason)) return { remedy: limitRemedy(reason, vhost) };
  return {};
}

function limitRemedy(reason: string, vhost: string): Sentence {
  return /vhost/i.test(reason)
    ? say`delete queues that nobody needs, or raise the vhost’s limit (-1 is none): ${command`rabbitmqctl set_vhost_limits -p ${vhost} '{"max-queues": -1}'`}`
    : say`delete what nobody needs, or raise the limit in rabbitmq.conf (cluster_queue_limit, cluster_exchange_limit)`;
}

/** The broker names the object: `access to queue 'x' in vhost …`, from 3.13 on `configure access to queue 'x' …`. */
function missingRight(reason: string, call: AmqpCall): Right | undefined {
  const [, right, kind, name] =
    /(?:(configure|write|read) )?access to (exchange|queue) '(.*?)' in vhost/s.exec(reason) ?? [];
  if (kind === undefined) return undefined;
  const needed = rightsOf(call).filter((each) => each.kind === kind && each.name === name);
  return needed.find((each) => right === undefined || each.right === right);
}
