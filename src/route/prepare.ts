// Topology → Routes: every exchange with its bindings in an index of their own, made once for any number of messages.
// An exchange that no message comes to costs no index: it is made when the first one does.

import type { Binding, Exchange, Topology } from '../topology/index.js';
import { ALTERNATE_EXCHANGE_ARGUMENT, getOrAdd, groupBy } from '../topology/index.js';
import { appliedPolicies } from '../policy/index.js';
import type { Matcher } from './matchers.js';
import { matcherFor } from './matchers.js';
import type { Comparison } from './message.js';
import { comparisonOf } from './message.js';

export interface RouteOptions {
  /**
   * By exchange name: the policy that applies to it, as the broker says. Default, for a topology on paper: by the
   * policies' patterns.
   */
  readonly exchangePolicies?: ReadonlyMap<string, string>;
  /** Default: the newest's rules. */
  readonly rabbitmqVersion?: string;
  /** Each hop through a headers exchange looks at every binding of the topology: so with Khepri. */
  readonly scansAll?: boolean;
}

/** One exchange, ready to be asked. */
export interface Station {
  readonly exchange: Exchange;
  readonly bindings: readonly Binding[];
  /** undefined: of a type that topo does not know. */
  readonly match: Matcher | undefined;
  /** Where a message goes that matches nothing here; there may be no such exchange. */
  readonly alternate: string | undefined;
}

export interface Routes {
  readonly comparison: Comparison;
  station(exchange: string): Station | undefined;
  hasQueue(name: string): boolean;
}

/** Linear in the number of bindings. */
export function prepareRoutes(topology: Topology, options: RouteOptions = {}): Routes {
  const comparison = comparisonOf(options.rabbitmqVersion);
  const alternateOf = alternates(topology, options.exchangePolicies);
  const bySource = groupBy(topology.bindings, ({ source }) => source);
  const stations = new Map<string, Station>();
  const everyHop = options.scansAll === true ? topology.bindings.length : undefined;
  return {
    comparison,
    hasQueue: (name) => topology.queues.has(name),
    station(name) {
      const exchange = topology.exchanges.get(name);
      if (!exchange) return undefined;
      return getOrAdd(stations, name, () => {
        const bindings = bySource.get(name) ?? [];
        const match = matcherFor(exchange.type, bindings, comparison, everyHop);
        return { exchange, bindings, match, alternate: alternateOf(exchange) };
      });
    },
  };
}

/** The argument wins over the policy (rabbit_policy:get_arg); of policies only the one that applies counts. */
function alternates(
  topology: Topology,
  exchangePolicies: ReadonlyMap<string, string> | undefined,
): (exchange: Exchange) => string | undefined {
  const byName = new Map(topology.policies.map((policy) => [policy.name, policy]));
  const onPaper = exchangePolicies ? undefined : appliedPolicies(topology.exchanges.keys(), topology.policies);
  return ({ name, arguments: args }) => {
    const policy = onPaper ? onPaper.get(name) : byName.get(exchangePolicies?.get(name) ?? '');
    const written = args[ALTERNATE_EXCHANGE_ARGUMENT] ?? policy?.definition[ALTERNATE_EXCHANGE_ARGUMENT];
    return typeof written === 'string' ? written : undefined;
  };
}
