// A law that did not hold.

export function broken(law: string, ...lines: readonly string[]): Error {
  return new Error([law, ...lines.map((line) => `  ${line}`)].join('\n'));
}

/** Throws where there is one line that should not be. */
export function demandNone(law: string, lines: readonly string[]): void {
  if (lines.length > 0)
    throw broken(law, ...lines.slice(0, 12), ...(lines.length > 12 ? [`and ${lines.length - 12} more`] : []));
}
