// Celery for the system's Python: it is there, or (root with apt) Debian's package is installed. Else a reason to skip.

import { aptHere, canInstall, installPackage, type AptSurroundings } from './apt.js';
import { execute } from './executables.js';

const PACKAGE = 'python3-celery';

export interface CelerySurroundings extends AptSurroundings {
  /** The one that Debian's package is for; a virtual environment's Python would not see it. */
  readonly python: string;
}

export type Celery = { readonly python: string } | { readonly missing: string };

const here: CelerySurroundings = { ...aptHere, python: '/usr/bin/python3' };

export async function findCelery(log: (line: string) => void, at: CelerySurroundings = here): Promise<Celery> {
  if (await hasCelery(at)) return { python: at.python };
  const advice = `No Celery for ${at.python}. Run: sudo apt-get install -y --no-install-recommends ${PACKAGE}`;
  if (!canInstall(at)) return { missing: advice };
  try {
    await installPackage(PACKAGE, log, at);
  } catch (error) {
    return { missing: `${advice}\n${error instanceof Error ? error.message : String(error)}` };
  }
  return (await hasCelery(at)) ? { python: at.python } : { missing: advice };
}

function hasCelery({ python, env }: CelerySurroundings): Promise<boolean> {
  return execute(python, ['-c', 'import celery'], { env: { PATH: env['PATH'] ?? '' } }).then(
    () => true,
    () => false,
  );
}
