// Celery's processes for a test: workers that run until the test ends, and scripts that end by themselves.
// A worker is ended by its own id: SIGTERM (it finishes its task), then we wait; also when the test fails.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execute } from './executables.js';
import type { TestVhost } from './vhost.js';

const example = fileURLToPath(new URL('../../examples/celery', import.meta.url));

export interface WorkerOptions {
  /** The module that has the Celery app: the example's, or one in `folder`. */
  readonly app?: string;
  readonly folder?: string;
  /** Celery's node name; it must be unique on a broker. */
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: `ALONE`. None: it does all that a worker does by itself, forks and talks to the other workers. Slow. */
  readonly flags?: readonly string[];
  /** What it writes when it has come as far as the test needs; by default, that it is ready. */
  readonly until?: string;
}

/**
 * One process that keeps to itself: it starts in a third of the time, and ends at once. It keeps its heartbeat: without
 * one Celery now and then leaves what it has read for 10 s.
 */
const ALONE = ['--pool', 'solo', '--without-mingle', '--without-gossip'];

export interface Worker {
  /** Waits until it has written this, so many times (once). Throws with the log if it ends before. */
  readonly wrote: (text: string, times?: number) => Promise<void>;
  /** Warm shutdown; resolves with the whole log. */
  readonly stop: () => Promise<string>;
}

export interface CeleryProcesses {
  /** Resolves when it reads its queue (or when it has written `until`). */
  readonly worker: (options: WorkerOptions) => Promise<Worker>;
  /** Runs the example's `sender.py`. */
  readonly send: (...args: string[]) => Promise<void>;
  /** Runs Python that can `import sender`. Resolves with what it printed; rejects with its traceback. */
  readonly python: (code: string) => Promise<string>;
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
  const run = async (...args: string[]): Promise<string> =>
    (await execute(file, [...words, ...args], { cwd: example, env: environment() })).stdout;
  try {
    return await work({
      async worker({ app = 'worker', folder, name, env, flags = ALONE, until = ' ready.' }) {
        const args = ['-m', 'celery', '--app', app, 'worker', '--hostname', `${name}@%h`, '--loglevel', 'INFO'];
        const child = spawn(file, [...words, ...args, '--concurrency', '1', ...flags], {
          env: { ...environment(folder), ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        const worker = workerOf(child);
        workers.push(worker);
        await worker.wrote(until);
        return worker;
      },
      async send(...args) {
        await run('sender.py', ...args);
      },
      python: (code) => run('-c', code),
    });
  } finally {
    await Promise.all(workers.map(({ stop }) => stop()));
  }
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
