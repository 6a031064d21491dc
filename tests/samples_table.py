"""Prints what `bank import` makes of every file in a directory of samples; it is run by hand, no test collects it.

Usage: `PYTHONPATH=src python tests/samples_table.py DIRECTORY [--all]`. A `NAME.map.toml` beside a file states what
cannot be seen in it. With `--all` every refused question is printed too.
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from chuangguan.documents.messages import say_problem
from chuangguan.errors import BadInput
from chuangguan.formats.bank_import.imports import SUFFIXES, Import, import_bank
from chuangguan.formats.bank_import.mapping import BankMapping, read_mapping
from chuangguan.formats.bank_writing import write_bank
from chuangguan.formats.banks import read_bank
from chuangguan.rules.bank import Question

_STEM = 36


def main(directory: Path, *, shows_all: bool) -> int:
    totals = Counter[str]()
    for path in sorted(directory.rglob("*")):
        if path.suffix.lower() in (*SUFFIXES, ".doc") and path.is_file() and path.name != "SOURCE.txt":
            totals += _shown(path, directory, shows_all=shows_all)
    sys.stdout.write(f"合计 {dict(totals)}\n")
    return 0


def _shown(path: Path, directory: Path, *, shows_all: bool) -> Counter[str]:
    stated = path.with_suffix(".map.toml")
    try:
        done = import_bank(path, read_mapping(stated) if stated.exists() else BankMapping())
    except BadInput as error:
        sys.stdout.write(f"{path.relative_to(directory)}\n  整个文件不收：{say_problem(error.problems[0])}\n")
        return Counter(files=1)
    assert done.found == done.taken + done.refused_count + len(done.skipped)
    _is_read_again(done)
    counts = f"found {done.found} taken {done.taken} refused {done.refused_count} skipped {len(done.skipped)}"
    sys.stdout.write(f"{path.relative_to(directory)}\n  {counts}\n")
    if done.refusal:
        sys.stdout.write(f"  整个文件不收：{say_problem(done.refusal)}\n")
    for question in done.questions[:1] + done.questions[-1:]:
        sys.stdout.write(f"  {_line(question)}\n")
    for code, count in Counter(item.problem.code for item in (*done.refused, *done.skipped)).most_common():
        sys.stdout.write(f"  {count:5d} {code}\n")
    for item in done.refused if shows_all else done.refused[:2]:
        sys.stdout.write(f"        {say_problem(item.problem)} | {' ‖ '.join(item.original)[:200]!r}\n")
    return Counter(files=1, found=done.found, taken=done.taken)


def _line(question: Question) -> str:
    right = [question.options[question.letters.index(letter)] for letter in question.answer if question.options]
    return f"{question.id} {question.kind} {question.stem[:_STEM]!r} {question.answer} {right}"


def _is_read_again(done: Import) -> None:
    if done.questions:
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "bank.csv"
            path.write_bytes(write_bank(done.bank))
            assert read_bank(path) == done.bank, done.file


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), shows_all="--all" in sys.argv))
