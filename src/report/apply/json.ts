// `apply --format json`, and what `--report` writes (schemas/apply.schema.json): one outcome a line.

import type { ApplyReport, Outcome } from '../../apply/index.js';
import { jsonDocument } from '../page/json-document.js';
import { each, stepRow } from '../page/json-rows.js';

export function applyJson(report: ApplyReport): Iterable<string> {
  const { done, failed, held, refused, skipped } = report.summary;
  return jsonDocument([
    { key: 'version', value: report.version },
    { key: 'vhost', value: report.vhost },
    { key: 'outcomes', rows: each(report.outcomes, outcomeRow) },
    { key: 'summary', value: { done, failed, held, refused, skipped } },
    { key: 'converged', value: report.converged },
    ...(report.error
      ? [{ key: 'error', value: { message: report.error.message.text, remedy: report.error.remedy?.text } }]
      : []),
    { key: 'exitCode', value: report.exitCode },
  ]);
}

function outcomeRow({ step, result, error, remedy, messages, unacknowledged, consumers }: Outcome): unknown {
  return { step: stepRow(step), result, error: error?.text, remedy: remedy?.text, messages, unacknowledged, consumers };
}
