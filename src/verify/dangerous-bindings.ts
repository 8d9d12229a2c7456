// Bindings on exchanges of ours that do something else than they seem to: live ones, foreign ones included.

import type { Locate } from '../assess/index.js';
import type { Live } from '../live/index.js';
import type { Ownership } from '../ownership/index.js';
import type { ArgumentValue, Binding } from '../topology/index.js';
import { bindingKey, headerMatch, matchesEverything, valueKey } from '../topology/index.js';
import type { Sentence } from '../text/index.js';
import { plain, say } from '../text/index.js';
import { deleteBindingCommand } from './api-commands.js';
import type { Finding } from './finding.js';
import type { Addressing } from './verify-input.js';

type Found = Omit<Finding, 'severity'> & { readonly binding: Binding };

export interface DangerInput {
  readonly live: Live;
  readonly ownership: Ownership;
  readonly locate: Locate;
  readonly routing: Addressing;
  /** What the inventory asks for. */
  readonly wanted: readonly Binding[];
  /** Live bindings that a plan takes away. */
  readonly going: ReadonlySet<Binding>;
  readonly managementUrl: string;
}

/** A binding has one finding at most; what is said here need not be said as `extra-binding` or `foreign` again. */
export function findDangerous(input: DangerInput): readonly Found[] {
  const { live, ownership, routing } = input;
  const wanted = new Set(input.wanted.map((binding) => bindingKey(binding, 'headers')));
  const shown = new Set<string>();
  const found: Found[] = [];
  const finding = findingOn(input);
  for (const binding of live.topology.bindings) {
    const { source, arguments: args } = binding;
    if (!ownership.standings.exchanges.has(source) || live.topology.exchanges.get(source)?.type !== 'headers') continue;
    const match = headerMatch(args);
    const clash = matchesEverything(match) ? undefined : clashOf(match.criteria, routing);
    const key = twinKey(binding);
    const isTwin = shown.has(key);
    shown.add(key);
    if (matchesEverything(match))
      found.push(finding('catch-all', binding, say`it has no header to look at: every message matches it`));
    else if (clash !== undefined) found.push(finding('type-clash', binding, clash));
    // An integer of another width, bytes beside text: to RabbitMQ these are one value, so beside a wanted binding they do
    // no harm. A void shows as a text too, `undefined`, which no inventory may want.
    else if (isTwin && !wanted.has(bindingKey(binding, 'headers')))
      found.push(finding('type-clash', binding, say`another one shows the same, and differs in an AMQP type`));
  }
  return found;
}

/** A value of a header that the tree reads, of another type than the inventory asks for. */
function clashOf(
  criteria: Readonly<Record<string, ArgumentValue>>,
  { headers, values }: Addressing,
): Sentence | undefined {
  const read: readonly string[] = Object.values(headers);
  for (const [key, value] of Object.entries(criteria)) {
    if (!read.includes(key) || typeof value === 'string') continue;
    if (values === 'both' && Number.isInteger(value)) continue;
    return say`${plain(key)} is ${plain(typeName(value))} ${valueKey(value)}: a message with a string there does not match it`;
  }
  return undefined;
}

function typeName(value: ArgumentValue): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'the integer' : 'the number';
  return typeof value === 'boolean' ? 'the boolean' : 'no string:';
}

function twinKey({ source, destination, destinationType, routingKey, arguments: args }: Binding): string {
  return [source, destinationType, destination, routingKey, valueKey(args)].join('\u0000');
}

type Kind = 'catch-all' | 'type-clash';

function findingOn({
  live: { vhost },
  locate,
  going,
  managementUrl,
}: DangerInput): (kind: Kind, binding: Binding, what: Sentence) => Found {
  return (kind, binding, what) => {
    const { source, destination, destinationType } = binding;
    return {
      kind,
      object: { kind: 'binding', name: destination },
      binding,
      ...locate.row(destinationType, destination),
      message: say`bound from ${source} to the ${plain(destinationType)} ${destination}, and ${what}`,
      remedy: going.has(binding)
        ? say`\`topo apply\` removes it`
        : say`if nobody needs it: ${deleteBindingCommand(managementUrl, vhost, binding)}`,
    };
  };
}
