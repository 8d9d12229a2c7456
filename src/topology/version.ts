// Which rules a broker follows is a matter of its version. Alone here knows `semver`, and loads just what it needs of it.

import coerce from 'semver/functions/coerce.js';
import gte from 'semver/functions/gte.js';

/** `3.13.0-rc.2` counts as 3.13.0. undefined: what is no version, or none. */
export function isAtLeast(rabbitmqVersion: string | undefined, wanted: string): boolean | undefined {
  const version = coerce(rabbitmqVersion);
  return version ? gte(version, wanted) : undefined;
}
