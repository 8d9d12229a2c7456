// Ranges of ids: `1-97`, `001-097`, and of hosts: `cmp-[001-097].par1`. Two all-digit ends, counting up; where the lower
// end begins with 0, both ends have its width and every id is padded to it.

export interface Range {
  /** What stands before and behind the number of each id: it neither ends nor begins with a digit. */
  readonly prefix: string;
  readonly suffix: string;
  readonly first: bigint;
  readonly last: bigint;
  /** To pad to; 0 for none. */
  readonly width: number;
}

export const MAX_RANGE = 1_000_000;

/** What is wrong with a range. */
export interface RangeFault {
  readonly message: string;
  readonly expected: string;
  readonly hint?: string;
}

/** Undefined for a text that is no range but an id. Between digits alone a range is one only where it is plain. */
export function readRange(text: string, plain: boolean): Range | RangeFault | undefined {
  const host = /^([^[\]]*)\[([0-9]{1,255})-([0-9]{1,255})\]([^[\]]*)$/.exec(text);
  const found = host ?? (plain ? /^()([0-9]{1,255})-([0-9]{1,255})()$/.exec(text) : null);
  if (!found) return undefined;
  const [, prefix = '', low = '', high = '', suffix = ''] = found;
  const spell = (from: string, to: string): string => (host ? `"${prefix}[${from}-${to}]${suffix}"` : `${from}-${to}`);
  if (/[0-9]$/.test(prefix) || /^[0-9]/.test(suffix)) return digitBesideBrackets(text, prefix, low, high, suffix);
  const ends = readEnds(text, low, high, spell);
  return 'message' in ends ? ends : { prefix, suffix, ...ends };
}

function readEnds(
  text: string,
  low: string,
  high: string,
  spell: (from: string, to: string) => string,
): Pick<Range, 'first' | 'last' | 'width'> | RangeFault {
  const [first, last] = [BigInt(low), BigInt(high)];
  const width = low.startsWith('0') ? low.length : 0;
  if (first > last) return countsDown(text, low, high, spell);
  if (width > 0 && high.length !== width)
    return {
      message: `the ends of the range ${text} have ${low.length} and ${high.length} digits`,
      expected: 'the same number of digits at both ends, because the lower one begins with 0',
      hint:
        low === '0'
          ? `write ${spell('0', '0').replace('[0-0]', '0').replace(/^0-0$/, '0')} by itself, and ${spell('1', high)}`
          : `write ${spell(low.padStart(high.length, '0'), high)}`,
    };
  if (width === 0 && high.startsWith('0'))
    return {
      message: `the upper end of the range ${text} begins with 0, the lower one does not`,
      expected: 'both ends written alike',
    };
  const size = last - first + 1n;
  if (size > BigInt(MAX_RANGE))
    return {
      message: `the range ${text} has ${String(size)} ids`,
      expected: `at most ${MAX_RANGE} ids in a range`,
    };
  return { first, last, width };
}

/** `2024-01` is a month and no slip: what would be no range the other way round either is rather one id. */
function countsDown(text: string, low: string, high: string, spell: (from: string, to: string) => string): RangeFault {
  const fault = { message: `the range ${text} counts down`, expected: 'the lower end first' };
  if (high.startsWith('0') && high.length !== low.length) return fault;
  return { ...fault, hint: `write ${spell(high, low)}${/^(19|20)[0-9]{2}$/.test(low) ? `, or ${ifOneId(text)}` : ''}` };
}

export function ifOneId(text: string): string {
  return `if it is one id, quote it: ${JSON.stringify(text)}`;
}

/** Else one id could be read off two ranges in two ways. */
function digitBesideBrackets(text: string, prefix: string, low: string, high: string, suffix: string): RangeFault {
  const before = /[0-9]*$/.exec(prefix)?.[0] ?? '';
  const rest = prefix.slice(0, prefix.length - before.length);
  const isSimple = low.length === high.length && !/^[0-9]/.test(suffix);
  return {
    message: `a digit stands beside the brackets of ${text}`,
    expected: 'the whole number inside the brackets',
    hint: isSimple ? `write "${rest}[${before}${low}-${before}${high}]${suffix}"` : 'write the ids themselves',
  };
}

export function isRange(read: Range | RangeFault | undefined): read is Range {
  return read !== undefined && 'first' in read;
}

export function sizeOf({ first, last }: Range): number {
  return Number(last - first) + 1;
}

/** Its ids, counting up. */
export function* idsOf({ prefix, suffix, first, last, width }: Range): Generator<string> {
  const isBare = prefix === '' && suffix === '';
  const spell = (id: string): string => (isBare ? id : `${prefix}${id}${suffix}`);
  if (last <= BigInt(Number.MAX_SAFE_INTEGER)) {
    const end = Number(last);
    for (let id = Number(first); id <= end; id += 1)
      yield spell(width === 0 ? String(id) : String(id).padStart(width, '0'));
  } else for (let id = first; id <= last; id += 1n) yield spell(String(id).padStart(width, '0'));
}
