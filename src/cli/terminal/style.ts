// UTF-8 or ASCII by the locale. Colours or none: --color, then NO_COLOR and FORCE_COLOR, then whether the stream is a terminal.

import process from 'node:process';
import type { Paper, Style } from '../../report/index.js';
import { makeStyle } from '../../report/index.js';
import type { CommonOptions } from '../input/options.js';
import { isUtf8, terminalWidth } from './output.js';

export function styleFor(options: Pick<CommonOptions, 'color'>, stream: NodeJS.WriteStream): Style {
  return makeStyle(wantsColour(options.color, stream), !isUtf8(process.env));
}

/** What a document is written on. */
export function paperFor(
  { color, full = false }: Pick<CommonOptions, 'color'> & { readonly full?: boolean },
  stream: NodeJS.WriteStream,
): Paper {
  return { style: styleFor({ color }, stream), width: terminalWidth(stream), full };
}

function wantsColour(color: CommonOptions['color'], stream: NodeJS.WriteStream): boolean {
  if (color !== 'auto') return color === 'always';
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY && TERM !== 'dumb';
}
