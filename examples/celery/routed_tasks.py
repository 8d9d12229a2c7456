"""send_task, start and task: Celery on the queues that topo made. It declares and binds nothing."""

import os
import socket
import sys

from celery import Celery
from celery.bin.celery import celery
from kombu import Queue

import req_id
from route import LEVELS, address, queue_of, route

BROKER_URL = os.environ.get('BROKER_URL', 'amqp://guest:guest@localhost:5672//')
# Each worker would send to all others, and hear them all.
QUIET = ('--without-gossip', '--without-mingle', '--without-heartbeat')


class RoutedCelery(Celery):
    own = {}  # the address of this worker

    def gen_task_name(self, name, module):
        return f'{self.own.get("daemon")}.{name}'

    def send_task(self, name, args=None, kwargs=None, headers=None, **options):
        """All that is sent comes through here: by send_task, delay or apply_async, or tried again."""
        headers = dict(headers or {})
        to = address(headers)
        if self.own and (options.get('retries') or not to):  # to ourselves: our queue, also while it is draining
            to = self.own
            options.update(queue=queue_of(to), exchange=None, routing_key=None, mandatory=True)
        elif not to:
            raise ValueError(f'{name}: no address in the headers {headers}')
        others = {key: value for key, value in headers.items() if key.removesuffix('_id') not in LEVELS}
        return super().send_task(name, args, kwargs, headers={**req_id.header(), **others, **to}, **options)


app = RoutedCelery('routed_tasks', broker=BROKER_URL)
app.conf.update(
    task_routes=(route,),
    broker_transport_options={'confirm_publish': True},
    worker_enable_remote_control=False,
    worker_log_format=req_id.FORMAT,
    worker_task_log_format=req_id.FORMAT,
)
task = app.task
send_task = app.send_task


def start(own):
    """Runs a worker of the queue at this address until it is told to end. The command line's options are Celery's."""
    app.own = address(own)
    queue = queue_of(app.own)
    app.conf.task_queues = [Queue(queue, no_declare=True)]
    app.conf.task_default_queue = queue
    app.conf.task_create_missing_queues = False
    name = f'{queue}-{os.getpid()}@{socket.gethostname()}'
    options = ['--hostname', name, '--loglevel', 'INFO', *QUIET, *sys.argv[1:]]
    sys.exit(celery.main(['--app', 'routed_tasks', 'worker', *options], standalone_mode=False))
