// The RabbitMQ versions that the tests are for, and how a run names one.

import type { Environment } from './executables.js';

/** Each with the Debian suite that has it. */
export const SUITES = { '3.10': 'bookworm', '4.0': 'trixie', '4.3': 'forky' } as const;

/** Major and minor. */
export type Version = keyof typeof SUITES;

export const VERSIONS: readonly Version[] = ['3.10', '4.0', '4.3'];

/** What TOPO_TEST_RABBITMQ names; undefined where it is not set: whichever the machine has. Throws for any other text. */
export function wantedVersion(env: Environment): Version | undefined {
  const text = env['TOPO_TEST_RABBITMQ'];
  if (text === undefined) return undefined;
  const version = VERSIONS.find((each) => each === text);
  if (version === undefined) throw new Error(`TOPO_TEST_RABBITMQ is "${text}": it takes ${VERSIONS.join(', ')}.`);
  return version;
}

/** Whether `4.3.6` is a `4.3`. */
export function isVersion(full: string | undefined, version: Version): boolean {
  return full?.startsWith(`${version}.`) === true;
}
