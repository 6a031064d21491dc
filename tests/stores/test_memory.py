"""The memory store keeps the contract."""

import pytest

from chuangguan.stores.memory import MemoryStore
from chuangguan.testing.store_contract import StoreContract


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()
