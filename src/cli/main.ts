// The only catch-all and the only exit code. A known error is two lines and a remedy; an unknown one keeps its stack.

import { readFileSync } from 'node:fs';
import process from 'node:process';
import { Command, CommanderError } from 'commander';
import type { ApplyCommandOptions } from './apply.js';
import { EXIT, Stop } from './exit-codes.js';
import type { CommonOptions } from './options.js';
import { addBrokerOptions, addCommonOptions, addShapeOptions, wholeNumber } from './options.js';
import { say, watchStreams, writeOut } from './output.js';
import type { PlanCommandOptions } from './plan.js';
import { endOnSignals } from './signals.js';
import type { TraceCommandOptions } from './trace.js';
import type { VerifyCommandOptions } from './verify.js';

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

type Report = (exitCode: number) => void;

function makeProgram(report: Report): Command {
  const program = new Command('topo')
    .description('Keeps a RabbitMQ headers tree of daemons, clusters and hypervisors equal to a YAML inventory.')
    .version(packageVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .configureHelp({ showGlobalOptions: false })
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  addValidate(program, report);
  addCompile(program, report);
  addPlan(program, report);
  addApply(program, report);
  addVerify(program, report);
  addTrace(program, report);
  addSchema(program, report);
  program.addHelpText('after', helpAfter);
  return program;
}

const helpAfter = `
Exit codes: 0 done, 1 impossible, 2 differs, 3 guarded, 4 held or refused, 5 stale plan, 6 locked, 7 failed steps,
64 bad usage, 65 bad inventory, 130 interrupted.

Examples:
  topo plan -f inventory/                 what would change on the broker
  topo apply -f inventory/ --yes          change it`;

function addValidate(program: Command, report: Report): void {
  const command = program.command('validate').description('check the inventory');
  addCommonOptions(command, ['text', 'json'])
    .addHelpText('after', examples(['topo validate -f inventory/', 'topo validate -f - --format json < topo.yaml']))
    .action(async (options: CommonOptions) => {
      report(await (await import('./validate.js')).validate(options));
    });
}

function addCompile(program: Command, report: Report): void {
  const command = program.command('compile').description('print the desired topology');
  addCommonOptions(command, ['text', 'json', 'definitions'])
    .option('--vhost <name>', 'virtual host (default: the inventory, then /)')
    .addHelpText(
      'after',
      examples(['topo compile -f inventory/', 'topo compile -f inventory/ --format definitions > definitions.json']),
    )
    .action(async (options: CommonOptions & { vhost?: string }) => {
      report(await (await import('./compile.js')).compileCommand(options));
    });
}

function addPlan(program: Command, report: Report): void {
  const command = program.command('plan').description('show what apply would do; changes nothing');
  addShapeOptions(addBrokerOptions(addCommonOptions(command, ['text', 'json', 'markdown'])))
    .option('--out <file>', 'also write the plan as JSON')
    .option('--detailed-exitcode', 'end with 2 when there are steps or refusals')
    .option('--full', 'text: unfold large groups')
    .option('--against <file>', 'compare with a definitions export instead of a live broker')
    .option('--offline', 'compare with an empty broker')
    .addHelpText(
      'after',
      examples(['topo plan -f inventory/', 'topo plan -f inventory/ --format markdown --detailed-exitcode']),
    )
    .action(async (options: PlanCommandOptions) => {
      report(await (await import('./plan.js')).planCommand(options));
    });
}

function addApply(program: Command, report: Report): void {
  const command = program.command('apply').description('bring the broker to the inventory');
  addShapeOptions(addBrokerOptions(addCommonOptions(command, ['text', 'json'])))
    .argument('[plan]', 'a plan saved by topo plan --out')
    .option('--yes', 'do not ask')
    .option('--max-removals <n>', 'allow this many queues to lose their route', wholeNumber('--max-removals', 0))
    .option('--drain-timeout <seconds>', 'wait this long for held queues', wholeNumber('--drain-timeout', 0), 0)
    .option('--lock-timeout <seconds>', 'wait this long for another apply', wholeNumber('--lock-timeout', 0), 0)
    .option('--channels <n>', 'calls in flight at once', wholeNumber('--channels', 1), 128)
    .option('--report <file>', 'write the report as JSON')
    .addHelpText('after', examples(['topo apply -f inventory/', 'topo apply -f inventory/ --yes --report report.json']))
    .action(async (plan: string | undefined, options: ApplyCommandOptions) => {
      report(await (await import('./apply.js')).applyCommand(plan, options));
    });
}

function addVerify(program: Command, report: Report): void {
  const command = program.command('verify').description('compare broker and inventory, find orphans');
  addBrokerOptions(addCommonOptions(command, ['text', 'json', 'markdown']))
    .option('--fail-on <kinds>', 'end with 2 on these kinds only, comma-separated (default: every error and warning)')
    .addHelpText('after', examples(['topo verify -f inventory/', 'topo verify -f inventory/ --fail-on missing,orphan']))
    .action(async (options: VerifyCommandOptions) => {
      report(await (await import('./verify.js')).verifyCommand(options));
    });
}

function addTrace(program: Command, report: Report): void {
  const command = program
    .command('trace')
    .description('show the path of one message, hop by hop')
    .argument('[headers...]', 'KEY=VALUE is a string, KEY:=JSON an integer, boolean or null');
  addBrokerOptions(addCommonOptions(command, ['text', 'json']))
    .option('--routing-key <key>', 'of the message; only foreign exchanges look at it (default: empty)')
    .option('--offline', 'on the topology that the inventory asks for, without a broker')
    .addHelpText(
      'after',
      examples([
        'topo trace -f inventory/ daemon=storage cluster=54 hypervisor=98',
        'topo trace -f inventory/ --offline --format json daemon=network cluster:=54',
      ]),
    )
    .action(async (headers: readonly string[], options: TraceCommandOptions) => {
      report(await (await import('./trace.js')).traceCommand(headers, options));
    });
}

function addSchema(program: Command, report: Report): void {
  program
    .command('schema')
    .description('print a JSON Schema')
    .argument('[name]', 'inventory, topology, problems, plan, apply, verify, trace or error', 'inventory')
    .addHelpText('after', examples(['topo schema inventory > inventory.schema.json', 'topo schema plan']))
    .action(async (name: string) => {
      report(await (await import('./schema.js')).schemaCommand(name));
    });
}

function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
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
    import('./style.js'),
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

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const parsed: unknown = JSON.parse(text);
  return parsed !== null && typeof parsed === 'object' && 'version' in parsed ? String(parsed.version) : '0';
}
