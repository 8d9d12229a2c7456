// How much room RabbitMQ needs for a pattern: PCRE compiles it to at most 64 KiB, and a policy with a larger one is
// refused ("regular expression is too large", 3.10.8). Its length tells little: that of the shortest pattern that was
// refused was 12,275 characters, of the longest that was taken 32,436.

/** In bytes, compiled. */
export const MAX_COMPILED = 65_536;

/**
 * Of a pattern as `patternOf` makes them: what PCRE spends on each part of it (pcre_internal.h). Measured on 3.10.8 with
 * seven kinds of names: 65,536 was taken, 65,540 refused.
 */
export function compiledSize(pattern: string): number {
  let size = FRAME;
  for (const [part] of pattern.matchAll(/\\.|\[[^\]]*\]|[^\\[]/gsu)) size += sizeOf(part);
  return size;
}

const FRAME = 7;

function sizeOf(part: string): number {
  switch (part) {
    case '(':
      return 5;
    case ')':
    case '|':
      return 3;
    case '?':
    case '^':
    case '$':
      return 1;
  }
  // A class is a bitmap of all bytes. A byte for itself costs two.
  if (part.startsWith('[')) return 33;
  return 2 * Buffer.byteLength(part.startsWith('\\') ? part.slice(1) : part);
}
