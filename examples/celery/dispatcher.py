"""The dispatcher. As many as you like read one queue; each task runs in one of them.

    python3 dispatcher.py
"""

import logging

from routed_tasks import send_task, start, task

logger = logging.getLogger(__name__)


@task()
def create_vm(volume_id, cluster_id, hypervisor_id):
    logger.info('volume %s goes to hypervisor %s of cluster %s', volume_id, hypervisor_id, cluster_id)
    place = {'cluster_id': cluster_id, 'hypervisor_id': hypervisor_id}
    send_task('storage.download_volume', kwargs={'volume_id': volume_id}, headers={'daemon': 'storage', **place})
    send_task('vm.start_vm', kwargs={'volume_id': volume_id}, headers={'daemon': 'vm', **place})


start({'daemon': 'dispatcher'})
