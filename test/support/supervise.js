// Owns the processes and the folder of one throw-away broker, apart from the run that asked for it: when that run
// ends in any way, SIGKILL too, its end of our standard input closes, and everything is ended and removed here.
// In, a line each: the spec as JSON, then `kill` or `start`. Out: `started PID`, `exited WHY`, `failed WHY`.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

/** @type {import('./supervised.js').SuperviseSpec} */
let spec;
/** @type {{ epmd?: import('node:child_process').ChildProcess, server?: import('node:child_process').ChildProcess }} */
const running = {};
let output = 'ignore';
let stopping = false;

process.stdout.on('error', () => undefined); // the reader is gone: the closing stdin says so too
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop());

/** Commands run one after the other. */
let queue = Promise.resolve();
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  queue = queue.then(() => obey(line)).catch((error) => tell('failed', String(error)));
});
lines.on('close', () => void stop());

async function obey(line) {
  if (spec === undefined) {
    spec = JSON.parse(line);
    await prepare();
    start();
  } else if (line === 'kill') {
    await endServer();
  } else if (line === 'start') {
    start();
  } else {
    throw new Error(`unknown command ${line}`);
  }
}

async function prepare() {
  mkdirSync(spec.folder);
  for (const [name, text] of Object.entries(spec.files)) {
    mkdirSync(dirname(join(spec.folder, name)), { recursive: true });
    writeFileSync(join(spec.folder, name), text, { mode: 0o600 });
  }
  output = openSync(join(spec.folder, spec.log), 'a');
  if (spec.epmd) {
    running.epmd = launch(spec.epmd.command);
    // Before the node: else it would start a daemon of its own, which nobody ends.
    while (!(await listens(spec.epmd.port))) {
      if (stopping || running.epmd.exitCode !== null) throw new Error('epmd did not stay');
      await delay(20);
    }
  }
  await run(spec.before);
}

function start() {
  if (stopping) return;
  const server = launch(spec.server);
  running.server = server;
  server.on('exit', (code, signal) => {
    if (running.server === server) running.server = undefined;
    tell('exited', `the server ended with ${signal ?? code}`);
  });
  if (server.pid !== undefined) tell('started', server.pid);
}

/** A process group of its own, so that what it starts ends with it. */
function launch([command, ...args]) {
  const child = spawn(command, args, {
    cwd: spec.folder,
    env: spec.env,
    detached: true,
    stdio: ['ignore', output, output],
  });
  child.on('error', (error) => tell('failed', error.message));
  return child;
}

async function endServer() {
  const server = running.server;
  if (!server) return;
  await run(spec.kill);
  await endGroup(server);
}

async function endGroup(child) {
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended just now.
  }
  await exited;
}

async function run(command) {
  if (!command) return;
  const child = launch(command);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`);
}

async function stop() {
  if (stopping) return;
  stopping = true;
  if (!spec) process.exit(0);
  await queue;
  await endServer().catch(() => undefined);
  await run(spec.after).catch(() => undefined);
  await endGroup(running.epmd);
  rmSync(spec.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  process.exit(0);
}

function listens(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

function tell(event, detail) {
  process.stdout.write(`${event} ${detail}\n`);
}
