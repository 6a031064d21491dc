"""What every part of the office works with."""

from chuangguan.ports import Entropy
from chuangguan.record import Record


class Desk:
    """The record, a source of chance, and the root secret where it is at hand (clause 2.4)."""

    def __init__(self, record: Record, entropy: Entropy, root_secret: bytes | None) -> None:
        """Put them on the desk."""
        self.record = record
        self.entropy = entropy
        self.root_secret = root_secret
