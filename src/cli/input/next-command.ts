// A command of topo to run next. It is for the same inventory, the same broker and the same vhost as this run: what came by a
// flag is named again, what came by the environment is still there. A password is not: `***` stands for it.

import type { Scheme } from '../../broker/index.js';
import { readUrl, showUrl, splitUrls } from '../../broker/index.js';
import { commandLine } from '../../text/index.js';
import type { BrokerOptions, CommonOptions } from './options.js';

/** Words to put behind `topo COMMAND`. */
export function aimWords(options: Pick<CommonOptions, 'file' | 'given'> & BrokerOptions): readonly string[] {
  const { file = [], amqpUrl, managementUrl, vhost, caCert, clientCert, clientKey } = options;
  const isGiven = (key: string): boolean => options.given?.has(key) === true;
  const flag = (key: string, name: string, value: string | undefined): readonly string[] =>
    value !== undefined && isGiven(key) ? [name, value] : [];
  return [
    ...(isGiven('file') ? file.flatMap((path) => ['-f', path]) : []),
    ...flag(
      'amqpUrl',
      '--amqp-url',
      amqpUrl &&
        splitUrls(amqpUrl)
          .map(shown(['amqp', 'amqps']))
          .join(','),
    ),
    ...flag('managementUrl', '--management-url', managementUrl && shown(['http', 'https'])(managementUrl)),
    ...flag('vhost', '--vhost', vhost),
    ...flag('caCert', '--ca-cert', caCert),
    ...flag('clientCert', '--client-cert', clientCert),
    ...flag('clientKey', '--client-key', clientKey),
  ];
}

/** ` -f inventory/ --vhost cloud`, or nothing. */
export function aimText(options: Parameters<typeof aimWords>[0]): string {
  return aimWords(options)
    .map((word) => ` ${commandLine(word)}`)
    .join('');
}

function shown(schemes: readonly Scheme[]): (text: string) => string {
  return (text) => {
    const url = readUrl(text, schemes);
    return url instanceof URL ? showUrl(url) : `${schemes[0] ?? ''}://***`;
  };
}
