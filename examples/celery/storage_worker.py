"""The storage daemon of one hypervisor.

    CLUSTER=54 HYPERVISOR=98 python3 storage_worker.py
"""

import hashlib
import logging
import os
from pathlib import Path

from routed_tasks import start, task

VOLUMES = Path(os.environ.get('VOLUMES', '/var/lib/volumes'))

logger = logging.getLogger(__name__)


@task(autoretry_for=(OSError,), retry_kwargs={'countdown': 1, 'max_retries': 30})
def download_volume(volume_id, verify_chksum=True):
    (VOLUMES / str(volume_id)).write_text('the content of the volume\n')
    logger.info('volume %s is here', volume_id)
    if verify_chksum:
        verify.delay(volume_id)


@task()
def verify(volume_id):
    checksum = hashlib.sha256((VOLUMES / str(volume_id)).read_bytes()).hexdigest()
    logger.info('volume %s has the checksum %.8s', volume_id, checksum)


start({'daemon': 'storage', 'cluster_id': os.environ['CLUSTER'], 'hypervisor_id': os.environ['HYPERVISOR']})
