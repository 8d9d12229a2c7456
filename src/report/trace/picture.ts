// The hops of one message as a tree: hop below hop, the binding that matched on the arrow, what the broker had to scan at
// the right; where a branch is lost, why. Surprise: it is drawn depth first, and an exchange that is met again is not
// drawn again, as the broker does not visit it again; trace itself walks breadth first.

import type { ExplainedTrace, Hop, Message } from '../../route/index.js';
import { asksForPresence, isLive } from '../../route/index.js';
import type { Binding } from '../../topology/index.js';
import { groupBy } from '../../topology/index.js';
import { inert } from '../page/inert.js';
import { counted, thousands } from '../../text/index.js';
import { widthOf, wrap } from '../page/layout.js';
import { criteriaText } from '../page/step-row.js';
import type { TextOptions } from '../plan/steps-text.js';
import type { Verdict } from './causes.js';
import { furtherTexts, reasonsAt } from './causes.js';

export interface TraceView {
  readonly trace: ExplainedTrace;
  readonly message: Message;
  /** Such as `live, rabbit@prod, vhost /`. */
  readonly where: string;
  /** What the inventory knows of this address, as sentences. */
  readonly hints: readonly string[];
}

/** Of a fan-out so many arrows are drawn. */
const MANY = 20;

export function exchangeText(name: string): string {
  return name === '' ? '(default exchange)' : inert(name);
}

export function* pictureLines(view: TraceView, options: TextOptions): Generator<string> {
  const pen: Pen = { view, options, drawn: new Set() };
  const first = view.trace.hops[0];
  if (first) yield* hopLines({ painted: '', width: 0 }, first, '', pen);
  else
    for (const loss of view.trace.losses) yield* reasonLines(furtherTexts(loss).map(inert), MARKS.lost, ['', ''], pen);
}

interface Pen {
  readonly view: TraceView;
  readonly options: TextOptions;
  /** Exchanges. */
  readonly drawn: Set<string>;
}

/** What stands before a line, and before the lines below it. */
type Rails = readonly [here: string, below: string];

/** What leads to a name: rail, criteria and arrow. Painted it is longer than it looks. */
interface Lead {
  readonly painted: string;
  readonly width: number;
}

function leadOf(here: string, label: string, arrow: string, paint: (text: string) => string): Lead {
  return { painted: `${here}${paint(label)} ${arrow} `, width: widthOf(`${here}${label} ${arrow} `) };
}

function* hopLines(lead: Lead, hop: Hop, rail: string, pen: Pen): Generator<string> {
  const { style, width } = pen.options;
  pen.drawn.add(hop.exchange);
  const scanned = `${counted(hop.scanned, 'binding')} scanned`;
  const name = exchangeText(hop.exchange);
  const room = width - lead.width - widthOf(name) - widthOf(scanned);
  yield `${lead.painted}${style.strong(name)}${' '.repeat(Math.max(2, room))}${style.dim(scanned)}`;
  yield* branchLines(hop, rail, pen);
}

type Branch = (rails: Rails) => Generator<string>;

function* branchLines(hop: Hop, rail: string, pen: Pen): Generator<string> {
  const { style } = pen.options;
  const arrows = [...groupBy(hop.matched, ({ destinationType, destination }) => `${destinationType} ${destination}`)];
  const branches: Branch[] = arrows.slice(0, MANY).map(
    ([, bindings]): Branch =>
      (rails) =>
        arrowLines(hop, bindings, rails, pen),
  );
  if (arrows.length > MANY)
    branches.push(function* ([here]) {
      yield style.dim(`${here}… ${thousands(arrows.length - MANY)} more: --format json has them all`);
    });
  const { reasons, verdict } = reasonsAt(hop, pen.view.trace);
  if (reasons.length > 0) branches.push((rails) => reasonLines(reasons.map(inert), MARKS[verdict], rails, pen));
  if (hop.handedTo !== undefined) branches.push((rails) => alternateLines(hop.handedTo ?? '', rails, pen));
  for (const [index, branch] of branches.entries()) {
    const last = index === branches.length - 1;
    yield* branch([`${rail}${last ? '└─ ' : '├─ '}`, `${rail}${last ? '   ' : '│  '}`]);
  }
}

function* arrowLines(hop: Hop, bindings: readonly Binding[], [here, below]: Rails, pen: Pen): Generator<string> {
  const { style } = pen.options;
  const binding = bindings[0];
  if (!binding) return;
  const others = bindings.length > 1 ? ` (and ${counted(bindings.length - 1, 'binding')} more)` : '';
  const lead = leadOf(here, conditionText(hop, binding) + others, '──▶', style.add);
  if (binding.destinationType === 'queue') yield `${lead.painted}queue ${style.good(inert(binding.destination))}`;
  else yield* toExchange(lead, binding.destination, below, pen);
}

function* alternateLines(name: string, [here, below]: Rails, pen: Pen): Generator<string> {
  yield* toExchange(leadOf(here, 'alternate exchange', '┄┄▶', pen.options.style.change), name, below, pen);
}

function* toExchange(lead: Lead, name: string, below: string, pen: Pen): Generator<string> {
  const { style } = pen.options;
  const hop = pen.view.trace.hops.find(({ exchange }) => exchange === name);
  if (!hop) yield `${lead.painted}${name === '' ? '""' : inert(name)} ${style.dim('(does not exist)')}`;
  else if (pen.drawn.has(name)) yield `${lead.painted}${inert(name)} ${style.dim('(visited above)')}`;
  else yield* hopLines(lead, hop, below, pen);
}

/** What the binding asks for. */
function conditionText({ type }: Hop, binding: Binding): string {
  if (type === 'fanout') return 'every message';
  if (type !== 'headers') return `routing key ${inert(JSON.stringify(binding.routingKey))}`;
  const text = criteriaText({ ...binding, arguments: asWritten(binding), routingKey: '' });
  return text === '(no header)' ? 'every message' : text;
}

/** The management API shows a void as the text `undefined`. */
function asWritten(binding: Binding): Binding['arguments'] {
  const values = Object.entries(binding.arguments);
  return Object.fromEntries(
    values.map(([key, value]) => [key, asksForPresence(value, isLive(binding)) ? null : value]),
  );
}

/** What stands before why no queue is drawn here. */
const MARKS = { lost: '✗ lost: ', caught: '✗ ', unknown: '? ' } as const satisfies Record<Verdict, string>;

type Mark = (typeof MARKS)[Verdict];

function* reasonLines(texts: readonly string[], mark: Mark, [here, below]: Rails, pen: Pen): Generator<string> {
  const { style, width } = pen.options;
  const paint = mark === '? ' ? style.warning : style.error;
  const room = Math.max(24, width - widthOf(below) - 2);
  const lines = texts.flatMap((text, index) => wrap(index === 0 ? mark + text : text, room));
  for (const [index, line] of lines.entries())
    yield index === 0 ? `${here}${paint(mark)}${line.slice(mark.length)}` : `${below}  ${line}`;
}
