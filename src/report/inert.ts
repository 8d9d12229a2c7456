// Text from an inventory or a broker, made safe to print: a name may hold escape codes, line ends or characters that
// turn the reading direction, and none of them may move the cursor or forge a line.

const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Control and direction characters become visible escapes: `\u{1b}`. Tabs too. */
export function inert(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
