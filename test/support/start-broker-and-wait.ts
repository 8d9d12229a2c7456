// A run that starts a broker, says what it has, and then never ends by itself: for the test that kills it.

import { startBroker } from './broker.js';

const broker = await startBroker();
console.log([broker.pid(), new URL(broker.amqpUrl).port, broker.folder].join(' '));
setInterval(() => undefined, 60_000);
