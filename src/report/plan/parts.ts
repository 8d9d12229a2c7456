// Plan → the parts of its JSON document, keys in the schema's order, without the fingerprint.

import type { Held, Plan } from '../../plan/index.js';
import type { JsonPart } from '../page/json-document.js';
import { each, pathRow, stepRow } from '../page/json-rows.js';

export function* planParts(plan: Plan): Generator<JsonPart> {
  const { broker, options, summary, routing } = plan;
  yield { key: 'version', value: plan.version };
  yield { key: 'vhost', value: plan.vhost };
  yield {
    key: 'broker',
    value: broker && { clusterName: broker.clusterName, rabbitmqVersion: broker.rabbitmqVersion },
  };
  yield { key: 'inventory', value: plan.inventory };
  yield { key: 'options', value: { prune: options.prune, replace: options.replace, adopt: options.adopt } };
  yield { key: 'steps', rows: each(plan.steps, stepRow) };
  yield { key: 'held', rows: each(plan.held, heldRow) };
  yield {
    key: 'refusals',
    rows: each(plan.refusals, ({ kind, name, reason, remedy }) => ({
      kind,
      name,
      reason: reason.text,
      remedy: remedy.text,
    })),
  };
  yield { key: 'foreign', rows: each(plan.foreign, ({ kind, name, reason }) => ({ kind, name, reason: reason.text })) };
  yield {
    key: 'guards',
    rows: each(plan.guards, ({ name, limit, actual, remedy }) => ({ name, limit, actual, remedy })),
  };
  yield { key: 'notes', value: plan.notes };
  yield {
    key: 'summary',
    value: {
      declare: summary.declare,
      bind: summary.bind,
      adopt: summary.adopt,
      unbind: summary.unbind,
      delete: summary.delete,
      replace: summary.replace,
      set: summary.set,
      clear: summary.clear,
      held: summary.held,
      refused: summary.refused,
      losingRoute: summary.losingRoute,
      unchanged: summary.unchanged,
    },
  };
  const { typical, worst } = routing.scannedPerMessage;
  yield {
    key: 'routing',
    value: { queues: routing.queues, bindings: routing.bindings, scannedPerMessage: { typical, worst } },
  };
}

function heldRow({ kind, name, path, messages, unacknowledged, consumers, reason, remedy }: Held): unknown {
  return {
    kind,
    name,
    path: pathRow(path),
    messages,
    unacknowledged,
    consumers,
    reason: reason.text,
    remedy: remedy.text,
  };
}
