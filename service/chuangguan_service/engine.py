"""Where requests get their work done: writes by the one writer, reads beside it on connections of their own."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import Final

from chuangguan.cli.workplace import Workplace, find_secret, require_campaign, secret_path
from chuangguan.host import SystemEntropy
from chuangguan.ports import Clock
from chuangguan.stores.sqlite import SqliteStore
from chuangguan_service.settings import Settings
from chuangguan_service.writer import T, Work, Writer

SOFTWARE = version("chuangguan")
_READERS: Final = 4
"""How many long reads may run side by side; each has a connection, and they share the processor anyway."""


class Engine:
    """A campaign's database while the service runs."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Open the database; the errors are those of `errors.StoreError` and of a secret that does not fit."""
        self._settings = settings
        self._clock = clock
        db = str(settings.db)
        self.root_secret = find_secret(db, settings.secret_file)
        self._store = SqliteStore(settings.db)
        self._workplace = self._over(self._store)
        try:
            require_campaign(self._workplace, db, self.root_secret, secret_path(db, settings.secret_file))
        except BaseException:
            self._store.close()
            raise
        with self._workplace.record.read() as view:
            self.campaign_id = view.campaign.id
        self._threads = ThreadPoolExecutor(_READERS, thread_name_prefix="chuangguan-reader")
        self._here = threading.local()
        self._readers: list[SqliteStore] = []
        self.writer = Writer(self._workplace, self._store, limit=settings.queue)

    def _over(self, store: SqliteStore) -> Workplace:
        return Workplace(store, self._clock, SystemEntropy(), self.root_secret)

    @property
    def is_exclusive(self) -> bool:
        """Whether one connection alone may have the file, so that reads go through the writer too."""
        return self._store.is_exclusive

    def start(self) -> None:
        """Begin to take writes."""
        self.writer.start()

    def stop(self) -> None:
        """Finish the writes that were accepted and close every connection."""
        self.writer.stop()
        # A connection must not be closed under whoever still reads on it.
        self._threads.shutdown()
        for store in (*self._readers, self._store):
            store.close()

    def arrival(self) -> int:
        """Return the stamp of what arrives now, before any queue (clause 1.2)."""
        return self._workplace.record.arrival()

    async def write(self, work: Work[T], kind: str) -> T:
        """Return what a job returns, once it is on disk; `kind` is one of `writer.SHARES`."""
        return await self.writer.do(work, kind)

    async def look(self, work: Work[T]) -> T:
        """Return what a short read returns, a few indexed rows; it runs right here."""
        return await self.write(work, "start") if self.is_exclusive else work(self.reading())

    async def look_long(self, work: Work[T]) -> T:
        """Return what a read returns that takes a while, made by another thread."""
        if self.is_exclusive:
            return await self.write(work, "start")
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: work(self.reading()))

    def reading(self) -> Workplace:
        """Return this thread's own reading connection."""
        workplace: Workplace | None = getattr(self._here, "workplace", None)
        if workplace is None:
            store = SqliteStore(self._settings.db)
            self._readers.append(store)
            workplace = self._here.workplace = self._over(store)
        return workplace
