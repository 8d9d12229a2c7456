// What RabbitMQ says, in AMQP's closing words or in the reasons of the management API (3.10 to 4.3, as rabbit_reader,
// rabbit_channel and rabbit_mgmt_util have them).

import type { Sentence } from '../../text/index.js';
import { command, say } from '../../text/index.js';
import type { Heard, Row, Where } from './row.js';

/** Rows are tried in this order: what names its limit comes before the general "refused". */
export const rabbitmq: readonly Row[] = [
  {
    when: words(/vhost .* is down|vhost_not_running/i),
    kind: 'failed',
    says: ({ url, vhost }) => `vhost "${vhost ?? ''}" at ${url} is down`,
    remedy: ({ vhost }) =>
      say`the broker’s log says why; then: ${command`rabbitmqctl restart_vhost -p ${vhost ?? '/'}`}`,
    object: vhostIn,
  },
  {
    // rabbit_reader and rabbit_channel_tracking: a limit of the user, the vhost or the node (530).
    when: words(/number of channels opened .* maximum allowed|channel limit/is),
    kind: 'forbidden',
    says: ({ url }) => `${url} lets this user open no channel`,
    remedy: ({ user }) =>
      say`close what holds them, or raise the limit: ${command`rabbitmqctl set_user_limits ${user} '{"max-channels": 20}'`}`,
  },
  {
    when: words(/node connection limit|connection limit .*(on|of) node|listener.*limit/i),
    kind: 'forbidden',
    says: ({ url }) => `the node at ${url} takes no more connections`,
    remedy: () => say`close some, or raise the node’s limit: connection_max in rabbitmq.conf`,
  },
  {
    when: words(/user connection limit/i),
    kind: 'forbidden',
    says: ({ url, user }) => `user "${user}" may open no more connections to ${url}`,
    remedy: ({ user }) =>
      say`close some, or raise its limit: ${command`rabbitmqctl set_user_limits ${user} '{"max-connections": 100}'`}`,
  },
  {
    when: words(/connection limit/i),
    kind: 'forbidden',
    says: ({ url, vhost }) => `vhost "${vhost ?? ''}" at ${url} takes no more connections`,
    remedy: ({ vhost }) =>
      say`close some, or raise its limit (-1 is none): ${command`rabbitmqctl set_vhost_limits -p ${vhost ?? '/'} '{"max-connections": -1}'`}`,
    object: vhostIn,
  },
  {
    when: words(/vhost .* not found/i),
    kind: 'no vhost',
    says: ({ url, vhost }) => `there is no vhost "${vhost ?? ''}" at ${url}`,
    remedy: ({ vhost }) =>
      say`name another one with --vhost; or make it: ${command`rabbitmqctl add_vhost ${vhost ?? '/'}`}`,
    object: vhostIn,
  },
  {
    when: words(/access to vhost .* refused|NOT_ALLOWED.*vhost/i),
    kind: 'forbidden',
    says: ({ url, user, vhost }) => `user "${user}" has no right on vhost "${vhost ?? ''}" at ${url}`,
    remedy: rightsRemedy,
    object: vhostIn,
  },
  {
    when: words(/localhost|loopback/i),
    kind: 'forbidden',
    says: ({ url, user }) => `user "${user}" may log in to ${url} from the broker’s own machine only`,
    remedy: () =>
      say`make a user for topo: ${command`rabbitmqctl add_user NAME PASSWORD`}; then: ${command`rabbitmqctl set_user_tags NAME management`}`,
  },
  {
    when: words(/not (?:management|policymaker|monitor|administrator) user/i),
    kind: 'forbidden',
    says: ({ url, user }, heard) => `user "${user}" may not ask ${url} for that: it lacks the tag ${tagIn(heard)}`,
    remedy: ({ user }, heard) => say`${command`rabbitmqctl set_user_tags ${user} ${tagIn(heard)}`}`,
  },
  {
    // The management API's error at a failed login; a missing right is `not_authorised`, with an s (3.10 to 4.3).
    when: (heard, where) =>
      heard.code === 'not_authorized' || words(/ACCESS.REFUSED - Login|authentication mechanism/i)(heard, where),
    kind: 'password',
    says: ({ door, url, user }) =>
      door.name === 'AMQP'
        ? `${url} refused the user or the password for AMQP`
        : `${url} refused the user "${user}" or its password`,
    remedy: passwordRemedy,
  },
  {
    when: words(/not supported by the server|SASL mechanism/i),
    kind: 'password',
    says: ({ url }) => `${url} takes no password (SASL PLAIN) over AMQP`,
    remedy: () => say`let it: auth_mechanisms in rabbitmq.conf; topo logs in with a user and a password`,
  },
];

export function passwordRemedy({ door }: Where): Sentence {
  return door.name === 'AMQP'
    ? say`check the user and the password in ${door.option}; a special character in them is written as %XX`
    : say`check both in ${door.option}, or else in --amqp-url (TOPO_AMQP_URL); a special character in them is written as %XX`;
}

export function rightsRemedy({ vhost, user }: Where): Sentence {
  return say`give it rights there (narrower patterns are in the README): ${command`rabbitmqctl set_permissions -p ${vhost ?? '/'} ${user} '.*' '.*' '.*'`}`;
}

function tagIn({ words: said }: Heard): string {
  const tag = /not (\w+) user/i.exec(said)?.[1]?.toLowerCase() ?? 'management';
  return tag === 'monitor' ? 'monitoring' : tag;
}

function vhostIn({ vhost }: Where): string | undefined {
  return vhost;
}

function words(pattern: RegExp): Row['when'] {
  return ({ words: said }) => pattern.test(said);
}
