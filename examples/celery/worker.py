"""A worker that reads one queue of the tree, and changes nothing on the broker that belongs to topo.

    QUEUE=storage-54-98 celery --app worker worker --hostname storage-54-98@%h --loglevel INFO
"""

import os

from celery import Celery
from celery.utils.log import get_task_logger
from kombu import Exchange, Queue

BROKER_URL = os.environ.get('BROKER_URL', 'amqp://guest:guest@localhost:5672//')
QUEUE = os.environ['QUEUE']

logger = get_task_logger(__name__)

app = Celery('worker', broker=BROKER_URL)
app.conf.update(
    task_queues=[
        Queue(
            QUEUE,
            exchange=Exchange('global', type='headers', no_declare=True),
            routing_key='task',
            no_declare=True,
        ),
    ],
    task_default_queue=QUEUE,
    task_create_missing_queues=False,
)


@app.task(name='storage.download_volume')
def download_volume(volume_id, verify_chksum):
    logger.info('download_volume volume_id=%s verify_chksum=%s queue=%s', volume_id, verify_chksum, QUEUE)


@app.task(name='dispatcher.place')
def place(request_id):
    logger.info('place request_id=%s queue=%s', request_id, QUEUE)
