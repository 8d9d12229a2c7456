// Celery for the tests: with a broker out of an unpacked Debian suite that suite's own, else the system Python's, else (root
// on Debian) that of a suite. Or a reason to skip.

import { canUnpack, debianHere, inside, ownSuite, unpackSuite, type DebianSurroundings } from './debian.js';
import { execute } from './executables.js';
import { SUITES, wantedVersion } from './rabbitmq-version.js';

export interface CelerySurroundings extends DebianSurroundings {
  /** The one that Debian's package is for; a virtual environment's Python would not see it. */
  readonly python: string;
}

/** `python`: the words that run a Python with Celery. */
export type Celery = { readonly python: readonly string[] } | { readonly missing: string };

const here: CelerySurroundings = { ...debianHere, python: '/usr/bin/python3' };

export async function findCelery(log: (line: string) => void, at: CelerySurroundings = here): Promise<Celery> {
  const wanted = wantedVersion(at.env);
  const isOwn = wanted === undefined || SUITES[wanted] === ownSuite(at);
  if (isOwn && (await hasCelery([at.python], at))) return { python: [at.python] };
  const missing = `No Celery for ${at.python}. Run: sudo apt-get install -y --no-install-recommends python3-celery`;
  const suite = wanted === undefined ? ownSuite(at) : SUITES[wanted];
  if (suite === undefined || !(await canUnpack(at))) return { missing };
  try {
    return { python: [...inside(await unpackSuite(suite, log, at)), at.python] };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

function hasCelery([file = '', ...words]: readonly string[], { env }: CelerySurroundings): Promise<boolean> {
  return execute(file, [...words, '-c', 'import celery'], { env: { PATH: env['PATH'] ?? '' } }).then(
    () => true,
    () => false,
  );
}
