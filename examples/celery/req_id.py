"""The req-id: made once for an API call, a header of every task that follows from it, and in every line of a log."""

import logging
from contextvars import ContextVar
from uuid import uuid4

from celery import current_app, signals

FORMAT = '[%(asctime)s: %(levelname)s/%(processName)s] %(req_id)s %(message)s'

call = ContextVar('the API call that runs', default=None)


def begin():
    """At the start of an API call. In a thread or coroutine of its own each call has one of its own."""
    call.set(uuid4().hex)
    return call.get()


def current():
    running = current_app.current_worker_task
    return running.request.get('req-id') if running else call.get()


def header():
    return {'req-id': current() or uuid4().hex}


def named(*args, make=logging.getLogRecordFactory(), **kwargs):
    record = make(*args, **kwargs)
    record.req_id = current() or '-'
    return record


@signals.task_received.connect
def received(request, **_):
    """In place of Celery's own line, for which there is no task yet."""
    before = call.set(request.request_dict.get('req-id'))
    logging.getLogger(__name__).info('Task %s[%s] received', request.name, request.id)
    call.reset(before)


logging.setLogRecordFactory(named)
logging.getLogger('celery.worker.strategy').setLevel(logging.WARNING)
