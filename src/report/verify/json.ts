// `verify --format json` (schemas/verify.schema.json): one finding a line.

import type { Finding, VerifyReport } from '../../verify/index.js';
import { jsonDocument } from '../page/json-document.js';
import { bindingRow, each, pathRow } from '../page/json-rows.js';
import { partRow } from '../page/part-text.js';
import { findingsShown } from './text.js';

export function verifyJson(report: VerifyReport): Iterable<string> {
  const { exchanges, queues, bindings, routes } = report.checked;
  return jsonDocument([
    { key: 'version', value: report.version },
    { key: 'ok', value: report.ok },
    { key: 'only', value: report.only && partRow(report.only, findingsShown(report, report.only)) },
    { key: 'findings', rows: each((report.only ?? report).findings, findingRow) },
    { key: 'checked', value: { exchanges, queues, bindings, routes } },
  ]);
}

export function findingRow(finding: Finding): unknown {
  const { kind, severity, object, binding, path, messages, unacknowledged, consumers, message, remedy } = finding;
  return {
    kind,
    severity,
    object: { kind: object.kind, name: object.name },
    binding: binding && bindingRow(binding),
    path: pathRow(path),
    messages,
    unacknowledged,
    consumers,
    message: message.text,
    remedy: remedy.text,
  };
}
