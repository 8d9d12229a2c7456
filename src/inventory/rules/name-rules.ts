// Names and ids: what RabbitMQ does not take, what it would silently change, and which headers are no good.

import { MAX_NAME_BYTES, registryName } from '../../topology/index.js';
import type { Problem } from '../inventory.js';
import type { Located } from '../yaml/source.js';
import { errorAt, placeText, quote, warningAt } from '../yaml/source.js';
import type { Entry, Node } from '../yaml/tree.js';
import { entryOf, isLeftOut, keysOf, stringOf, valueAt } from '../yaml/tree.js';
import type { Written } from '../yaml/written.js';

// RabbitMQ strips CR and LF from a name and declares another one (rabbit_channel:strip_cr_lf, 3.10 to 4.3); the other
// control characters, and the two line separators of Unicode, are in nobody's interest. Half a surrogate pair has no UTF-8.
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
const HALF = /\p{Surrogate}/u;

/** What is wrong with a name or an id, as it follows "the daemon's name". */
function nameFault(
  text: string,
  most = MAX_NAME_BYTES,
): { message: string; expected: string; hint?: string } | undefined {
  const bytes = Buffer.byteLength(text);
  if (text === '') return { message: 'is empty', expected: 'at least one character' };
  if (bytes > most) return { message: `has ${bytes} bytes`, expected: `at most ${most} bytes` };
  if (CONTROL.test(text))
    return {
      message: `${quote(text)} holds a control character`,
      expected: 'none: RabbitMQ strips line ends without a word',
    };
  if (HALF.test(text))
    return {
      message: `${quote(text)} holds half a character (a lone surrogate)`,
      expected: 'text that UTF-8 can write',
    };
  if (text === 'undefined')
    return {
      message: 'is "undefined"',
      expected: 'another one: the management API shows a missing value as this text',
    };
  return undefined;
}

/** Anything that must reach the broker as it is written; says whether it can. */
export function* checkText(what: string, text: string, at: Located, most?: number): Generator<Problem, boolean> {
  const fault = nameFault(text, most);
  if (fault) yield errorAt(at, `${what} ${fault.message}`, fault.expected, fault.hint);
  return fault === undefined;
}

/** Also for what is new with this inventory: nobody sees a blank at an end, or where characters are that cannot be seen. */
function* checkSeen(what: string, text: string, at: Located): Generator<Problem, boolean> {
  if (!(yield* checkText(what, text, at))) return false;
  // Emoji are made of several characters, some of which cannot be seen alone.
  const shown = /^[!-~]*$/.test(text) ? text : text.replace(EMOJI, 'x');
  if (UNSEEN_END.test(shown)) {
    yield errorAt(
      at,
      `${what} ${quote(text)} begins or ends with a blank, or with what cannot be seen`,
      'none at its ends',
      'take it out',
    );
    return false;
  }
  if (UNSEEN.test(shown)) yield warningAt(at, `${what} ${quote(text)} holds what cannot be seen`, 'letters that show');
  return true;
}

const EMOJI = /\p{Extended_Pictographic}[\uFE0F\u200D\p{Emoji_Modifier}]*/gu;
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const UNSEEN_END =
  /^[\s\u2800\p{Cf}\p{Default_Ignorable_Code_Point}]|[\s\u2800\p{Cf}\p{Default_Ignorable_Code_Point}]$/u;

/** A name that an exchange or a queue gets. */
function* checkName(what: string, text: string, at: Located): Generator<Problem> {
  if ((yield* checkSeen(what, text, at)) && text.startsWith('amq.'))
    yield errorAt(
      at,
      `${what} ${quote(text)} begins with "amq."`,
      'another beginning: RabbitMQ keeps this one for itself',
    );
}

function* checkString(what: string, node: Node | undefined, check: typeof checkName): Generator<Problem> {
  const text = stringOf(node);
  if (node && text !== undefined) yield* check(what, text, node);
}

export function* namesCanBeDeclared({ vhost, broker, routing, daemons }: Written): Generator<Problem> {
  yield* checkString('the vhost', vhost?.value, checkText);
  yield* checkString('the broker', broker?.value, checkText);
  yield* checkString('the entry', valueAt(routing?.value, 'entry'), checkName);
  for (const key of ['unroutable', 'direct'])
    yield* checkString('the name', valueAt(routing?.value, key, 'name'), checkName);
  const room = MAX_NAME_BYTES - registryName('').length;
  yield* checkString('the owner', valueAt(routing?.value, 'owner'), (what, text, at) =>
    checkText(what, text, at, room),
  );
  for (const { key } of daemons.values()) yield* checkName('the name of the daemon', key.text, key);
}

export function* idsCanBeHeaderValues({ clusters }: Written): Generator<Problem> {
  for (const { key, value } of clusters.values()) {
    yield* checkSeen('the id of the cluster', key.text, key);
    for (const id of keysOf(valueAt(value, 'hypervisors'))) yield* checkSeen('the id of the hypervisor', id.text, id);
  }
}

/** Headers that Celery gives every task (celery/app/amqp.py:as_task_v2), and those that a retry of its loses. */
const CELERY_HEADERS: ReadonlySet<string> = new Set([
  ...[
    'lang',
    'task',
    'id',
    'shadow',
    'eta',
    'expires',
    'group',
    'group_index',
    'retries',
    'timelimit',
    'root_id',
    'parent_id',
  ],
  ...['argsrepr', 'kwargsrepr', 'origin', 'ignore_result', 'replaced_task_nesting', 'stamped_headers', 'stamps'],
  ...[
    'hostname',
    'headers',
    'reply_to',
    'correlation_id',
    'delivery_info',
    'args',
    'kwargs',
    'chain',
    'chord',
    'callbacks',
    'errbacks',
  ],
]);

export function* headersCanBeMatched({ routing }: Written): Generator<Problem> {
  const headers = valueAt(routing?.value, 'headers');
  const taken = new Map<string, Entry | undefined>();
  const levels = ['daemon', 'cluster', 'hypervisor'];
  for (const level of levels) {
    const entry = entryOf(headers, level);
    if (!entry) taken.set(level, undefined);
  }
  for (const level of levels) {
    const entry = entryOf(headers, level);
    const text = stringOf(entry?.value);
    if (!entry || text === undefined || isLeftOut(entry.value)) continue;
    if (!(yield* checkSeen('the header', text, entry.value))) continue;
    if (text.startsWith('x-'))
      yield errorAt(
        entry.value,
        `the header ${quote(text)} begins with "x-"`,
        'another beginning: RabbitMQ skips such headers, so every message would match',
        text.length > 2 ? `write ${quote(text.slice(2))}` : undefined,
      );
    if (CELERY_HEADERS.has(text))
      yield warningAt(
        entry.value,
        `Celery uses the header ${quote(text)} itself`,
        'a name that is free',
        'choose another if Celery publishes or retries tasks',
      );
    const first = taken.get(text);
    if (taken.has(text)) {
      const where = first ? `at line ${placeText(first.value).split(':').at(-2) ?? ''}` : `by default for ${text}`;
      yield errorAt(entry.value, `the header ${quote(text)} is taken already, ${where}`, 'three different headers');
    } else taken.set(text, entry);
  }
}
