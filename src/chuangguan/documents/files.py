"""Files that are there whole or not at all."""

import errno
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from chuangguan.errors import StoreFull

_FULL: Final = {errno.ENOSPC, errno.EDQUOT}


def put_files(directory: Path, files: Mapping[str, Iterable[bytes]]) -> list[Path]:
    """Write every file under its name in `directory`, made where it is missing, and return their paths.

    All are written beside their places first, so that what goes wrong leaves everything as it was: `StoreFull` where
    the disk is full, else the `OSError`. Files of these names are replaced.
    """
    waiting: dict[Path, Path] = {}
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, chunks in files.items():
            # The process's number keeps two commands that write the same documents from sharing a file.
            beside = directory / f".{name}.{os.getpid()}.partial"
            waiting[beside] = directory / name
            _write(beside, chunks)
        for beside, place in waiting.items():
            beside.replace(place)
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFull(path=str(directory)) from error
        raise
    finally:
        for beside in waiting:
            beside.unlink(missing_ok=True)
    return list(waiting.values())


def put_directory(directory: Path, files: Mapping[str, bytes]) -> None:
    """Write a new directory of files, named by their paths in it, whole or not at all.

    `FileExistsError` or another `OSError` where `directory` has something in it; `StoreFull` where the disk is full.
    """
    beside = directory.with_name(f".{directory.name}.{os.getpid()}.partial")
    try:
        for name, content in files.items():
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            _write(beside / name, [content])
        if directory.is_dir():
            directory.rmdir()
        beside.rename(directory)
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFull(path=str(directory)) from error
        raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(chunks)
        file.flush()
        # A disk that fills up late says so here, while the file still has its other name.
        os.fsync(file.fileno())
