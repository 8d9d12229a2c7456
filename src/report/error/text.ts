// A failure in two lines: what could not be done and about what, then what to do now. No line feed at the end.

import type { ShownError } from './json.js';
import { inert } from '../page/inert.js';
import type { Style } from '../page/style.js';
import { makeStyle } from '../page/style.js';

export function errorText({ message, object, remedy }: ShownError, style: Style = makeStyle(false)): string {
  const about = object === undefined || message.includes(object) ? '' : ` (${object})`;
  const first = `${style.error('error:')} ${inert(message + about)}`;
  return style.line(remedy === undefined ? first : `${first}\n  ${style.dim('→')} ${inert(remedy)}`);
}
