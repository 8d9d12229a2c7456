// Celery for the tests: with a broker out of an unpacked Debian suite that suite's own, else the system Python's, else (root
// on Debian) that of a suite. Or a reason to skip. TOPO_TEST_CELERY names another than the broker's suite has.

import { canUnpack, debianHere, inside, ownSuite, unpackSuite, type DebianSurroundings } from './debian.js';
import { execute } from './executables.js';
import { SUITES, wantedVersion } from './rabbitmq-version.js';

/** The version that each Debian suite has. */
const SUITE_OF_CELERY: ReadonlyMap<string, string> = new Map([
  ['5.2', SUITES['3.10']],
  ['5.5', SUITES['4.0']],
  ['5.6', SUITES['4.3']],
]);

export interface CelerySurroundings extends DebianSurroundings {
  /** The one that Debian's package is for; a virtual environment's Python would not see it. */
  readonly python: string;
}

/** `python`: the words that run a Python with Celery. */
export type Celery = { readonly python: readonly string[] } | { readonly missing: string };

const here: CelerySurroundings = { ...debianHere, python: '/usr/bin/python3' };

export async function findCelery(log: (line: string) => void, at: CelerySurroundings = here): Promise<Celery> {
  const wanted = wantedSuite(at);
  const isOwn = wanted === undefined || wanted === ownSuite(at);
  if (isOwn && (await hasCelery([at.python], at))) return { python: [at.python] };
  const missing = `No Celery for ${at.python}. Run: sudo apt-get install -y --no-install-recommends python3-celery`;
  const suite = wanted ?? ownSuite(at);
  if (suite === undefined || !(await canUnpack(at))) return { missing };
  try {
    return { python: [...inside(await unpackSuite(suite, log, at)), at.python] };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

/** Undefined where any will do. */
function wantedSuite({ env }: CelerySurroundings): string | undefined {
  const celery = env['TOPO_TEST_CELERY'];
  if (celery !== undefined) {
    const suite = SUITE_OF_CELERY.get(celery);
    if (suite === undefined) throw new Error(`TOPO_TEST_CELERY is "${celery}": it takes 5.2, 5.5, 5.6.`);
    return suite;
  }
  const broker = wantedVersion(env);
  return broker && SUITES[broker];
}

function hasCelery([file = '', ...words]: readonly string[], { env }: CelerySurroundings): Promise<boolean> {
  return execute(file, [...words, '-c', 'import celery'], { env: { PATH: env['PATH'] ?? '' } }).then(
    () => true,
    () => false,
  );
}
