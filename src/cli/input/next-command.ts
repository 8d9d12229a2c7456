// A command of topo to run next. It is for the same inventory, the same broker and the same vhost as this run: what came by a
// flag is named again, what came by the environment is still there. A password is not: `***` stands for it.

import type { Scheme } from '../../broker/index.js';
import { readUrl, showUrl, splitUrls } from '../../broker/index.js';
import type { ApplyReport } from '../../apply/index.js';
import type { Plan, PlanOptions } from '../../plan/index.js';
import { commandLine } from '../../text/index.js';
import { EXIT } from '../exit-codes.js';
import type { BrokerOptions, CommonOptions } from './options.js';

type Aim = Pick<CommonOptions, 'file' | 'given'> & BrokerOptions;

/** After a plan. It never carries a guard's override: who wants that reads the guard. */
export function nextAfterPlan(plan: Plan, options: Aim & { readonly out?: string }): string {
  const where = aimText(options);
  const [guard] = plan.guards;
  if (guard) {
    const first = guard.question === undefined ? 'mend the inventory' : 'name the missing files with -f';
    return `Next: ${first}, or take less away at once; then topo plan${where}`;
  }
  if (plan.only && plan.steps.length > plan.only.steps.length)
    return `Next: look at all of it, for apply does no part: topo plan${shapeWords(plan.options)}${where}`;
  if (plan.steps.length > 0) {
    const how = options.out === undefined ? shapeWords(plan.options) : ` ${commandLine(options.out)}`;
    return `Next: topo apply${how}${where}`;
  }
  return plan.refusals.length > 0
    ? `Next: do what stands under Refused; then topo plan${shapeWords(plan.options)}${where}`
    : `Next: topo verify${where}`;
}

/** A saved plan has them in it. */
function shapeWords({ prune, replace, adopt }: PlanOptions): string {
  const words = [
    ...(prune ? [] : ['--no-prune']),
    ...replace.map((name) => commandLine('--replace', name)),
    ...adopt.map((name) => commandLine('--adopt', name)),
  ];
  return words.map((word) => ` ${word}`).join('');
}

/** After an apply; nothing where all is done. */
export function nextAfterApply({ exitCode, summary }: ApplyReport): string | undefined {
  if (exitCode === EXIT.done) return undefined;
  if (exitCode === EXIT.interrupted) return 'Next: run the same command again.';
  const { failed, held, skipped } = summary;
  const isRefusedAlone = exitCode === EXIT.held && failed + held + skipped === 0;
  return isRefusedAlone
    ? 'Next: do what stands under Refused, then run the same command again.'
    : 'Next: mend what is named above, then run the same command again.';
}

/** Words to put behind `topo COMMAND`. */
export function aimWords(options: Aim): readonly string[] {
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
export function aimText(options: Aim): string {
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
