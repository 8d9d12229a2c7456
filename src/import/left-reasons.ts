// Why no inventory says it: a sentence for each thing that an import leaves.

import type { Assessment } from '../assess/index.js';
import type { SubjectKind } from '../plan/index.js';
import type { Sentence } from '../text/index.js';
import { plain, say } from '../text/index.js';
import type { ArgumentValue, Binding } from '../topology/index.js';
import { headerMatch, isWay, joinName, matchesEverything, valueKey } from '../topology/index.js';
import type { Picture } from './seen/picture.js';

/** It is not there, and the inventory asks for it. */
export function missingReason(
  { source, destination, destinationType }: Binding,
  picture: Picture,
  { desired }: Assessment,
): Sentence {
  if (destinationType === 'exchange') return say`what stands below it is there, and no such binding leads to it`;
  const ways = [...desired.origins.exchanges].filter(([, { role }]) => role === 'tree' || isWay(role));
  const isBound = ways.some(([exchange]) =>
    picture.bindingsOf(exchange).some((each) => each.destinationType === 'queue' && each.destination === destination),
  );
  if (isBound) return say`something leads to it, and not this binding from ${source}`;
  return say`nothing leads to it, and it alone drains: an inventory says so of a daemon, a cluster or a hypervisor as a whole`;
}

/** It is there, and the inventory asks for none such. */
export function bindingReason(binding: Binding, picture: Picture, { desired, ownership }: Assessment): Sentence {
  const { source, destination: name, destinationType: kind, arguments: args } = binding;
  const { topology } = picture;
  const type = topology.exchanges.get(source)?.type ?? 'headers';
  const here = desired.origins.exchanges.get(source);
  if (type !== 'headers') return say`an inventory binds each queue from here by its own name, and not this`;
  const match = headerMatch(args);
  const criteria = Object.entries(match.criteria);
  const [first] = criteria;
  if (matchesEverything(match))
    return say`every message of ${source} goes there: an inventory asks for one value of one header`;
  if (!first || criteria.length > 1)
    return say`it looks at ${plain(String(criteria.length))} headers: an inventory asks for one value of one header`;
  const [header, value] = first;
  if (typeof value !== 'string' && typeof value !== 'number')
    return say`the value of ${plain(header)} is neither a string nor an integer`;
  const spelled = here?.role === 'entry' ? String(value) : joinName(source, String(value));
  if (!desired.topology[`${kind}s`].has(name)) {
    const foreign = ownership.foreign.find((each) => each.kind === kind && each.name === name);
    const exchange = kind === 'exchange' ? topology.exchanges.get(name) : undefined;
    if (exchange && exchange.type !== 'headers')
      return say`it leads to a ${plain(exchange.type)} exchange, and the tree's are headers exchanges; so nothing below it is in the inventory`;
    if (spelled !== name)
      return say`the address of ${plain(header)}=${String(value)} here is called ${spelled}, and this is ${name}`;
    if (foreign) return say`it leads to what is not this tree's: ${foreign.reason}`;
  }
  if (typeof value === 'number') return say`the value is the integer ${value}, and the inventory asks for the string`;
  return say`an inventory asks for no binding by ${plain(header)} to ${name}`;
}

export function suspectReason({ topology }: Picture, kind: SubjectKind, name: string): Sentence {
  const type = kind === 'exchange' ? topology.exchanges.get(name)?.type : undefined;
  if (type !== undefined && type !== 'headers')
    return say`it is a ${plain(type)} exchange, and the tree's are headers exchanges; so nothing below it is in the inventory`;
  return say`it looks like this tree's, and no inventory has it beside the rest`;
}

/** An argument that means nothing to RabbitMQ, or that queues of one daemon have differently. */
export function ignoredReason(
  name: string,
  live: ArgumentValue | undefined,
  asked: ArgumentValue | undefined,
): Sentence {
  const show = (value: ArgumentValue | undefined): Sentence => plain(value === undefined ? 'not set' : valueKey(value));
  return say`its argument ${plain(name)} is ${show(live)} on the broker and ${show(asked)} in the inventory: RabbitMQ compares it with nothing, so it stays as it is`;
}
