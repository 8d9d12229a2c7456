"""Sends tasks into the tree.

    python3 sender.py storage 54 98 5643    # download_volume(volume_id=5643) on hypervisor 98 of cluster 54
    python3 sender.py dispatcher 1 2 3      # place(request_id=1), ...
"""

import os
import sys

from celery import Celery

BROKER_URL = os.environ.get('BROKER_URL', 'amqp://guest:guest@localhost:5672//')

app = Celery('sender', broker=BROKER_URL)
app.conf.broker_transport_options = {'confirm_publish': True}


def send(task, kwargs, headers):
    app.send_task(
        task,
        kwargs=kwargs,
        headers=headers,
        exchange='global',
        exchange_type='headers',
        routing_key='task',
        declare=[],
        mandatory=True,
    )


def download_volume(cluster, hypervisor, volume_id):
    send(
        'storage.download_volume',
        {'volume_id': volume_id, 'verify_chksum': True},
        {'daemon': 'storage', 'cluster': str(cluster), 'hypervisor': str(hypervisor)},
    )


def place(request_id):
    send('dispatcher.place', {'request_id': request_id}, {'daemon': 'dispatcher'})


def main(daemon, *arguments):
    if daemon == 'storage':
        cluster, hypervisor, volume_id = arguments
        download_volume(cluster, hypervisor, int(volume_id))
    elif daemon == 'dispatcher':
        for request_id in arguments:
            place(int(request_id))
    else:
        sys.exit(f'no such daemon: {daemon}')


if __name__ == '__main__':
    main(*sys.argv[1:])
