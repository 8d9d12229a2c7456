// `KEY=VALUE` and `KEY:=JSON` → the headers of a message. Everything is a string unless it is asked for otherwise, for
// that is what a publisher should send; what is neither is bad usage.

import type { HeaderValue, Headers } from '../../route/index.js';
import { commandLine } from '../../text/index.js';
import { badUsage } from '../exit-codes.js';

/** AMQP keeps a header's name as a short string. */
const MAX_NAME_BYTES = 255;

export function parseHeaders(words: readonly string[]): Headers {
  const headers = new Map<string, HeaderValue>();
  for (const word of words) {
    const [key, value] = parseHeader(word);
    if (headers.has(key)) throw badUsage(`the header ${key} is given twice`, 'a message has each header once');
    headers.set(key, value);
  }
  return Object.fromEntries(headers);
}

function parseHeader(word: string): readonly [string, HeaderValue] {
  const [, key, colon, value] = /^([^=]*?)(:?)=(.*)$/s.exec(word) ?? [];
  if (key === undefined || key === '' || value === undefined)
    throw badUsage(
      `"${word}" is no header`,
      /\.ya?ml$|\/$/i.test(word)
        ? `an inventory is named by -f: ${commandLine('topo', 'trace', '-f', word)}`
        : 'write KEY=VALUE for a string, KEY:=JSON for anything else',
    );
  if (Buffer.byteLength(key) > MAX_NAME_BYTES)
    throw badUsage(`the header's name "${key}" has over ${MAX_NAME_BYTES} bytes`);
  return [key, colon === ':' ? parseTyped(key, value) : value];
}

/** An integer that a JSON number does not hold exactly would be another one on the way. */
function parseTyped(key: string, text: string): HeaderValue {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text === 'null') return null;
  if (/^-?(0|[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw badUsage(
    `${key}:=${text}: after := comes an integer, true, false or null`,
    `for a string write ${key}=${text.replace(/^"(.*)"$/s, '$1')}`,
  );
}
