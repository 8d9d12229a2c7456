// The only catch-all and the only exit code. A known error is two lines and a remedy; an unknown one keeps its stack.

import process from 'node:process';
import { CommanderError } from 'commander';
import { EXIT, Stop } from './exit-codes.js';
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
  const program = makeProgram((code) => {
    exitCode = code;
  });
  try {
    if (argv.length <= 2) program.outputHelp();
    else await program.parseAsync(argv);
    return exitCode;
  } catch (error) {
    return await fail(error, wantsJson(argv));
  }
}

async function fail(error: unknown, json: boolean): Promise<number> {
  const known = asStop(error);
  if (!known) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    say('This is a fault of topo itself. Report it with the text above and what you ran.');
    return EXIT.impossible;
  }
  if (known.exitCode === EXIT.done) return EXIT.done;
  const [{ errorJson, errorText }, { styleFor }] = await Promise.all([
    import('../report/index.js'),
    import('./terminal/style.js'),
  ]);
  const shown = {
    message: known.message,
    ...(known.more.object !== undefined && { object: known.more.object }),
    ...(known.remedy !== undefined && { remedy: known.remedy }),
  };
  if (json) await writeOut([errorJson(shown, known.exitCode)]);
  else say(errorText(shown, styleFor({ color: 'auto' }, process.stderr)));
  if (!json && known.more.example !== undefined) say(`\n${known.more.example}`);
  return known.exitCode;
}

/** commander calls every usage error 1; help and version are no errors at all. */
function asStop(error: unknown): Stop | undefined {
  if (error instanceof Stop) return error;
  if (error instanceof CommanderError) {
    const fine = error.exitCode === 0 || error.code === 'commander.help';
    const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
    return new Stop(fine ? EXIT.done : EXIT.usage, message, 'topo --help, or topo COMMAND --help');
  }
  if (error instanceof Error && error.name === 'BrokerError') return brokerStop(error);
  return undefined;
}

function brokerStop(error: Error): Stop {
  const read = (key: string): string | undefined => {
    const value: unknown = Reflect.get(error, key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const object = read('object');
  return new Stop(EXIT.impossible, error.message, read('remedy'), object === undefined ? {} : { object });
}

function wantsJson(argv: readonly string[]): boolean {
  return argv.some((word, index) => word === '--format=json' || (word === '--format' && argv[index + 1] === 'json'));
}
