// Why a connection that stood was closed, and what to do. RabbitMQ closes it with 541 for two reasons that have nothing in
// common: somebody asks for what it has done away with, or too few nodes run to change the metadata store (4.3.6).

import type { Sentence } from '../../text/index.js';
import { command, say } from '../../text/index.js';

export const GO_ON = say`run the same command again: what is done stays valid, and it goes on from there`;

interface Loss {
  readonly when: RegExp;
  readonly remedy: (found: RegExpExecArray) => Sentence;
}

const losses: readonly Loss[] = [
  {
    when: /Feature [`'"]?(\w+)[`'"]? is deprecated/,
    remedy: ([, feature = '']) =>
      say`this RabbitMQ does that no more (${feature}): take the argument that asks for it out of the inventory, then run the same command again`,
  },
  {
    when: /(?=.*(?:\b541\b|INTERNAL.ERROR)).*(?:timed out|timeout)/s,
    remedy: () =>
      say`too few nodes of the cluster run for a change (${command`rabbitmqctl cluster_status`} names them): start them; then ${GO_ON}`,
  },
  {
    when: /\b540\b|NOT_IMPLEMENTED/,
    remedy: () =>
      say`this RabbitMQ cannot do that; what it was asked is named above: report it with its version (${command`rabbitmqctl version`}); then ${GO_ON}`,
  },
  {
    when: /CONNECTION.FORCED/,
    remedy: () => say`an administrator closed it, or the node was stopped: when it may be, ${GO_ON}`,
  },
  {
    when: /RESOURCE.ERROR|\b506\b/,
    remedy: () => say`the node has no more room (${command`rabbitmq-diagnostics alarms`} tells of what); then ${GO_ON}`,
  },
];

/** `reason`: the words of the broker or of the network. */
export function remedyOfLoss(reason: string): Sentence {
  for (const { when, remedy } of losses) {
    const found = when.exec(reason);
    if (found) return remedy(found);
  }
  return GO_ON;
}
