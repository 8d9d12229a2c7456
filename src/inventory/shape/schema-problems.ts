// One error of the schema check → one problem at the key or value concerned, in words for a tired operator.

import type { SchemaFault } from '../../schema/index.js';
import type { Problem } from '../inventory.js';
import { nearest } from './nearest.js';
import { errorAt, quote } from '../yaml/source.js';
import type { Entry, Mapping, Node } from '../yaml/tree.js';
import { isLeftOut, shownAt } from '../yaml/tree.js';

type SchemaObject = Readonly<Record<string, unknown>>;

/** Undefined for what a rule says more exactly: the rules of names count bytes and tell the reason. */
export function schemaProblem(error: SchemaFault, root: Mapping): Problem | undefined {
  const { keyword, params, parentSchema = {} } = error;
  const { node, entry } = follow(root, error.instancePath);
  const at = entry?.value === node ? shownAt(entry) : node;
  const subject = entry
    ? entry.value === node
      ? quote(entry.key.text)
      : `an entry of ${quote(entry.key.text)}`
    : 'the file';
  const is = (expected: string, hint?: string): Problem =>
    errorAt(at, `${subject} is ${describe(node)}`, expected, hint);
  switch (keyword) {
    case 'minLength':
    case 'maxLength':
    case 'pattern':
      return undefined;
    case 'required': {
      const missing = String(params['missingProperty']);
      const where = entry?.key ?? node;
      return errorAt(
        where,
        `${subject} has no ${quote(missing)}`,
        `${missing}: ${choicesOf(propertiesOf(parentSchema)[missing])}`,
      );
    }
    case 'additionalProperties':
      return unknownKey(node, String(params['additionalProperty']), Object.keys(propertiesOf(parentSchema)), entry);
    case 'enum':
    case 'const': {
      const text = node.kind === 'scalar' ? node.text : '';
      return is(
        choicesOf(parentSchema),
        quoteHint(node, parentSchema) ?? nearest(text, allowed(parentSchema).map(String)),
      );
    }
    case 'type':
      return is(typesOf(parentSchema) + exampleOf(parentSchema), quoteHint(node, parentSchema));
    case 'minimum':
    case 'maximum':
      return is(typesOf(parentSchema));
    default:
      return is(`what the schema asks for (${keyword})`);
  }
}

function unknownKey(node: Node, key: string, known: readonly string[], parent: Entry | undefined): Problem {
  const at = node.kind === 'mapping' ? (node.entries.get(key)?.key ?? node) : node;
  const where = parent ? ` under ${quote(parent.key.text)}` : '';
  return errorAt(at, `unknown key ${quote(key)}${where}`, `one of ${known.join(', ')}`, nearest(key, known));
}

/** The node that a JSON pointer leads to, and the last mapping entry on the way. */
function follow(root: Mapping, pointer: string): { readonly node: Node; readonly entry: Entry | undefined } {
  let node: Node = root;
  let entry: Entry | undefined;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (node.kind === 'list') node = node.items[Number(key)] ?? node;
    else if (node.kind === 'mapping') {
      entry = node.entries.get(key) ?? entry;
      node = entry?.value ?? node;
    }
  }
  return { node, entry };
}

function describe(node: Node): string {
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'mapping') return 'a mapping';
  if (isLeftOut(node)) return 'left empty';
  if (typeof node.value === 'string') return `the text ${quote(node.value)}`;
  if (typeof node.value === 'number') return `the number ${node.text}`;
  return node.value === null ? `${node.text} (nothing)` : `${node.text} (true or false)`;
}

const typeWords: Readonly<Record<string, string>> = {
  object: 'a mapping (key: value)',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

/** `null` is not named: leaving a value out is never what somebody is asked to do. */
function typesOf(schema: SchemaObject): string {
  const types = [schema['type']].flat();
  if (types.includes('string') && types.includes('number')) return 'one plain value';
  const words = types.flatMap((type) => typeWords[String(type)] ?? []);
  return words.join(' or ') + boundsOf(schema);
}

function boundsOf({ minimum, maximum }: SchemaObject): string {
  if (typeof minimum !== 'number' || typeof maximum !== 'number') return '';
  return maximum === Number.MAX_SAFE_INTEGER ? ` from ${minimum}` : ` from ${minimum} to ${maximum}`;
}

function exampleOf({ examples }: SchemaObject): string {
  if (!Array.isArray(examples) || examples.length === 0) return '';
  const example: unknown = examples[0];
  return `, such as ${flow(example)}`;
}

/** A value as somebody would type it in one line: `{ scope: hypervisor }`. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (value === null || typeof value !== 'object') return String(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${inner === null ? '' : flow(inner)}`)
    .join(', ')} }`;
}

function choicesOf(schema: unknown): string {
  const choices = allowed(schema).filter((value) => value !== null);
  return choices.map(String).join(' or ');
}

function allowed(schema: unknown): readonly unknown[] {
  if (schema === null || typeof schema !== 'object') return [];
  if ('const' in schema) return [schema.const];
  return 'enum' in schema && Array.isArray(schema.enum) ? schema.enum : [];
}

function propertiesOf(schema: SchemaObject): SchemaObject {
  const properties = schema['properties'];
  return properties !== null && typeof properties === 'object' ? { ...properties } : {};
}

/** `vhost: 7` where text belongs: the quotes are all that is missing; `"7"` where a number belongs: they are too much. */
function quoteHint(node: Node, schema: SchemaObject): string | undefined {
  if (node.kind !== 'scalar' || node.value === null) return undefined;
  const types = [schema['type']].flat();
  if (types.includes('string') && typeof node.value !== 'string') return `put it in quotes: "${node.text}"`;
  const bare = [...types, ...allowed(schema).map((value) => typeof value)];
  return !bare.includes('string') && typeof node.value === 'string' && !node.plain ? 'take the quotes away' : undefined;
}
