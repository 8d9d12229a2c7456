"""The API. Each call is a task for the dispatcher, and what follows from it.

    python3 api.py 54 98 5643    # create_vm: a machine of volume 5643 on hypervisor 98 of cluster 54
"""

import logging
import sys

import req_id
from routed_tasks import send_task

logger = logging.getLogger(__name__)


def create_vm(cluster_id, hypervisor_id, volume_id):
    req_id.begin()
    logger.info('create_vm: volume %s on hypervisor %s of cluster %s', volume_id, hypervisor_id, cluster_id)
    kwargs = {'volume_id': volume_id, 'cluster_id': cluster_id, 'hypervisor_id': hypervisor_id}
    send_task('dispatcher.create_vm', kwargs=kwargs, headers={'daemon': 'dispatcher'})


if __name__ == '__main__':
    logging.basicConfig(level=logging.INFO, format=req_id.FORMAT)
    cluster, hypervisor, *volumes = map(int, sys.argv[1:])
    for volume in volumes:
        create_vm(cluster, hypervisor, volume)
