// What was measured: rows of samples, in tables; and the same as JSON.

import { markdownTable } from 'markdown-table';
import { max, median, min } from 'simple-statistics';

export interface Row {
  readonly what: string;
  /** One a round. */
  readonly samples: readonly number[];
  readonly unit: string;
  /** The row of the same table that it is compared with. */
  readonly against?: string;
  /** Beside the samples: CPU, memory, … as they are to be shown. */
  readonly more?: Readonly<Record<string, string>>;
}

export interface Table {
  /** As `--only` names it. */
  readonly name: string;
  readonly title: string;
  readonly rows: readonly Row[];
  readonly notes?: readonly string[];
}

export interface Target {
  readonly what: string;
  readonly target: string;
  readonly measured: string;
  readonly holds: boolean;
}

/** Throws where the table has no such row. */
export function medianOf(table: Table, what: string): number {
  const row = table.rows.find((each) => each.what === what);
  if (!row) throw new Error(`the table ${table.name} has no row "${what}"`);
  return median([...row.samples]);
}

/** Markdown that is aligned, so that a terminal shows it as well. */
export function tableText(table: Table): string {
  const extras = [...new Set(table.rows.flatMap(({ more = {} }) => Object.keys(more)))];
  const compared = table.rows.some(({ against }) => against !== undefined);
  const head = [table.title, 'median', 'lowest – highest', ...(compared ? ['ratio'] : []), ...extras];
  const rows = table.rows.map((row) => {
    const samples = [...row.samples];
    const ratio = row.against === undefined ? '' : `${digits(median(samples) / medianOf(table, row.against))} ×`;
    const range = `${digits(min(samples))} – ${digits(max(samples))}`;
    const shown = extras.map((key) => row.more?.[key] ?? '');
    return [row.what, `${digits(median(samples))} ${row.unit}`, range, ...(compared ? [ratio] : []), ...shown];
  });
  const align = ['l', ...head.slice(1).map(() => 'r')];
  return [markdownTable([head, ...rows], { align }), ...(table.notes ?? []).map((note) => `\n${note}`)].join('\n');
}

export function targetsText(targets: readonly Target[]): string {
  const rows = targets.map(({ what, target, measured, holds }) => [what, target, measured, holds ? 'holds' : 'MISSED']);
  return markdownTable([['target', 'at', 'measured', ''], ...rows]);
}

/** Three digits that count, and no more zeros than those. */
export function digits(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return Number(value.toPrecision(value >= 100 ? 3 : value >= 0.1 ? 3 : 2)).toString();
}
