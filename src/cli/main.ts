// The only catch-all and the only exit code. A known error is two lines and a remedy; an unknown one keeps its stack.

import process from 'node:process';
import type { Command } from 'commander';
import { CommanderError } from 'commander';
import type { BrokerError } from '../broker/index.js';
import { EXIT, Stop } from './exit-codes.js';
import { commandLine } from '../text/index.js';
import { checkWords } from './input/words.js';
import { makeProgram } from './program.js';
import { say, watchStreams, writeOut } from './terminal/output.js';
import { endOnSignals } from './terminal/signals.js';

export async function main(): Promise<void> {
  watchStreams();
  endOnSignals();
  process.exitCode = await run(process.argv);
}

async function run(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.done;
  const printed: string[] = [];
  const report = (code: number): void => {
    exitCode = code;
  };
  const program = makeProgram(report, (text) => printed.push(text));
  try {
    if (argv.length <= 2) program.outputHelp();
    else await program.parseAsync([...argv.slice(0, 2), ...checkWords(argv.slice(2), longOptions(program))]);
    if (printed.length > 0) await writeOut(printed);
    return exitCode;
  } catch (error) {
    return await fail(error, argv, wantsJson(argv), printed);
  }
}

async function fail(
  error: unknown,
  argv: readonly string[],
  json = wantsJson(argv),
  printed: readonly string[] = [],
): Promise<number> {
  const known = asStop(error, argv);
  if (!known) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    say('This is a fault of topo itself. Report it with the text above and what you ran.');
    return EXIT.impossible;
  }
  if (known.exitCode === EXIT.done) {
    const broken = await writeOut(printed).catch((failed: unknown) => failed);
    return broken === undefined ? EXIT.done : await fail(broken, argv, false);
  }
  const [{ errorJson, errorText }, { styleFor }] = await Promise.all([
    import('../report/index.js'),
    import('./terminal/style.js'),
  ]);
  const shown = {
    message: known.message,
    ...(known.more.object !== undefined && { object: known.more.object }),
    ...(known.remedy !== undefined && { remedy: known.remedy }),
  };
  const isTold = json && (await canWriteOut(errorJson(shown, known.exitCode)));
  if (!isTold) say(errorText(shown, styleFor({ color: 'auto' }, process.stderr)));
  if (!isTold && known.more.example !== undefined) say(`\n${known.more.example}`);
  return known.exitCode;
}

/** False where stdout itself is what is broken. */
async function canWriteOut(text: string): Promise<boolean> {
  return await writeOut([text]).then(
    () => true,
    () => false,
  );
}

/** commander calls every usage error 1; help and version are no errors at all. */
function asStop(error: unknown, argv: readonly string[]): Stop | undefined {
  if (error instanceof Stop) return error;
  if (error instanceof CommanderError) {
    const fine = error.exitCode === 0 || error.code === 'commander.help';
    const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
    const help = 'topo --help, or topo COMMAND --help';
    const remedy = error.code === 'commander.excessArguments' ? (inventoryHint(argv) ?? help) : help;
    return new Stop(fine ? EXIT.done : EXIT.usage, message, remedy);
  }
  if (isBrokerError(error)) return brokerStop(error);
  return undefined;
}

/** `topo plan topo.yaml`: most tools take a file so. */
function inventoryHint([, , command = '', ...words]: readonly string[]): string | undefined {
  const file = words.find((word, index) => /\.ya?ml$|\/$/i.test(word) && words[index - 1] !== '-f');
  return file && `an inventory is named by -f: ${commandLine('topo', command, '-f', file)}`;
}

/** By its name: what has its class has every library of both doors, and most commands need none. */
function isBrokerError(error: unknown): error is BrokerError {
  return error instanceof Error && error.name === 'BrokerError';
}

function brokerStop({ message, remedy, object }: BrokerError): Stop {
  return new Stop(EXIT.impossible, message, remedy.text, object === undefined ? {} : { object });
}

function longOptions(program: Command): ReadonlySet<string> {
  const commands = [program, ...program.commands];
  const longs = commands.flatMap(({ options }) => options.flatMap(({ long }) => long ?? []));
  return new Set([...longs, '--help']);
}

function wantsJson(argv: readonly string[]): boolean {
  const written = argv.some((word) => word === '--format' || word.startsWith('--format='));
  if (!written) return process.env['TOPO_FORMAT'] === 'json';
  return argv.some((word, index) => word === '--format=json' || (word === '--format' && argv[index + 1] === 'json'));
}
