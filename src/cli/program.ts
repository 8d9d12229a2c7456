// The whole surface on one page: every command with its options and examples. A command's code is loaded when it is run.

import process from 'node:process';
import { Argument, Command, Option } from 'commander';
import type { ApplyCommandOptions } from './commands/apply.js';
import type { CapacityCommandOptions } from './commands/capacity.js';
import type { CompileCommandOptions } from './commands/compile.js';
import type { GraphCommandOptions } from './commands/graph.js';
import type { ImportCommandOptions } from './commands/import.js';
import type { PlanCommandOptions } from './commands/plan.js';
import type { TraceCommandOptions } from './commands/trace.js';
import type { VerifyCommandOptions } from './commands/verify.js';
import type { CommonOptions } from './input/options.js';
import { readEnvironment } from './input/environment.js';
import {
  CELERY_WORKER,
  addBrokerOptions,
  addCommonOptions,
  addOutputOptions,
  addPartOption,
  addShapeOptions,
  addVhostOptions,
  wholeNumber,
} from './input/options.js';
import { packageVersion } from './package/version.js';

export type Report = (exitCode: number) => void;

/** `print`: takes what help and version are. */
export function makeProgram(report: Report, print: (text: string) => void): Command {
  const program = new Command('topo')
    .description('Keeps a RabbitMQ headers tree of daemons, clusters and hypervisors equal to a YAML inventory.')
    .version(packageVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .configureHelp({ showGlobalOptions: false })
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: () => undefined })
    .hook('preAction', (_, command) => {
      readEnvironment(command, process.env);
    });
  addValidate(program, report);
  addCompile(program, report);
  addPlan(program, report);
  addApply(program, report);
  addVerify(program, report);
  addTrace(program, report);
  addImport(program, report);
  addGraph(program, report);
  addCapacity(program, report);
  addCompletion(program, report);
  addSchema(program, report);
  program.addHelpText('after', helpAfter);
  return program;
}

const helpAfter = `
Exit codes: 0 done, 1 impossible, 2 differs, 3 guarded, 4 held or refused, 5 stale plan, 6 locked, 7 failed steps,
64 bad usage, 65 bad inventory, 130 interrupted.

Every option has a variable: TOPO_ and its name (TOPO_MAX_REMOVALS; of -f it is TOPO_INVENTORY, paths separated by :).
A flag counts before it; one that is set and empty is an error.

Examples:
  topo plan -f inventory/                 what would change on the broker
  topo apply -f inventory/ --yes          change it`;

function addValidate(program: Command, report: Report): void {
  const command = program.command('validate').description('check the inventory');
  addCommonOptions(command, 'validate')
    .addHelpText('after', examples(['topo validate -f inventory/', 'topo validate -f - --format json < topo.yaml']))
    .action(async (options: CommonOptions) => {
      report(await (await import('./commands/validate.js')).validate(options));
    });
}

function addCompile(program: Command, report: Report): void {
  const command = program.command('compile').description('print the desired topology');
  addVhostOptions(addCommonOptions(command, 'compile'), 'its vhost alone counts here (env TOPO_AMQP_URL)')
    .addHelpText(
      'after',
      examples(['topo compile -f inventory/', 'topo compile -f inventory/ --format definitions > definitions.json']),
    )
    .action(async (options: CompileCommandOptions) => {
      report(await (await import('./commands/compile.js')).compileCommand(options));
    });
}

function addPlan(program: Command, report: Report): void {
  const command = program.command('plan').description('show what apply would do; changes nothing');
  addPartOption(addShapeOptions(addBrokerOptions(addCommonOptions(command, 'plan'))))
    .option('--out <file>', 'also write the plan as JSON: all of it, whatever is shown')
    .option('--detailed-exitcode', 'end with 2 when there are steps or refusals')
    .option('--fail-on <kinds>', 'end as apply would: guard (3), refused or held (4), comma-separated')
    .option('--full', 'text and markdown: unfold large groups')
    .option('--against <file>', 'compare with a definitions export instead of a live broker')
    .option('--offline', 'compare with an empty broker')
    .addHelpText(
      'after',
      examples(['topo plan -f inventory/', 'topo plan -f inventory/ --format markdown --fail-on guard,refused']),
    )
    .action(async (options: PlanCommandOptions) => {
      report(await (await import('./commands/plan.js')).planCommand(options));
    });
}

function addApply(program: Command, report: Report): void {
  const command = program.command('apply').description('bring the broker to the inventory');
  addShapeOptions(addBrokerOptions(addCommonOptions(command, 'apply')))
    .argument('[plan]', 'a plan saved by topo plan --out')
    .option('--yes', 'do not ask')
    .option('--max-removals <n>', 'allow this many queues to lose their route', wholeNumber('--max-removals', 0))
    .option('--drain-timeout <seconds>', 'wait this long for held queues', wholeNumber('--drain-timeout', 0), 0)
    .option('--lock-timeout <seconds>', 'wait this long for another apply', wholeNumber('--lock-timeout', 0), 0)
    .option('--channels <n>', 'calls in flight at once', wholeNumber('--channels', 1), 128)
    .option('--report <file>', 'write the report as JSON')
    .addHelpText('after', examples(['topo apply -f inventory/', 'topo apply -f inventory/ --yes --report report.json']))
    .action(async (plan: string | undefined, options: ApplyCommandOptions) => {
      report(await (await import('./commands/apply.js')).applyCommand(plan, options));
    });
}

function addVerify(program: Command, report: Report): void {
  const command = program.command('verify').description('compare broker and inventory, find orphans');
  addPartOption(addBrokerOptions(addCommonOptions(command, 'verify')))
    .option('--fail-on <kinds>', 'end with 2 on these kinds only, comma-separated (default: every error and warning)')
    .addHelpText(
      'after',
      examples([
        'topo verify -f inventory/ --fail-on missing,orphan',
        'topo verify -f inventory/ --only cluster=54,hypervisor=98',
      ]),
    )
    .action(async (options: VerifyCommandOptions) => {
      report(await (await import('./commands/verify.js')).verifyCommand(options));
    });
}

function addTrace(program: Command, report: Report): void {
  const command = program
    .command('trace')
    .description('show the path of one message, hop by hop')
    .argument('[headers...]', 'KEY=VALUE is a string, KEY:=JSON an integer, boolean or null');
  addBrokerOptions(addCommonOptions(command, 'trace'))
    .option('--exchange <name>', 'that it is sent to (default: the entry; without a tree the direct exchange)')
    .option('--routing-key <key>', 'of the message; a direct exchange looks at it (default: empty)')
    .option('--offline', 'on the topology that the inventory asks for, without a broker')
    .addHelpText(
      'after',
      examples([
        'topo trace -f inventory/ daemon=storage cluster=54 hypervisor=98',
        'topo trace -f inventory/ --exchange global.direct --routing-key storage-54-98',
      ]),
    )
    .action(async (headers: readonly string[], options: TraceCommandOptions) => {
      report(await (await import('./commands/trace.js')).traceCommand(headers, options));
    });
}

function addImport(program: Command, report: Report): void {
  const command = program
    .command('import')
    .description('print the inventory that a live tree answers to; changes nothing');
  addBrokerOptions(addOutputOptions(command, 'import'))
    .option('--entry <name>', 'the exchange at which the tree begins (default: the only one that can be)')
    .option('--against <file>', 'read a definitions export instead of a live broker, - is standard input')
    .option('--out <folder>', 'write 00-tree.yaml and a file a cluster there, over none that is there')
    .addHelpText('after', examples(['topo import > topo.yaml', 'topo import --entry global --out inventory/']))
    .action(async (options: ImportCommandOptions) => {
      report(await (await import('./commands/import.js')).importCommand(options));
    });
}

function addGraph(program: Command, report: Report): void {
  const command = program.command('graph').description('draw the tree, with the state of each queue');
  addPartOption(addBrokerOptions(addCommonOptions(command, 'graph')))
    .option('--offline', 'as the inventory asks for it, without a broker')
    .addHelpText(
      'after',
      examples([
        'topo graph -f inventory/ --format html > fleet.html',
        'topo graph -f inventory/ --format mermaid --only cluster=54',
      ]),
    )
    .action(async (options: GraphCommandOptions) => {
      report(await (await import('./commands/graph.js')).graphCommand(options));
    });
}

function addCapacity(program: Command, report: Report): void {
  const command = program
    .command('capacity')
    .description('show what the fleet needs of a broker, beside what that has');
  const { connectionsPerWorker, channelsPerConnection, queuesPerWorker } = CELERY_WORKER;
  addBrokerOptions(addCommonOptions(command, 'capacity'))
    .addOption(
      new Option('--connections-per-worker <n>', 'a Celery worker and one child of it that sends tasks')
        .default(connectionsPerWorker)
        .argParser(wholeNumber('--connections-per-worker', 0)),
    )
    .addOption(
      new Option('--channels-per-connection <n>', 'tasks, and remote control')
        .default(channelsPerConnection)
        .argParser(wholeNumber('--channels-per-connection', 0)),
    )
    .addOption(
      new Option('--queues-per-worker <n>', 'of its own, beside that of its tasks; 0 without remote control')
        .default(queuesPerWorker)
        .argParser(wholeNumber('--queues-per-worker', 0)),
    )
    .option('--nodes <n>', 'of the cluster (default: as many as it has, offline 1)', wholeNumber('--nodes', 1))
    .option('--offline', 'beside the usual limits, without a broker')
    .addHelpText(
      'after',
      examples(['topo capacity -f inventory/', 'topo capacity -f inventory/ --offline --nodes 3 --format json']),
    )
    .action(async (options: CapacityCommandOptions) => {
      report(await (await import('./commands/capacity.js')).capacityCommand(options));
    });
}

function addCompletion(program: Command, report: Report): void {
  program
    .command('completion')
    .description('print the completion of commands and options for a shell')
    .addArgument(new Argument('<shell>', 'that you use').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      examples(['source <(topo completion bash)', 'topo completion fish > ~/.config/fish/completions/topo.fish']),
    )
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      report(await (await import('./commands/completion.js')).completionCommand(shell, program));
    });
}

function addSchema(program: Command, report: Report): void {
  program
    .command('schema')
    .description('print a JSON Schema')
    .argument(
      '[name]',
      'inventory, topology, problems, plan, apply, verify, trace, import, graph, capacity or error',
      'inventory',
    )
    .addHelpText('after', examples(['topo schema inventory > inventory.schema.json', 'topo schema plan']))
    .action(async (name: string) => {
      report(await (await import('./commands/schema.js')).schemaCommand(name));
    });
}

function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
