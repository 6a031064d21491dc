"""The service with a planted fault: its writer answers before the commit. For the control of the crash test only."""

import time

from litestar import Litestar

from chuangguan_service import app
from chuangguan_service.writer import Writer, _Job, _resolve


class EarlyWriter(Writer):
    """Acknowledges what it has not stored yet."""

    def _answer(self, jobs: list[_Job]) -> None:
        with self._lock:
            self._count(-len(jobs))
        with self._store.batch():
            for job in jobs:
                job.loop.call_soon_threadsafe(_resolve, [(job.answer, self._outcome(job))])
            # Long enough for the answers to reach whoever waits for them.
            time.sleep(0.05)


def create_app() -> Litestar:
    """Return the service with the fault in it."""
    made = app.create_app()
    made.state.engine.writer.__class__ = EarlyWriter
    return made
