// The bindings of one exchange → a function from a message to those that it matches; one for each exchange type. What a
// message costs here is what it matches, as long as bindings are the tree's: `all` with one header is a look-up in a Map.
// `scanned` is what it costs the broker, which has no such index (rabbit_router:match_bindings).

import type { Binding } from '../topology/index.js';
import { getOrAdd, groupBy, headerMatch, pushTo, valueKey } from '../topology/index.js';
import type { Comparison, Headers, Message } from './message.js';
import { asksForPresence, hasHeader, headerKey } from './message.js';
import { topicMatches, topicWords } from './topic.js';

export interface Matches {
  /**
   * Bindings that the broker looks at: all of a headers or fanout exchange, with Khepri at a headers exchange those of all
   * others too. Direct and topic exchanges find theirs by an
   * index, so only those that matched.
   */
  readonly scanned: number;
  /** In the order of the bindings. */
  readonly matched: readonly Binding[];
}

export type Matcher = (message: Message) => Matches;

/**
 * undefined: a type that topo does not know, from a plugin. `everyHop`: what a headers exchange looks at, where that is
 * not its own bindings alone.
 */
export function matcherFor(
  type: string,
  bindings: readonly Binding[],
  comparison: Comparison,
  everyHop?: number,
): Matcher | undefined {
  switch (type) {
    case 'headers':
      return headersMatcher(bindings, comparison, everyHop ?? bindings.length);
    case 'direct':
      return directMatcher(bindings);
    case 'topic':
      return topicMatcher(bindings);
    case 'fanout':
      return () => ({ scanned: bindings.length, matched: bindings });
    default:
      return undefined;
  }
}

interface Numbered {
  readonly index: number;
  readonly binding: Binding;
}

interface Test extends Numbered {
  readonly passes: (headers: Headers) => boolean;
}

function headersMatcher(bindings: readonly Binding[], comparison: Comparison, scanned: number): Matcher {
  const byValue = new Map<string, Map<string, Numbered[]>>();
  const tests: Test[] = [];
  for (const [index, binding] of bindings.entries()) {
    const only = onlyCriterion(binding);
    if (only === undefined) tests.push({ index, binding, passes: bindingTest(binding, comparison) });
    else {
      const values = getOrAdd(byValue, only.header, () => new Map<string, Numbered[]>());
      pushTo(values, only.key, { index, binding });
    }
  }
  return ({ headers }) => {
    const found: Numbered[] = [];
    for (const [header, values] of byValue) {
      const value = hasHeader(headers, header) ? headers[header] : undefined;
      if (value === undefined) continue;
      for (const numbered of values.get(headerKey(value, comparison)) ?? []) found.push(numbered);
    }
    for (const test of tests) if (test.passes(headers)) found.push(test);
    if (found.length > 1) found.sort((a, b) => a.index - b.index);
    return { scanned, matched: found.map(({ binding }) => binding) };
  };
}

/** With one criterion `all` and `any` are the same, and the criterion's value is a key to look up. */
function onlyCriterion(binding: Binding): { readonly header: string; readonly key: string } | undefined {
  const { criteria } = headerMatch(binding.arguments);
  const [first, second] = Object.entries(criteria);
  if (first === undefined || second !== undefined) return undefined;
  const [header, value] = first;
  return asksForPresence(value, isLive(binding)) ? undefined : { header, key: valueKey(value) };
}

function bindingTest(binding: Binding, comparison: Comparison): Test['passes'] {
  const { mode, criteria } = headerMatch(binding.arguments);
  const tests = Object.entries(criteria).map(([header, value]) => criterionTest(header, value, binding, comparison));
  return mode === 'all'
    ? (headers) => tests.every((passes) => passes(headers))
    : (headers) => tests.some((passes) => passes(headers));
}

function criterionTest(
  header: string,
  wanted: Binding['arguments'][string],
  binding: Binding,
  comparison: Comparison,
): Test['passes'] {
  if (asksForPresence(wanted, isLive(binding))) return (headers) => hasHeader(headers, header);
  const key = valueKey(wanted);
  return (headers) => {
    const value = hasHeader(headers, header) ? headers[header] : undefined;
    return value !== undefined && headerKey(value, comparison) === key;
  };
}

/** Only the management API gives a binding its properties_key. */
export function isLive(binding: Binding): boolean {
  return binding.propertiesKey !== undefined;
}

function directMatcher(bindings: readonly Binding[]): Matcher {
  const byKey = groupBy(bindings, ({ routingKey }) => routingKey);
  return ({ routingKey = '' }) => {
    const matched = byKey.get(routingKey) ?? [];
    return { scanned: matched.length, matched };
  };
}

function topicMatcher(bindings: readonly Binding[]): Matcher {
  const patterns = bindings.map((binding) => ({ binding, words: topicWords(binding.routingKey) }));
  return ({ routingKey = '' }) => {
    const words = topicWords(routingKey);
    const matched = patterns.filter((pattern) => topicMatches(pattern.words, words)).map(({ binding }) => binding);
    return { scanned: matched.length, matched };
  };
}
