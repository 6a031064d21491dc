"""A service over a real database, with its clock in hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service_world import ServiceWorld, opened


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceWorld]:
    with opened(tmp_path) as world:
        yield world
