// `import --format json` (schemas/import.schema.json): the inventory as JSON, which topo reads as well, and what it cannot say.

import type { Imported } from '../../import/index.js';
import { jsonDocument } from '../page/json-document.js';
import { bindingRow, each } from '../page/json-rows.js';

export function importJson({ live, root, inventory, counts, left }: Imported): Iterable<string> {
  const { broker, vhost } = live;
  return jsonDocument([
    { key: 'version', value: 1 },
    { key: 'vhost', value: vhost },
    { key: 'broker', value: broker },
    { key: 'exchange', value: root },
    { key: 'inventory', value: inventory() },
    { key: 'counts', value: counts },
    {
      key: 'left',
      rows: each(left, ({ kind, name, binding, reason }) => ({
        kind,
        name,
        binding: binding && bindingRow(binding),
        reason: reason.text,
      })),
    },
  ]);
}
