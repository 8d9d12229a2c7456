// `--only KEY=VALUE,…`: which part of the tree is shown. A value that nobody knows is a slip, and an empty part would look like
// one that is as it should be.

import type { Inventory } from '../../../inventory/index.js';
import { nearest } from '../../../inventory/index.js';
import type { Address, Level, Part, Selection } from '../../../topology/index.js';
import { LEVELS, isWithin, partText, selectPart } from '../../../topology/index.js';
import { badUsage } from '../../exit-codes.js';

/** A value goes on to the next `,KEY=`, or stands in double quotes, as in JSON: `hypervisor="a,b=c"`. */
const PAIR = /([^=,]*)(=?)("(?:[^"\\]|\\.)*"(?=,|$)|.*?)(?:,(?=[^,=]*=)|$)/sy;

/** undefined: everything is shown. Throws Stop 64. */
export function readOnly(written: readonly string[] | undefined): Part | undefined {
  if (written === undefined) return undefined;
  const part: Partial<Record<Level, string>> = {};
  for (const [key, value] of written.flatMap(pairsOf)) {
    const level = LEVELS.find((each) => each === key);
    if (level === undefined)
      throw badUsage(
        `--only: there is no key "${key}"`,
        [nearest(key, LEVELS), `keys: ${LEVELS.join(', ')}; a value with "," and "=" in it stands in double quotes`]
          .filter(Boolean)
          .join(' '),
      );
    if (part[level] !== undefined)
      throw badUsage(`--only has ${level} twice`, 'name one; topo shows one part at a time');
    if (value === '') throw badUsage(`--only: ${level} has no value`, `write ${level}=ID`);
    part[level] = value;
  }
  return part;
}

function pairsOf(text: string): readonly (readonly [key: string, value: string])[] {
  const pairs: (readonly [string, string])[] = [];
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < text.length || pairs.length === 0) {
    const [, key = '', equals = '', value = ''] = PAIR.exec(text) ?? [];
    if (equals === '')
      throw badUsage(`--only takes KEY=VALUE, not "${text}"`, 'for example --only cluster=54,hypervisor=98');
    pairs.push([key.trim(), unquoted(value.trim())]);
  }
  return pairs;
}

function unquoted(value: string): string {
  if (!/^".*"$/s.test(value)) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    throw badUsage(`--only: ${value} is no string in double quotes`, String.raw`write \" and \\ in it`);
  }
}

/** `addresses`: where something stands, or should. Throws Stop 64 where the inventory and the broker know no such part. */
export function choosePart(part: Part, inventory: Inventory, addresses: Iterable<Address>): Selection {
  const all = [...addresses];
  const selection = selectPart(part, all);
  // Of what the inventory names without a queue for it there is nothing to show; still it is there.
  const places: readonly Part[] = [...all, ...placesOf(inventory)];
  if (places.some((place) => isWithin(place, part))) return selection;
  for (const level of LEVELS) {
    const value = part[level];
    if (value === undefined || places.some((place) => place[level] === value)) continue;
    const known = new Set(places.flatMap((place) => place[level] ?? []));
    throw badUsage(
      `--only: neither the inventory nor the broker knows a ${level} "${value}"`,
      nearest(value, known) ?? 'write it as the inventory does',
    );
  }
  const { hypervisor } = part;
  const clusters = new Set(places.flatMap((place) => (place.hypervisor === hypervisor ? (place.cluster ?? []) : [])));
  throw badUsage(
    `--only: there is no ${partText(part)}`,
    hypervisor !== undefined && part.cluster !== undefined && !clusters.has(part.cluster)
      ? `hypervisor ${hypervisor} is in cluster ${[...clusters].join(', ')}`
      : 'that daemon has no queue there: leave one of the keys out',
  );
}

function* placesOf({ daemons, clusters }: Inventory): Generator<Part> {
  for (const { name } of daemons) yield { daemon: name };
  for (const { id, hypervisors } of clusters) {
    yield { cluster: id };
    for (const hypervisor of hypervisors) yield { cluster: id, hypervisor: hypervisor.id };
  }
}
