"""What every benchmark shares, made once."""

from collections.abc import Sequence

import pytest

from chuangguan.rules.ladder import Standing
from inputs import SIZE, standings


@pytest.fixture(scope="session")
def million() -> Sequence[Standing]:
    return standings(SIZE)
