// Parts → a JSON document in chunks, so that a million rows need no more memory than one. A part is a top-level key with
// a value, or with rows: an array written one row a line. Surprise: the same pass can feed a Seal, which sees the
// document as JSON.stringify would write it (no blanks) and adds its digest as the last key.

import { inertJson } from './inert.js';

export type JsonPart =
  | { readonly key: string; readonly value: unknown }
  | { readonly key: string; readonly rows: Iterable<unknown> }
  | { readonly key: string; readonly texts: Iterable<string> };

export interface Seal {
  readonly key: string;
  update(text: string): void;
  digest(): string;
}

/** About this many characters go out at once: one write a row would cost more than making the row. */
const CHUNK = 1 << 16;

/**
 * `rows` are written by JSON.stringify; `texts` are rows that already are JSON. A value that is undefined leaves its key
 * out. Ends with a line feed.
 */
export function* jsonDocument(parts: Iterable<JsonPart>, seal?: Seal): Generator<string> {
  let written = '';
  let sealed = '';
  const put = (blank: string, text: string): void => {
    written += blank + text;
    if (seal) sealed += text;
  };
  function* flush(limit: number): Generator<string> {
    if (written.length <= limit) return;
    yield inertJson(written);
    written = '';
    seal?.update(sealed);
    sealed = '';
  }

  put('', '{');
  let comma = '';
  for (const part of parts) {
    if ('value' in part) {
      if (part.value === undefined) continue;
      put('', comma);
      put('\n  ', `${JSON.stringify(part.key)}:`);
      put(' ', JSON.stringify(part.value));
    } else {
      put('', comma);
      put('\n  ', `${JSON.stringify(part.key)}:`);
      put(' ', '[');
      let between = '';
      for (const text of 'texts' in part ? part.texts : stringify(part.rows)) {
        put('', between);
        put('\n    ', text);
        between = ',';
        yield* flush(CHUNK);
      }
      put(between === '' ? '' : '\n  ', ']');
    }
    comma = ',';
  }
  if (seal) {
    seal.update(`${sealed}}`);
    sealed = '';
    written += `${comma}\n  ${JSON.stringify(seal.key)}: ${JSON.stringify(seal.digest())}`;
  }
  yield inertJson(`${written}\n}\n`);
}

function* stringify(rows: Iterable<unknown>): Generator<string> {
  for (const row of rows) yield JSON.stringify(row);
}
