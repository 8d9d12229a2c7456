// The few forms of text that every stage writes: a count with its noun, a large number, an error's message.

/** `1,234` */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `1 queue`, `1,234 queues`, `2 policies`, `3 days` */
export function counted(count: number, noun: string): string {
  return `${thousands(count)} ${count === 1 ? noun : plural(noun)}`;
}

function plural(noun: string): string {
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
