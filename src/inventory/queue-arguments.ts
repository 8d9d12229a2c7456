// Optional queue arguments: their types, and which queue type takes which (rabbitmq-server rabbit_amqqueue:
// check_arguments, rabbit_queue_type:arguments, 3.10 to 4.3).

import type { ArgumentValue, Arguments } from '../topology/index.js';
import { OWNER_ARGUMENT, QUEUE_TYPE_ARGUMENT } from '../topology/index.js';
import type { Collector } from './collect.js';
import { entriesOf } from './collect.js';
import type { QueueType } from './inventory.js';
import { nearest } from './nearest.js';
import type { Written, WrittenEntry } from './parse.js';
import { quote, valueOf } from './parse.js';

interface Rule {
  readonly expected: string;
  readonly takes: (value: unknown) => boolean;
  readonly types: readonly QueueType[];
}

const whole = (least: number): Pick<Rule, 'expected' | 'takes'> => ({
  expected: `a whole number from ${least}`,
  takes: (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= least,
});
const text: Pick<Rule, 'expected' | 'takes'> = { expected: 'text', takes: (value) => typeof value === 'string' };
const flag: Pick<Rule, 'expected' | 'takes'> = { expected: 'true or false', takes: (value) => typeof value === 'boolean' };
const oneOf = (...words: readonly string[]): Pick<Rule, 'expected' | 'takes'> => ({
  expected: words.join(' or '),
  takes: (value) => typeof value === 'string' && words.includes(value),
});
const both: readonly QueueType[] = ['classic', 'quorum'];

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['x-expires', { ...whole(1), types: both }],
  ['x-message-ttl', { ...whole(0), types: both }],
  ['x-max-length', { ...whole(0), types: both }],
  ['x-max-length-bytes', { ...whole(0), types: both }],
  ['x-overflow', { ...oneOf('drop-head', 'reject-publish', 'reject-publish-dlx'), types: both }],
  ['x-dead-letter-exchange', { ...text, types: both }],
  ['x-dead-letter-routing-key', { ...text, types: both }],
  ['x-single-active-consumer', { ...flag, types: both }],
  ['x-queue-leader-locator', { ...oneOf('client-local', 'balanced', 'random', 'least-leaders'), types: both }],
  ['x-max-priority', { expected: 'a whole number from 1 to 255', takes: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 255, types: ['classic'] }],
  ['x-queue-mode', { ...oneOf('default', 'lazy'), types: ['classic'] }],
  ['x-queue-version', { expected: '1 or 2', takes: (value) => value === 1 || value === 2, types: ['classic'] }],
  ['x-queue-master-locator', { ...text, types: ['classic'] }],
  ['x-dead-letter-strategy', { ...oneOf('at-most-once', 'at-least-once'), types: ['quorum'] }],
  ['x-delivery-limit', { ...whole(-1), types: ['quorum'] }],
  ['x-max-in-memory-length', { ...whole(0), types: ['quorum'] }],
  ['x-max-in-memory-bytes', { ...whole(0), types: ['quorum'] }],
  ['x-quorum-initial-group-size', { ...whole(1), types: ['quorum'] }],
  ['x-consumer-timeout', { ...whole(0), types: ['quorum'] }],
  ['x-consumer-disconnected-timeout', { ...whole(0), types: ['quorum'] }],
  ['x-delayed-retry-type', { ...text, types: ['quorum'] }],
  ['x-delayed-retry-min', { ...whole(0), types: ['quorum'] }],
  ['x-delayed-retry-max', { ...whole(0), types: ['quorum'] }],
]);

/** Defaults with a daemon's own over them, key by key; null takes one away. Problems are said at the entry concerned. */
export function mergeArguments(
  type: QueueType,
  defaults: Written | undefined,
  own: Written | undefined,
  collect: Collector,
): Arguments {
  const merged = new Map<string, WrittenEntry>();
  for (const source of [defaults, own]) for (const entry of entriesOf(source)) merged.set(entry.key.text, entry);
  const args: Record<string, ArgumentValue> = {};
  for (const [name, entry] of merged) {
    const value = valueOf(entry.value);
    if (value === null) continue;
    if (checkArgument(type, name, value, entry, collect)) args[name] = value;
  }
  return args;
}

function checkArgument(
  type: QueueType,
  name: string,
  value: unknown,
  { key, value: node }: WrittenEntry,
  collect: Collector,
): value is ArgumentValue {
  if (name === QUEUE_TYPE_ARGUMENT || name === OWNER_ARGUMENT) {
    const instead = name === QUEUE_TYPE_ARGUMENT ? 'the key `type` beside `arguments`' : 'nothing: topo sets it';
    collect.error(key.at, `${quote(name)} among the arguments`, instead);
    return false;
  }
  const rule = rules.get(name);
  if (!rule) {
    if (name.startsWith('x-')) collect.warning(key.at, `topo does not know the argument ${quote(name)}`, nearest(name, [...rules.keys()]));
    else collect.warning(key.at, `${quote(name)} is no argument that RabbitMQ knows: they start with "x-"`, nearest(`x-${name}`, [...rules.keys()]));
    return isArgumentValue(value);
  }
  if (!rule.types.includes(type)) {
    collect.error(key.at, `a ${type} queue does not take ${quote(name)}`, `a ${rule.types.join(' or ')} queue`, 'null takes a default argument away');
    return false;
  }
  if (!rule.takes(value)) {
    collect.error(node.at, `${quote(name)} is ${JSON.stringify(value)}`, rule.expected);
    return false;
  }
  return isArgumentValue(value);
}

function isArgumentValue(value: unknown): value is ArgumentValue {
  return value !== undefined && typeof value !== 'bigint';
}
