"""One wrapper round every job: a fault is logged, and the next tick tries again."""

from collections.abc import Callable

import structlog

from storage.engine import is_connection_lost

log = structlog.get_logger(__name__)


def guarded(name: str, job: Callable[[], object]) -> Callable[[], bool]:
    """Return the job so that no exception leaves it; it says whether there was none."""

    def run() -> bool:
        try:
            job()
        except Exception as fault:
            if is_connection_lost(fault):
                log.warning("database connection lost, tries again", job=name)
            else:
                log.exception("job failed", job=name)
            return False
        return True

    return run
