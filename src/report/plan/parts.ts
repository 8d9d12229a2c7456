// Plan → the parts of its JSON document, keys in the schema's order, without the fingerprint. `only`: shows the rows of a part alone.

import type { Held, Plan } from '../../plan/index.js';
import type { JsonPart } from '../page/json-document.js';
import { each, pathRow, stepRow } from '../page/json-rows.js';
import { partRow } from '../page/part-text.js';
import { stepsShown } from './summary.js';

export function* planParts(plan: Plan, only: Plan['only']): Generator<JsonPart> {
  const { broker, options, summary, routing } = plan;
  const { steps, held, refusals, foreign } = only ?? plan;
  yield { key: 'version', value: plan.version };
  yield { key: 'vhost', value: plan.vhost };
  yield {
    key: 'broker',
    value: broker && { clusterName: broker.clusterName, rabbitmqVersion: broker.rabbitmqVersion },
  };
  yield { key: 'inventory', value: plan.inventory };
  yield { key: 'options', value: { prune: options.prune, replace: options.replace, adopt: options.adopt } };
  yield { key: 'only', value: only && partRow(only, stepsShown(plan, only)) };
  yield { key: 'steps', rows: each(steps, stepRow) };
  yield { key: 'held', rows: each(held, heldRow) };
  yield {
    key: 'refusals',
    rows: each(refusals, ({ kind, name, path, reason, remedy }) => ({
      kind,
      name,
      path: pathRow(path),
      reason: reason.text,
      remedy: remedy.text,
    })),
  };
  yield {
    key: 'foreign',
    rows: each(foreign, ({ kind, name, path, reason }) => ({ kind, name, path: pathRow(path), reason: reason.text })),
  };
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
