// What `topo trace` prints: the message, the picture of its hops, what the inventory knows of the address, and one line
// that says how it ended.

import type { Message, Trace } from '../../route/index.js';
import { isDouble, reachesOneQueue } from '../../route/index.js';
import { inert, inertLines } from '../page/inert.js';
import { counted } from '../../text/index.js';
import { hang, wrap } from '../page/layout.js';
import { headerText } from '../page/step-row.js';
import type { TextOptions } from '../plan/steps-text.js';
import type { TraceView } from './picture.js';
import { exchangeText, pictureLines } from './picture.js';

/** A picture is read from left to right: further than this the eye loses the line. */
const WIDEST = 80;
/** Of many queues so many are named in the last line. */
const MOST = 6;

/** In lines, each with its line feed. */
export function* traceText(view: TraceView, options: TextOptions): Generator<string> {
  const width = Math.min(options.width, WIDEST);
  yield* inertLines(traceLines(view, { ...options, width }), options.style);
}

function* traceLines(view: TraceView, options: TextOptions): Generator<string> {
  const { style, width } = options;
  yield* hang('Message  ', messageText(view.message), width);
  for (const line of hang('Routes   ', inert(view.where), width)) yield style.dim(line);
  yield '';
  yield* pictureLines(view, options);
  yield '';
  for (const hint of view.hints) yield* hang('→ ', inert(hint), width);
  const paint = reachesOneQueue(view.trace) ? style.good : style.strong;
  for (const line of wrap(summaryText(view.trace), width)) yield paint(line);
}

function messageText({ headers, routingKey = '', exchange }: Message): string {
  const words = Object.entries(headers).map(([key, value]) =>
    inert(headerText(key, isDouble(value) ? value.double : value)),
  );
  const key = routingKey === '' ? [] : [`routing key ${inert(JSON.stringify(routingKey))}`];
  const told = [...(words.length > 0 ? [words.join('  ')] : ['(no headers)']), ...key].join(', ');
  return `${told}  to ${exchangeText(exchange)}`;
}

function summaryText({ outcome, hops, queues, losses, unknown }: Trace): string {
  const names = [...queues.keys()].map(inert);
  const told =
    names.length > MOST ? `${names.slice(0, MOST).join(', ')}, … ${names.length - MOST} more` : names.join(', ');
  const lost = [...new Set(losses.map(({ exchange }) => exchangeText(exchange)))].join(', ');
  const beside = lost === '' ? '' : ` A branch of it is lost at ${lost}.`;
  const scanned = hops.reduce((sum, hop) => sum + hop.scanned, 0);
  const cost = `${counted(hops.length, 'hop')}, ${counted(scanned, 'binding')} scanned`;
  const open = `topo cannot tell what ${unknown.map(exchangeText).join(', ')} ${unknown.length === 1 ? 'does' : 'do'} with it`;
  switch (outcome) {
    case 'unknown':
      return `Not known: ${open}.${names.length > 0 ? ` It reaches ${told} in any case.` : ''}${beside}`;
    case 'routed':
      return `Routed to ${told}: ${cost}.${beside}`;
    case 'duplicate':
      return `Duplicate: ${counted(names.length, 'queue')} get a copy each: ${told}.${beside}${unknown.length > 0 ? ` And ${open}.` : ''}`;
    case 'unroutable':
      if (names.length > 0) return `Unroutable: only an alternate exchange caught it, in ${told}.${beside}`;
      if (hops.length === 0) return `Unroutable: ${lost} takes no message from a publisher.`;
      return `Unroutable: lost at ${lost} after ${cost}. Published as mandatory it is returned, else it is gone.`;
  }
}
