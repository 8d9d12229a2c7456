// What a Celery worker takes of the broker: the defaults of `topo capacity` are a worker that keeps to itself.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { CELERY_WORKER } from '../../src/cli/input/options.js';
import { bareTest, lookForCelery, PROGRAM } from '../support/celery-test.js';
import { withFolder } from '../support/topo.js';
import { until } from '../support/until.js';
import { isVersion } from '../support/rabbitmq-version.js';

lookForCelery();

const QUIET = ['--pool', 'prefork', '--without-mingle', '--without-gossip', '--without-heartbeat'];

/** 4.3 refuses the queue for remote control to a Celery that does not make it exclusive. */
const cases = [
  { remote: true, channels: CELERY_WORKER.channelsPerConnection, queues: 1 + CELERY_WORKER.queuesPerWorker },
  { remote: false, channels: 1, queues: 1 },
];

describe('a worker without gossip, mingle and heartbeat', () => {
  for (const { remote, channels, queues } of cases)
    bareTest(`with remote control ${remote ? 'on' : 'off'}`, async ({ vhost, celery, skip }) => {
      skip(remote && isVersion(vhost.broker.version, '4.3'), 'RabbitMQ 4.3 refuses its queue');
      const settings = [
        `app.conf.worker_enable_remote_control = ${remote ? 'True' : 'False'}`,
        "app.conf.task_queues = [Queue('work')]",
      ];
      await withFolder(async (folder) => {
        writeFileSync(join(folder, 'quiet.py'), `${PROGRAM}${settings.join('\n')}\n`);
        const worker = await celery.worker({ run: { app: 'quiet' }, folder, flags: QUIET });
        const list = async (path: string): Promise<number> => (await vhost.api.get<unknown[]>(path)).length;
        // The lists of clients are some seconds late, each for itself.
        const wanted = JSON.stringify({ connections: 1, channels, queues });
        await until(`it takes ${wanted}`, async () => {
          const taken = {
            connections: await list(`/vhosts/${vhost.path}/connections`),
            channels: await list(`/vhosts/${vhost.path}/channels`),
            queues: await list(`/queues/${vhost.path}`),
          };
          return JSON.stringify(taken) === wanted;
        });
        await worker.stop();
      });
    });
});
