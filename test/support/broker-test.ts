// `brokerTest('…', async ({ vhost }) => …)`: a test on the run's broker, in a vhost of its own named after the test.

import { inject, test } from 'vitest';
import { withVhost, type TestVhost } from './vhost.js';

export const brokerTest = test.extend<{ vhost: TestVhost }>({
  vhost: async ({ task }, use) => {
    await withVhost(inject('broker'), task.name.replace(/\W+/g, '-').slice(0, 60), use);
  },
});
