// An imported inventory as YAML: where it comes from above it, and below it what it cannot say.

import type { Imported, ImportedFile } from '../../import/index.js';
import { counted } from '../../text/index.js';
import { inert } from '../page/inert.js';
import { leftHead } from './left-text.js';

/** All of it: files one after the other are of one text only where there is one. */
export function* importText(imported: Imported): Generator<string> {
  for (const { text } of commentedFiles(imported)) yield text;
}

/** The first one has the comments. */
export function commentedFiles(imported: Imported): readonly ImportedFile[] {
  const [first, ...rest] = imported.files;
  if (!first) return [];
  const text = [commentLines([`Imported from ${countsLine(imported)}`]), first.text, leftComment(imported)].join('');
  return [{ ...first, text }, ...rest];
}

/** `rabbit@prod, RabbitMQ 3.10.8, vhost /: 3 daemons, …`, with what the tree begins at. */
export function countsLine({ live: { broker, vhost }, root, counts }: Imported): string {
  const { daemons, clusters, hypervisors, queues } = counts;
  const where = broker ? `${broker.clusterName}, RabbitMQ ${broker.rabbitmqVersion}` : 'a definitions export';
  const parts = [
    counted(daemons, 'daemon'),
    counted(clusters, 'cluster'),
    counted(hypervisors, 'hypervisor'),
    counted(queues, 'queue'),
  ];
  return inert(`${where}, vhost ${vhost}, exchange ${root}: ${parts.join(', ')}`);
}

function leftComment({ left }: Imported): string {
  if (left.length === 0) return '';
  const rows = left.map((each) => `  ${leftHead(each)}: ${inert(each.reason.text)}`);
  return `\n${commentLines([`What this inventory cannot say (${left.length}):`, ...rows])}`;
}

function commentLines(lines: readonly string[]): string {
  return lines.map((line) => `# ${line}\n`).join('');
}
