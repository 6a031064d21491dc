"""A closing's documents as they stand in a directory."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from chuangguan.documents import write_documents
from chuangguan.documents.content import Material
from chuangguan.errors import StoreFull

Build = Callable[..., Material]
NAMES = ["获奖名单.xlsx", "排名.csv", "参与率统计表.xlsx", "表彰通报.docx", "结榜-2018-04.json"]
PAID = ["奖金发放表.xlsx", "奖金发放表.docx"]


def test_the_files_of_a_closing_are_written(build: Build, tmp_path: Path) -> None:
    material = build({"name": "张三"})
    paths = write_documents(tmp_path, material)
    assert [path.name for path in paths] == [*NAMES, *PAID]
    assert paths[4].read_bytes() == material.canonical
    assert (tmp_path / "排名.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert sorted(tmp_path.iterdir()) == sorted(paths)


def test_a_closing_without_money_has_no_list_to_pay_by(build: Build, tmp_path: Path) -> None:
    paths = write_documents(tmp_path, build({"name": "张三"}, period="2018"))
    assert not [path for path in paths if "奖金" in path.name]


def test_writing_again_replaces_them(build: Build, tmp_path: Path) -> None:
    write_documents(tmp_path, build({"name": "张三"}))
    first = (tmp_path / "获奖名单.xlsx").read_bytes()
    write_documents(tmp_path, build({"name": "李四"}))
    assert (tmp_path / "获奖名单.xlsx").read_bytes() != first
    assert len(list(tmp_path.iterdir())) == 7


def test_a_preview_never_takes_the_place_of_sealed_bytes(build: Build, tmp_path: Path) -> None:
    sealed = build({"name": "张三"})
    write_documents(tmp_path, sealed)
    write_documents(tmp_path, build({"name": "李四"}, is_preview=True))
    assert (tmp_path / "结榜-2018-04.json").read_bytes() == sealed.canonical
    assert (tmp_path / "结榜-2018-04-预览.json").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_disk_that_is_full_is_named(build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def full(path: Path, mode: str) -> object:
        return opened(Path("/dev/full") if "参与率" in path.name else path, mode)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(StoreFull):
        write_documents(tmp_path, build({"name": "张三"}))
    assert list(tmp_path.iterdir()) == []


def test_messages_are_read_without_the_libraries_that_write_documents() -> None:
    code = "import sys, chuangguan.documents.messages; sys.exit(bool({'docx', 'xlsxwriter'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
