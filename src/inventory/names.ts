// Names and ids: what RabbitMQ takes, and what would silently become another one.

import { MAX_NAME_BYTES } from '../topology/index.js';
import type { Place } from '../topology/index.js';
import type { Collector } from './collect.js';
import { quote } from './parse.js';

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** False, with a problem, where the text cannot be a name or part of one. */
export function checkName(what: string, text: string, at: Place, collect: Collector): boolean {
  const bytes = Buffer.byteLength(text);
  if (text === '') collect.error(at, `${what} is empty`, 'a name');
  else if (bytes > MAX_NAME_BYTES) collect.error(at, `${what} has ${bytes} bytes`, `at most ${MAX_NAME_BYTES} bytes`);
  else if (CONTROL.test(text))
    collect.error(at, `${what} ${quote(text)} has control characters`, 'none: RabbitMQ strips line ends without a word');
  else if (text.startsWith('amq.')) collect.error(at, `${what} ${quote(text)} starts with "amq."`, 'RabbitMQ keeps that prefix');
  else if (text === 'undefined')
    collect.error(at, `${what} is "undefined"`, 'the management API shows a void value like that: topo could not tell the two apart');
  else return true;
  return false;
}

/** Headers that Celery gives every task (celery/app/amqp.py:as_task_v2), or loses at a retry. */
const CELERY_HEADERS: ReadonlySet<string> = new Set(
  'lang task id shadow eta expires group group_index retries timelimit root_id parent_id argsrepr kwargsrepr origin ignore_result replaced_task_nesting stamped_headers stamps hostname headers reply_to correlation_id delivery_info args kwargs chain chord callbacks errbacks'.split(
    ' ',
  ),
);

export function checkHeader(text: string, at: Place, collect: Collector): boolean {
  if (!checkName('a header', text, at, collect)) return false;
  if (text.startsWith('x-')) {
    collect.error(at, `the header ${quote(text)} starts with "x-"`, 'another name: RabbitMQ skips such headers, so that the binding would match every message');
    return false;
  }
  if (CELERY_HEADERS.has(text)) collect.warning(at, `Celery uses the header ${quote(text)} itself`, 'choose another name if Celery publishes');
  return true;
}
