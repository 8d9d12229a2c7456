// Celery's processes for a test: workers that run until the test ends, and scripts that end by themselves.
// A worker is ended by its own id: SIGTERM (it finishes its task), then we wait; also when the test fails.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execute } from './executables.js';
import type { TestVhost } from './vhost.js';

const example = fileURLToPath(new URL('../../examples/celery', import.meta.url));

export interface WorkerOptions {
  /** A file of the example, or of `folder`; or the module of a Celery app in `folder`, which Celery's own command runs. */
  readonly run: `${string}.py` | { readonly app: string };
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: one process that keeps to itself. None: it does all that a worker does by itself. Slow. */
  readonly flags?: readonly string[];
  /** What it writes when it has come as far as the test needs; by default, that it is ready. */
  readonly until?: string;
}

/** It starts in a third of the time, and ends at once. */
const ALONE = ['--pool', 'solo'];

export interface Worker {
  /** Waits until it has written this, so many times (once). Throws with the log if it ends before. */
  readonly wrote: (text: string, times?: number) => Promise<void>;
  /** Warm shutdown; resolves with the whole log. */
  readonly stop: () => Promise<string>;
}

interface Wrote {
  readonly stdout: string;
  readonly stderr: string;
}

export interface CeleryProcesses {
  /** Resolves when it reads its queue (or when it has written `until`). */
  readonly worker: (options: WorkerOptions) => Promise<Worker>;
  /** Runs a file of the example. Rejects with its traceback. */
  readonly run: (words: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Wrote>;
  /** Runs Python that can import what the example has. Resolves with what it printed. */
  readonly python: (code: string, env?: Readonly<Record<string, string>>) => Promise<string>;
}

export async function withCelery<T>(
  [file = '', ...words]: readonly string[],
  vhost: TestVhost,
  work: (celery: CeleryProcesses) => Promise<T>,
): Promise<T> {
  const workers: Worker[] = [];
  const environment = (folder = example): Record<string, string> => ({
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    BROKER_URL: vhost.amqpUrl,
    PYTHONPATH: [folder, example].join(delimiter),
    PYTHONDONTWRITEBYTECODE: '1',
  });
  const run: CeleryProcesses['run'] = async (args, env) =>
    await execute(file, [...words, ...args], { cwd: example, env: { ...environment(), ...env } });
  try {
    return await work({
      async worker({ run: what, folder = example, env, flags = ALONE, until = ' ready.' }) {
        const args = typeof what === 'string' ? [join(folder, what)] : commandOf(what.app, workers.length);
        const child = spawn(file, [...words, ...args, '--concurrency', '1', ...flags], {
          env: { ...environment(folder), ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        const worker = workerOf(child);
        workers.push(worker);
        await worker.wrote(until);
        return worker;
      },
      run,
      python: async (code, env) => (await run(['-c', code], env)).stdout,
    });
  } finally {
    await Promise.all(workers.map(({ stop }) => stop()));
  }
}

/** Its name must be unique on a vhost. */
function commandOf(app: string, number: number): readonly string[] {
  return ['-m', 'celery', '--app', app, 'worker', '--hostname', `${app}-${number}@%h`, '--loglevel', 'INFO'];
}

function workerOf(child: ChildProcess): Worker {
  let log = '';
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      child.emit('wrote');
    });
  }
  const closed = once(child, 'close').then(() => {
    ended = true;
    child.emit('wrote');
  });
  return {
    async wrote(text, times = 1) {
      while (log.split(text).length <= times) {
        if (ended) throw new Error(`The worker ended before it wrote "${text}":\n${log}`);
        await once(child, 'wrote');
      }
    },
    async stop() {
      child.kill('SIGTERM');
      // Celery 5.2 overhears the first one now and then, when it comes right after its start; a second is still warm.
      const again = setInterval(() => child.kill('SIGTERM'), 1000);
      await closed.finally(() => {
        clearInterval(again);
      });
      return log;
    },
  };
}
