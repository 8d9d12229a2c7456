// The supervisor (supervise.js) seen from the run: starts it, speaks its few lines, follows whether the server lives.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What the supervisor runs and removes. Every command is an argv, without a shell. */
export interface SuperviseSpec {
  /** Made by the supervisor, removed by it. */
  readonly folder: string;
  /** Path below the folder → text. */
  readonly files: Readonly<Record<string, string>>;
  /** Path below the folder: what the processes print. */
  readonly log: string;
  readonly env: Readonly<Record<string, string>>;
  readonly epmd?: { readonly command: readonly string[]; readonly port: number };
  readonly server: readonly string[];
  /** Around the server, where its process is only a client of the real one (Docker). */
  readonly before?: readonly string[];
  readonly kill?: readonly string[];
  readonly after?: readonly string[];
}

export interface Supervised {
  /** Process id of the server, undefined while it does not run. */
  readonly pid: () => number | undefined;
  /** Why the server is not running, undefined while it may be. */
  readonly ended: () => string | undefined;
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Ends everything and removes the folder. */
  readonly stop: () => Promise<void>;
}

/** Starts the supervisor and, by it, the server. Whether that is ready is not known here. */
export async function supervise(spec: SuperviseSpec): Promise<Supervised> {
  const script = fileURLToPath(new URL('supervise.js', import.meta.url));
  const child = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  const { stdin, stdout } = child;
  stdin.on('error', () => undefined); // an ended supervisor shows in its exit
  const gone = once(child, 'exit');

  let pid: number | undefined;
  let ended: string | undefined;
  let waiting: (() => void)[] = [];
  const isRunning = (): boolean => pid !== undefined;
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  createInterface({ input: stdout }).on('line', (line) => {
    const space = line.indexOf(' ');
    const [event, detail] = [line.slice(0, space), line.slice(space + 1)];
    pid = event === 'started' ? Number(detail) : event === 'exited' ? undefined : pid;
    ended = event === 'started' ? undefined : detail;
    wake();
  });
  child.on('exit', () => {
    pid = undefined;
    ended = 'its supervisor ended';
    wake();
  });

  stdin.write(`${JSON.stringify(spec)}\n`);
  await until(() => isRunning() || ended !== undefined);
  return {
    pid: () => pid,
    ended: () => ended,
    async kill() {
      stdin.write('kill\n');
      await until(() => !isRunning() || ended !== undefined);
      if (isRunning()) throw new Error(`The server could not be killed: ${String(ended)}`);
    },
    async start() {
      if (isRunning()) return;
      ended = undefined;
      stdin.write('start\n');
      await until(() => isRunning() || ended !== undefined);
    },
    async stop() {
      stdin.end();
      await gone;
    },
  };
}
