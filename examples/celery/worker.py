"""A worker that reads one queue of the tree, and declares or binds nothing there.

    QUEUE=storage-54-98 python3 -m celery --app worker worker --hostname storage-54-98@%h --loglevel INFO
"""

import os

from celery import Celery
from celery.utils.log import get_task_logger
from kombu import Queue

BROKER_URL = os.environ.get('BROKER_URL', 'amqp://guest:guest@localhost:5672//')
QUEUE = os.environ['QUEUE']
VOLUMES = os.environ.get('VOLUMES', '/var/lib/volumes')

logger = get_task_logger(__name__)

app = Celery('worker', broker=BROKER_URL)
app.conf.update(
    task_queues=[Queue(QUEUE, no_declare=True)],
    task_default_queue=QUEUE,
    task_create_missing_queues=False,
    # RabbitMQ 4.3 refuses transient queues that are not exclusive, and Celery makes two for itself. Celery 5.6 has these
    # settings; an older one does not look at them.
    control_queue_exclusive=True,
    event_queue_exclusive=True,
)

# Celery forgets the headers of a task that it retries, so `global` could not route it: straight to our queue instead.
RETRY = {'exchange': '', 'routing_key': QUEUE, 'countdown': 1, 'max_retries': 5}


@app.task(name='storage.download_volume', autoretry_for=(OSError,), retry_kwargs=RETRY)
def download_volume(volume_id, verify_chksum):
    with open(os.path.join(VOLUMES, str(volume_id)), 'w') as volume:
        volume.write('the content of the volume\n')
    logger.info('volume %s is here, verify_chksum=%s', volume_id, verify_chksum)


@app.task(name='dispatcher.place')
def place(request_id):
    logger.info('request %s is placed', request_id)
