// topo import: reads, and prints the inventory that what is there answers to.

import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Imported, NotFound } from '../../import/index.js';
import { importTree } from '../../import/index.js';
import type { Live } from '../../live/index.js';
import { readLive } from '../../live/index.js';
import type { Format } from '../../report/index.js';
import { commentedFiles, countsLine, documents, inert, leftText } from '../../report/index.js';
import { commandLine, counted, messageOf } from '../../text/index.js';
import { readExport } from '../broker/export.js';
import { openReader } from '../broker/reader.js';
import { EXIT, Stop, badUsage } from '../exit-codes.js';
import { aimText } from '../input/next-command.js';
import type { BrokerOptions, CommonOptions } from '../input/options.js';
import { brokerSettings, vhostFor } from '../input/settings.js';
import { writeWholeFile } from '../input/whole-files.js';
import { say, writeOut } from '../terminal/output.js';
import { paperFor } from '../terminal/style.js';

export interface ImportCommandOptions extends CommonOptions, BrokerOptions {
  readonly format: Format<'import'>;
  readonly entry?: string;
  readonly against?: string;
  readonly out?: string;
}

export async function importCommand(options: ImportCommandOptions): Promise<number> {
  const { out, entry } = options;
  const live = await readBroker(options);
  const found = importTree(live, entry, out !== undefined);
  if ('notFound' in found) throw notFound(found.notFound, live.vhost);
  const { imported } = found;
  if (out !== undefined) await writeFolder(out, imported);
  if (out === undefined || options.format === 'json')
    await writeOut(documents.import[options.format](imported, paperFor(options, process.stdout)));
  const isLeft = imported.left.length > 0;
  if (isLeft) say([...leftText(imported, paperFor(options, process.stderr))].join('').trimEnd());
  if (options.quiet !== true) sayWhatNext(imported, options);
  return isLeft ? EXIT.held : EXIT.done;
}

async function readBroker(options: ImportCommandOptions): Promise<Live> {
  const nowhere = { vhost: undefined };
  if (options.against !== undefined) return await readExport('import', options.against, vhostFor(options, nowhere));
  const settings = brokerSettings(options, nowhere);
  const door = await openReader(settings, options);
  return await readLive(door.reader, settings.vhost, door.broker);
}

function notFound(why: NotFound, vhost: string): Stop {
  const name = '--entry NAME names the exchange at which it begins';
  switch (why.why) {
    case 'none':
      return badUsage(
        `no tree is in vhost "${vhost}": no durable headers exchange leads to what its bindings' values name${listed(why.names)}`,
        name,
      );
    case 'several':
      return badUsage(`several trees are in vhost "${vhost}"${listed(why.names)}`, `choose one: ${name}`);
    case 'no exchange':
      return badUsage(
        `--entry: there is no exchange "${inert(why.name)}" in vhost "${vhost}"`,
        `${name}${listed(why.names)}`,
      );
    case 'no root':
      return badUsage(
        `--entry: no tree begins at exchange "${inert(why.name)}"`,
        'a durable headers exchange, or the durable direct exchange of a fleet without a tree',
      );
    case 'unwritable':
      return badUsage(
        `no inventory can name the exchange "${inert(why.name)}", or its owner`,
        'a name without blanks at its ends, control characters and "amq."',
      );
  }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? '' : `: ${names.map(inert).join(', ')}`;
}

/** Over no file that is there: that is known before the first one is written. */
async function writeFolder(folder: string, imported: Imported): Promise<void> {
  const files = commentedFiles(imported).map(({ name, text }) => ({ path: join(folder, name), text }));
  const taken = files.find(({ path }) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
  if (taken)
    throw new Stop(EXIT.impossible, `${taken.path} is there already; nothing was written`, 'name another folder');
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new Stop(EXIT.impossible, `${folder} cannot be made: ${messageOf(error)}`, 'name another folder');
  }
  for (const { path, text } of files) await writeWholeFile(path, [text]);
}

function sayWhatNext(imported: Imported, options: ImportCommandOptions): void {
  const { out, against } = options;
  const files = imported.files.length;
  if (out !== undefined) say(`${counted(files, 'file')} in ${inert(out)}, from ${countsLine(imported)}.`);
  const words = ['topo', 'plan', '-f', out ?? 'FILE', ...(against === undefined ? [] : ['--against', against])];
  const rest = imported.left.length > 0 ? 'and does what is left' : 'and nothing else';
  say(inert(`Next: ${commandLine(...words)}${aimText(options)}: it adopts what has no mark, ${rest}`));
}
