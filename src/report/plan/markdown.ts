// A plan as a pull-request comment: what a reviewer must see stands open at the top, the rows are folded away. Always
// short enough for GitHub; a plan that does not fit is folded, then cut.

import type { Plan } from '../../plan/index.js';
import { counted, thousands } from '../../text/index.js';
import type { MarkdownBlock, MarkdownDocument } from '../page/markdown-document.js';
import { markdownDocument } from '../page/markdown-document.js';
import { inlineCode } from '../page/markdown-inert.js';
import { diffLines } from './diff-lines.js';
import { foreignText, heldText, refusedText } from './asides.js';
import { outline } from './outline/outline.js';
import { partBlocks, partMarkdown } from '../page/part-text.js';
import { leavingLines, leavingQueues } from './leaving.js';
import { guardKey, guardText, optionsText, stepsShown, summaryLine } from './summary.js';
import type { TextOptions } from './steps-text.js';
import { makeStyle } from '../page/style.js';

/** By this line a CI job finds its own comment, to update it. */
const MARKER = '<!-- topo plan -->';

/** More steps are not tried unfolded. */
const UNFOLDED = 800;

/** `full`: every step has its row, as far as a comment has room. */
export function planMarkdown(plan: Plan, full = false): string {
  const whole = write(plan, full || (plan.only ?? plan).steps.length <= UNFOLDED);
  return full || whole.missing === 0 ? whole.text : write(plan, false).text;
}

function write(plan: Plan, full: boolean): MarkdownDocument {
  const { adopting, sections, folded } = outline((plan.only ?? plan).steps, full);
  const head = [
    MARKER,
    `### topo plan: ${headline(plan)}`,
    '',
    whereMarkdown(plan),
    ...guardsMarkdown(plan),
    ...(plan.only ? ['', ...partMarkdown(plan.only, stepsShown(plan, plan.only))] : []),
    '',
    ...summaryTable(plan),
    '',
    `**${summaryLine(plan)}**`,
    ...(adopting === undefined ? [] : ['', `Adopted: ${inlineCode(adopting.text)}`]),
    ...(folded ? ['', 'What is alike is folded: `--full` shows every row.'] : []),
  ];
  const rows = sections.map((section): MarkdownBlock => {
    const title = `${section.title}: ${counted(section.size, 'step')}`;
    return { title, form: 'diff', lines: diffLines(section), closed: true };
  });
  return markdownDocument(head, [...asides(plan), ...rows, ...foreign(plan)], 'All of it: `topo plan --full`.');
}

/** How much, and what will become of it: a reviewer may read no more. */
function headline(plan: Plan): string {
  const { steps, guards, held, refusals } = plan;
  const [guard] = guards;
  const amount = steps.length > 0 ? counted(steps.length, 'step') : 'nothing will change';
  if (guard)
    return `${amount}, and apply will refuse all of it: ${counted(guard.actual, 'queue')} would lose a route, the limit is ${thousands(guard.limit)}`;
  const but = [
    ...(refusals.length > 0 ? [`${thousands(refusals.length)} refused`] : []),
    ...(held.length > 0 ? [`${thousands(held.length)} held`] : []),
  ].join(' and ');
  if (steps.length === 0) return but === '' ? 'no changes' : `${amount}: ${but}`;
  return `${amount}, and apply will go through${but === '' ? '' : ` but for ${but}`}`;
}

function whereMarkdown(plan: Plan): string {
  const { vhost, broker } = plan;
  const on = broker
    ? `on ${inlineCode(broker.clusterName)} (RabbitMQ ${inlineCode(broker.rabbitmqVersion)})`
    : 'made without a live broker';
  const shaped = optionsText(plan);
  return `vhost ${inlineCode(vhost)} ${on}${shaped === '' ? '' : `, ${inlineCode(shaped)}`}`;
}

function guardsMarkdown(plan: Plan): readonly string[] {
  return plan.guards.flatMap((guard) => [
    '',
    ...(guard.question === undefined ? [] : [`> **${inlineCode(guard.question)}**`, '>']),
    `> **The guard ${inlineCode(guard.name)} trips: apply refuses this plan.** ${guardText(plan, guard)}`,
    '>',
    `> If that is what you want, write ${inlineCode(guardKey(guard))} into the inventory, or for one run alone: ${inlineCode(`topo apply ${guard.remedy}`)}`,
  ]);
}

function summaryTable({ summary, routing }: Plan): readonly string[] {
  const rows: readonly (readonly [string, number])[] = [
    ['declare', summary.declare],
    ['bind', summary.bind],
    ['adopt', summary.adopt],
    ['set', summary.set],
    ['replace', summary.replace],
    ['unbind', summary.unbind],
    ['delete', summary.delete],
    ['clear', summary.clear],
    ['held', summary.held],
    ['refused', summary.refused],
  ];
  const told = rows.filter(([, count]) => count > 0);
  const always: readonly (readonly [string, number])[] = [
    ['queues that lose their route', summary.losingRoute],
    ['unchanged', summary.unchanged],
  ];
  const { typical, worst } = routing.scannedPerMessage;
  const most = worst === typical ? '' : ` (at most ${thousands(worst)})`;
  return [
    '| what | count |',
    '|---|---:|',
    ...[...told, ...always].map(([what, count]) => `| ${what} | ${thousands(count)} |`),
    ...(worst === 0 ? [] : [`| bindings that a message is compared with | ${thousands(typical)}${most} |`]),
  ];
}

const plain: TextOptions = { style: makeStyle(false), width: 100 };

function asides(plan: Plan): readonly MarkdownBlock[] {
  const rows = plan.only ?? plan;
  const { held, refusals } = rows;
  const open = (
    title: string,
    of: readonly unknown[],
    lines: Iterable<string>,
    form: MarkdownBlock['form'] = 'text',
  ): readonly MarkdownBlock[] =>
    of.length === 0 ? [] : [{ title: `${title} (${thousands(of.length)})`, form, lines, closed: false }];
  return [
    ...(plan.only ? partBlocks(plan.only) : []),
    ...open('Queues that go', leavingQueues(rows), leavingLines(rows), 'bullets'),
    ...open('Held, until a later apply', held, heldText(held, plain)),
    ...open('Refused', refusals, refusedText(refusals, plain)),
    ...open(plan.only ? 'Notes, on the whole plan' : 'Notes', plan.notes, plan.notes, 'bullets'),
  ];
}

function foreign(plan: Plan): readonly MarkdownBlock[] {
  const rows = (plan.only ?? plan).foreign;
  if (rows.length === 0) return [];
  const title = `Foreign, left alone (${thousands(rows.length)})`;
  return [{ title, form: 'text', lines: foreignText(rows, plain), closed: true }];
}
