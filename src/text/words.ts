// The few forms of text that every stage writes: a count with its noun, a large number, a word for a shell, an error's message.

/** `1,234` */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `1 queue`, `1,234 queues`, `2 policies` */
export function counted(count: number, noun: string): string {
  return `${thousands(count)} ${count === 1 ? noun : plural(noun)}`;
}

function plural(noun: string): string {
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

/**
 * Quoted for a shell where it needs to be. Characters that cannot be seen, or move the cursor, are written as escapes that
 * bash, zsh and ksh read: whoever copies the command gets the name as it is.
 */
export function shellWord(text: string): string {
  if (/^[A-Za-z0-9_./:@%+=-]+$/.test(text)) return text;
  if (!UNSEEN.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  return `$'${text.replace(/['\\]/g, '\\$&').replace(new RegExp(UNSEEN, 'gu'), asBytes)}'`;
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

function asBytes(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

/** A command to copy: each word is quoted. */
export function commandLine(...words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
