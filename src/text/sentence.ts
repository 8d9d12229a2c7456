// Sentences, said once, by the stage that knows them. What is a name in one, a number or a command is known when it is made, so
// nobody has to find it again: what is alike is folded by its form, and a command is never broken over lines.

/** A command line to be copied, quoted for a POSIX shell. */
export interface Command {
  readonly command: string;
}

export interface Sentence {
  readonly text: string;
  /** The text with a blank for each name and number: sentences of one form say the same of several things. */
  readonly form: string;
  /** The text in pieces, where commands are among them. */
  readonly pieces?: readonly (string | Command)[];
}

/** Why something is so, and what to do. */
export interface Advice {
  readonly why: Sentence;
  readonly remedy?: Sentence;
}

/** Stands in a form for what differs. */
export const BLANK = '\u0001';

type Part = string | number | Sentence | Command;

/** `say`…${name}…``: a text, a number or a command is a blank of the form; a sentence is part of it. */
export function say(strings: TemplateStringsArray, ...parts: readonly Part[]): Sentence {
  const form: string[] = [];
  const pieces: (string | Command)[] = [];
  strings.forEach((text, index) => {
    const part = parts[index - 1];
    if (part !== undefined) {
      form.push(formOf(part));
      pieces.push(...piecesOf(part));
    }
    form.push(text);
    pieces.push(text);
  });
  const text = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.command)).join('');
  const hasCommand = pieces.some((piece) => typeof piece !== 'string');
  return { text, form: form.join(''), ...(hasCommand && { pieces }) };
}

function formOf(part: Part): string {
  return typeof part === 'object' && 'form' in part ? part.form : BLANK;
}

function piecesOf(part: Part): readonly (string | Command)[] {
  if (typeof part !== 'object') return [String(part)];
  return 'form' in part ? (part.pieces ?? [part.text]) : [part];
}

/** A text that is the same sentence only where every letter is. */
export function plain(text: string): Sentence {
  return { text, form: text };
}

/** Sentences one after the other. */
export function sayAll(sentences: readonly Sentence[], between: string): Sentence {
  const [first, ...rest] = sentences;
  if (!first) return plain('');
  return rest.reduce((all, next) => say`${all}${plain(between)}${next}`, first);
}

/** `command`rabbitmqctl delete_queue -p ${vhost} ${queue}``: each part is one word of the shell, whatever is in it. */
export function command(strings: TemplateStringsArray, ...words: readonly string[]): Command {
  return { command: strings.reduce((line, text, index) => line + shellWord(words[index - 1] ?? '') + text) };
}

/** A command to copy: each word is quoted. */
export function commandLine(...words: readonly string[]): string {
  return words.map(shellWord).join(' ');
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
