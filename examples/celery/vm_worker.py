"""The vm daemon of one hypervisor.

    CLUSTER=54 HYPERVISOR=98 python3 vm_worker.py
"""

import logging
import os
from pathlib import Path

from routed_tasks import start, task

VOLUMES = Path(os.environ.get('VOLUMES', '/var/lib/volumes'))

logger = logging.getLogger(__name__)


@task(autoretry_for=(FileNotFoundError,), retry_kwargs={'countdown': 1, 'max_retries': 30})
def start_vm(volume_id):
    (VOLUMES / str(volume_id)).stat()  # not here yet: tried again
    logger.info('the machine of volume %s runs', volume_id)


start({'daemon': 'vm', 'cluster_id': os.environ['CLUSTER'], 'hypervisor_id': os.environ['HYPERVISOR']})
