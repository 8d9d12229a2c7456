// Head and blocks → one comment that always fits. Lines are taken in order until the room is used up; then it says where
// it was cut and how many rows are missing. GitHub takes 65,536 characters; this stays well under it.

import { counted } from '../../text/index.js';
import { fenceFor, fencedLine, htmlText, inlineCode } from './markdown-inert.js';

export interface MarkdownBlock {
  readonly title: string;
  /** A block of code, whose lines a forge does not wrap; `bullets`: sentences, which it does. */
  readonly form: 'diff' | 'text' | 'bullets';
  /** A row a line; made inert here. */
  readonly lines: Iterable<string>;
  /** Folded away until it is clicked. Others are open, and may take a part of the room only. */
  readonly closed: boolean;
}

/** Never as long as this, in UTF-16 code units. */
export const MARKDOWN_LIMIT = 60_000;
/** A line of the head that is longer is left out: it repeats an option or a reason. */
const HEAD_LINE = 4_000;
/** What an open block may take. */
const OPEN_LIMIT = 10_000;
/** Kept for the sentence about the cut. */
const RESERVE = 600;

export interface MarkdownDocument {
  readonly text: string;
  /** Rows that found no room. */
  readonly missing: number;
}

/** `whole`: where all of it can be seen. */
export function markdownDocument(
  head: readonly string[],
  blocks: readonly MarkdownBlock[],
  whole: string,
): MarkdownDocument {
  const kept = head.filter((line) => line.length <= HEAD_LINE);
  let text = `${kept.join('\n')}\n`;
  let missing = head.length - kept.length;
  let cutAt: number | undefined;
  for (const [index, block] of blocks.entries()) {
    const room = MARKDOWN_LIMIT - RESERVE - text.length;
    const fitted = fit(block, cutAt !== undefined ? 0 : block.closed ? room : Math.min(room, OPEN_LIMIT));
    text += fitted.text;
    missing += fitted.missing;
    if (fitted.missing === 0) continue;
    if (block.closed) cutAt ??= index + 1;
    else if (fitted.text !== '')
      text += `\n_${counted(fitted.missing, 'more row')} of this part found no room here._\n`;
  }
  if (missing > 0) {
    const where = cutAt === undefined ? '' : ` in part ${cutAt} of ${blocks.length}`;
    text += `\n**Cut${where}: ${counted(missing, 'row')} missing here, to keep this comment under its limit.** ${whole}\n`;
  }
  return { text, missing };
}

function fit(block: MarkdownBlock, room: number): { readonly text: string; readonly missing: number } {
  const title = htmlText(block.title);
  const [open, close] = block.closed
    ? [`\n<details><summary>${title}</summary>\n\n`, '\n</details>\n']
    : [`\n<b>${title}</b>\n\n`, ''];
  const lines: string[] = [];
  let left = room - open.length - close.length;
  let fence = 3;
  let missing = 0;
  for (const line of block.lines) {
    const safe = block.form === 'bullets' ? `- ${inlineCode(line)}` : fencedLine(line);
    const ticks = Math.max(fence, fenceFor([safe]).length);
    const cost = safe.length + 1;
    // Both fences, the language and three line feeds belong to the block.
    if (missing > 0 || cost + 2 * ticks + 10 > left) missing += 1;
    else {
      lines.push(safe);
      left -= cost;
      fence = ticks;
    }
  }
  if (lines.length === 0) return { text: '', missing };
  if (block.form === 'bullets') return { text: `${open}${lines.join('\n')}\n${close}`, missing };
  const ticks = fenceFor(lines);
  return { text: `${open}${ticks}${block.form}\n${lines.join('\n')}\n${ticks}\n${close}`, missing };
}
