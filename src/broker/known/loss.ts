// Why a connection that stood was closed, and what to do. RabbitMQ closes it with 541 for two reasons that have nothing in
// common: somebody asks for what it has done away with, or too few nodes run to change the metadata store (4.3.6).

export const GO_ON = 'run the same command again: what is done stays valid, and it goes on from there';

interface Loss {
  readonly when: RegExp;
  readonly remedy: (found: RegExpExecArray) => string;
}

const losses: readonly Loss[] = [
  {
    when: /Feature [`'"]?(\w+)[`'"]? is deprecated/,
    remedy: ([, feature = '']) =>
      `this RabbitMQ does that no more (${feature}): take the argument that asks for it out of the inventory, then run the same command again`,
  },
  {
    when: /(?=.*(?:\b541\b|INTERNAL.ERROR)).*(?:timed out|timeout)/s,
    remedy: () =>
      `too few nodes of the cluster run for a change (rabbitmqctl cluster_status names them): start them; then ${GO_ON}`,
  },
  {
    when: /\b540\b|NOT_IMPLEMENTED/,
    remedy: () =>
      `this RabbitMQ cannot do that; what it was asked is named above: report it with its version (rabbitmqctl version); then ${GO_ON}`,
  },
  {
    when: /CONNECTION.FORCED/,
    remedy: () => `an administrator closed it, or the node was stopped: when it may be, ${GO_ON}`,
  },
  {
    when: /RESOURCE.ERROR|\b506\b/,
    remedy: () => `the node has no more room (rabbitmq-diagnostics alarms tells of what); then ${GO_ON}`,
  },
];

/** `reason`: the words of the broker or of the network. */
export function remedyOfLoss(reason: string): string {
  for (const { when, remedy } of losses) {
    const found = when.exec(reason);
    if (found) return remedy(found);
  }
  return GO_ON;
}
