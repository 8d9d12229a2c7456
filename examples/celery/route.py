"""Which way a task goes to the queue of its address: into the tree, or to the direct exchange.

ROUTE_BY=headers (the default) or ROUTE_BY=name says it for all tasks that a program sends.
"""

import os

LEVELS = ('daemon', 'cluster', 'hypervisor')
WAYS = {
    'headers': lambda to: {'exchange': 'global', 'exchange_type': 'headers', 'routing_key': 'task'},
    'name': lambda to: {'exchange': 'global.direct', 'exchange_type': 'direct', 'routing_key': queue_of(to)},
}
ROUTE_BY = os.environ.get('ROUTE_BY', 'headers')
if ROUTE_BY not in WAYS:
    raise SystemExit(f'ROUTE_BY is {ROUTE_BY!r}: it must be headers or name')


def address(headers):
    """{'daemon': 'storage', 'cluster_id': 54} → {'daemon': 'storage', 'cluster': '54'}: RabbitMQ tells 54 from '54'."""
    plain = {key.removesuffix('_id'): str(value) for key, value in headers.items() if value is not None}
    return {level: plain[level] for level in LEVELS if level in plain}


def queue_of(to):
    return '-'.join(to.values())


def route(name, args, kwargs, options, **_):
    """Celery asks it for every task: app.conf.task_routes = (route,)"""
    to = address(options.get('headers') or {})
    if 'queue' in options or not to:
        return None
    options.update(WAYS[ROUTE_BY](to), mandatory=True)  # here too: what a call says for itself would come first
    return options
