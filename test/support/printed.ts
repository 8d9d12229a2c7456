// A document as its JSON has it: of a sentence the text.

import type { Sentence } from '../../src/text/index.js';
import type { ArgumentValue, Arguments } from '../../src/topology/index.js';

export type Printed<Document> = Document extends Sentence
  ? string
  : Document extends ArgumentValue | Arguments
    ? Document
    : Document extends object
      ? { readonly [Key in keyof Document]: Printed<Document[Key]> }
      : Document;

export function printed<Document>(document: Document): Printed<Document> {
  const back: Printed<Document> = JSON.parse(JSON.stringify(document, (_, value: unknown) => textOf(value)));
  return back;
}

function textOf(value: unknown): unknown {
  return value !== null && typeof value === 'object' && 'text' in value && 'form' in value ? value.text : value;
}
