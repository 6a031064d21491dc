"""The machine's clock and entropy, and the ones that a demo or a test sets by hand; the only place with now()."""

import hashlib
import secrets
import time


class SystemClock:
    """The clock of this machine."""

    def now(self) -> int:
        """Return UTC milliseconds."""
        return time.time_ns() // 1_000_000


class SystemEntropy:
    """The operating system's source of chance."""

    def token(self, size: int) -> bytes:
        """Return random bytes fit for secrets."""
        return secrets.token_bytes(size)


class ManualClock:
    """A clock that stands until it is set."""

    def __init__(self, at: int) -> None:
        """Begin at an instant, UTC ms."""
        self.at = at

    def now(self) -> int:
        """Return the instant it was set to."""
        return self.at


class SeededEntropy:
    """Bytes that repeat for a seed, for demonstrations and tests; never for a real root secret."""

    def __init__(self, seed: str) -> None:
        """Begin the stream of a seed."""
        self._seed = seed
        self._count = 0

    def token(self, size: int) -> bytes:
        """Return the next bytes of the stream."""
        self._count += 1
        return hashlib.shake_256(f"{self._seed} {self._count}".encode()).digest(size)
