"""Files that are there whole or not at all."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from chuangguan.documents.files import put_files
from chuangguan.errors import StoreFull


def breaking(number: int) -> Iterator[bytes]:
    yield b"half"
    raise OSError(number, "broken")


def test_files_are_written_and_their_paths_returned(tmp_path: Path) -> None:
    paths = put_files(tmp_path / "a" / "b", {"一.txt": [b"1", b"2"], "二.txt": [b""]})
    assert [(path.name, path.read_bytes()) for path in paths] == [("一.txt", b"12"), ("二.txt", b"")]
    assert sorted(path.name for path in (tmp_path / "a" / "b").iterdir()) == ["一.txt", "二.txt"]


def test_files_of_the_same_names_are_replaced(tmp_path: Path) -> None:
    put_files(tmp_path, {"一.txt": [b"old, and longer"]})
    put_files(tmp_path, {"一.txt": [b"new"]})
    assert (tmp_path / "一.txt").read_bytes() == b"new"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_everything_as_it_was(tmp_path: Path, number: int) -> None:
    put_files(tmp_path, {"一.txt": [b"old"]})
    with pytest.raises(StoreFull) as caught:
        put_files(tmp_path, {"一.txt": [b"new"], "二.txt": breaking(number)})
    assert caught.value.details == {"path": str(tmp_path)}
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("一.txt", b"old")]


def test_any_other_trouble_is_passed_on_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="broken") as caught:
        put_files(tmp_path, {"一.txt": [b"new"], "二.txt": breaking(errno.EIO)})
    assert caught.value.errno == errno.EIO
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileExistsError):
        put_files(tmp_path / "file", {"一.txt": [b""]})
