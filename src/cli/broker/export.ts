// A definitions export in the place of a broker.

import type { Live } from '../../live/index.js';
import { OtherVhosts, UnexpectedRow, readDefinitions } from '../../live/index.js';
import { commandLine } from '../../text/index.js';
import { EXIT, Stop } from '../exit-codes.js';
import { readTextFile } from '../input/files.js';

/** `command`: that reads it. `-` is standard input. Throws Stop. */
export async function readExport(command: 'plan' | 'import', path: string, vhost: string): Promise<Live> {
  try {
    return readDefinitions(await readTextFile(path), vhost);
  } catch (error) {
    if (error instanceof OtherVhosts)
      throw new Stop(
        EXIT.impossible,
        `${path} has nothing of vhost "${vhost}": it is of ${error.vhosts.map((name) => `"${name}"`).join(', ')}`,
        `name one of them: ${commandLine('topo', command, '--against', path, '--vhost', error.vhosts[0] ?? '/')}`,
      );
    if (!(error instanceof UnexpectedRow)) throw error;
    throw new Stop(
      EXIT.badInput,
      `${path} is no definitions export: ${error.message}`,
      'make one: rabbitmqctl export_definitions FILE',
    );
  }
}
