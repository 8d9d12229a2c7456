// Commands for what rabbitmqctl cannot do: curl on the management API, the one that topo itself asked, with the same user;
// curl asks for the password. Not rabbitmqadmin: up to 4.2 RabbitMQ ships its first version, from 4.3 on its second, whose
// words are others. The second knows no properties_key, by which one of two bindings that look alike is told from the
// other, and takes the message away that it shows.

import type { Binding } from '../topology/index.js';
import { commandLine } from '../text/index.js';

/** `managementUrl`: as a Reader shows it, the password hidden. */
export function deleteBindingCommand(managementUrl: string, vhost: string, binding: Binding): string {
  const { source, destination, destinationType, propertiesKey = '' } = binding;
  const kind = destinationType === 'queue' ? 'q' : 'e';
  return curl(managementUrl, ['bindings', vhost, 'e', source, kind, destination, propertiesKey], ['-X', 'DELETE']);
}

/** Shows one message, and leaves it in the queue. */
export function lookCommand(managementUrl: string, vhost: string, queue: string): string {
  const asked = { count: 1, ackmode: 'ack_requeue_true', encoding: 'auto', truncate: 1000 };
  return curl(managementUrl, ['queues', vhost, queue, 'get'], ['-d', JSON.stringify(asked)]);
}

function curl(managementUrl: string, segments: readonly string[], options: readonly string[]): string {
  const { origin, pathname, username } = new URL(managementUrl);
  const address = `${origin}${pathname.replace(/\/+$/, '')}/api/${segments.map(encodeURIComponent).join('/')}`;
  return commandLine('curl', '-u', decodeURIComponent(username), ...options, address);
}
