// Names → the pattern of a policy that matches these names and no other.
//
// RabbitMQ refuses a long one: PCRE compiles it to at most 64 KiB ("regular expression is too large", 3.10.8). So what
// names have in common is written once, and characters after which the same follows become one class. Two daemons on
// 20,000 clusters numbered in a row are 150 characters; 2,000 random numbers of five digits, or 500 UUIDs, are taken too.

interface Node {
  isEnd: boolean;
  readonly next: Map<string, Node>;
}

/**
 * `^(global|(storage|vm)(-5[34])?)$`, read alike by PCRE (bytes, no options) and JavaScript. The same names give the same
 * pattern, whatever their order.
 */
export function patternOf(names: Iterable<string>): string {
  const root: Node = { isEnd: false, next: new Map() };
  for (const name of [...names].sort()) {
    let node = root;
    for (const character of name) {
      const known = node.next.get(character) ?? { isEnd: false, next: new Map<string, Node>() };
      node.next.set(character, known);
      node = known;
    }
    node.isEnd = true;
  }
  return `^(${waysFrom(root).map(textOf).join('|')})$`;
}

/** A part of the pattern in two: what may stand before the same rest is written once. */
interface Way {
  readonly head: string;
  readonly rest: string;
}

/** What may follow here. Names are at most 255 bytes long, so it goes no deeper. */
function waysFrom({ next }: Node): readonly Way[] {
  const alike = new Map<string, { readonly after: Way; readonly characters: string[] }>();
  for (const [character, node] of next) {
    const after = wayAfter(node);
    const same = alike.get(textOf(after));
    if (same) same.characters.push(character);
    else alike.set(textOf(after), { after, characters: [character] });
  }
  const heads = new Map<string, string[]>();
  for (const { after, characters } of alike.values())
    for (const start of starts(characters)) {
      const head = start + after.head;
      const same = heads.get(after.rest);
      if (same) same.push(head);
      else heads.set(after.rest, [head]);
    }
  return [...heads].flatMap(([rest, same]): readonly Way[] =>
    rest === '' || same.length === 1 ? same.map((head) => ({ head, rest })) : [{ head: `(${same.join('|')})`, rest }],
  );
}

function wayAfter(node: Node): Way {
  const ways = waysFrom(node);
  const [only] = ways;
  if (only === undefined) return { head: '', rest: '' };
  if (ways.length === 1 && !node.isEnd) return only;
  const text = ways.map(textOf).join('|');
  return { head: '', rest: node.isEnd ? optional(text) : `(${text})` };
}

function textOf({ head, rest }: Way): string {
  return head + rest;
}

function optional(text: string): string {
  return /^(\w|\[[\w-]+\])$/.test(text) ? `${text}?` : `(${text})?`;
}

/** One class for letters and digits; all else by itself, for a class of PCRE's is one of bytes. */
function starts(characters: readonly string[]): readonly string[] {
  const plain = characters.filter((character) => /^[A-Za-z0-9_]$/.test(character)).sort();
  const others = characters.filter((character) => !plain.includes(character)).map(escapePattern);
  if (plain.length < 2) return [...plain, ...others];
  return [`[${runsOf(plain)}]`, ...others];
}

/** `0-9a`: three and more in a row become a range. */
function runsOf(sorted: readonly string[]): string {
  return sorted
    .join('')
    .replace(/(?:(?=01|12|23|34|45|56|67|78|89)\d){2,}\d/g, (run) => `${run[0] ?? ''}-${run.at(-1) ?? ''}`);
}

/** A part of a pattern that stands for this text alone. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
