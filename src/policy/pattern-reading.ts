// Which names a policy's pattern fits, as RabbitMQ reads it: PCRE, byte by byte, without options (3.10 to 4.3). Patterns
// are somebody else's, so one may be written for what JavaScript reads otherwise, or may never come to an end: then the
// answer is not known.

import { createContext, Script } from 'node:vm';

/**
 * A pattern that needs longer for a batch of names is given up. An ordinary one takes a millisecond; on a machine that is
 * busy with other things the first time may pass before it even begins.
 */
const PATIENCE_MS = [200, 2000];
const BATCH = 1000;

/** Those of the names that it fits; undefined where that is not known. */
export function namesThatFit(pattern: string, names: readonly string[]): ReadonlySet<string> | undefined {
  const expression = expressionOf(pattern);
  if (!expression) return undefined;
  const fitting = new Set<string>();
  for (let at = 0; at < names.length; at += BATCH) {
    const batch = names.slice(at, at + BATCH);
    const found = testAll(expression, batch.map(bytesOf));
    if (!found) return undefined;
    for (const index of found) fitting.add(batch[index] ?? '');
  }
  return fitting;
}

function expressionOf(pattern: string): RegExp | undefined {
  const [, ignoreCase, body = ''] = /^(\(\?i\))?([^]*)$/.exec(pattern) ?? [];
  if (isReadOtherwise(body)) return undefined;
  try {
    return new RegExp(bytesOf(body), ignoreCase === undefined ? '' : 'i');
  } catch {
    return undefined;
  }
}

/** What JavaScript takes without a word, and for something else than PCRE does: `\A`, `[[:alpha:]]`, `[]x]`, `{,3}`. */
function isReadOtherwise(pattern: string): boolean {
  if (/\[\[:|\[\^?\]|\{,/.test(pattern)) return true;
  return [...pattern.matchAll(/\\([^])/g)].some(([, escaped = '']) =>
    /[A-Zac-eg-mo-qu-z]/.test(escaped.replace(/[DWSBdws]/, '')),
  );
}

/** One character a byte of UTF-8. */
function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}

let sandbox: { readonly script: Script; readonly context: Record<string, unknown> } | undefined;

/** The places of the texts that it fits. Only a script in a context of its own can be interrupted in the midst of one. */
function testAll(expression: RegExp, texts: readonly string[]): readonly number[] | undefined {
  sandbox ??= {
    script: new Script('texts.flatMap((text, index) => (expression.test(text) ? [index] : []))'),
    context: createContext({}),
  };
  const { script, context } = sandbox;
  context['expression'] = expression;
  context['texts'] = texts;
  for (const timeout of PATIENCE_MS)
    try {
      const found: unknown = script.runInContext(context, { timeout });
      return Array.isArray(found) ? found.filter((index) => typeof index === 'number') : undefined;
    } catch {
      // It took too long, or needs more room than there is.
    }
  return undefined;
}
