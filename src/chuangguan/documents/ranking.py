"""排名.csv: the whole board as it goes on the web, names and numbers masked."""

import csv
from collections.abc import Iterable, Iterator
from typing import Final

from chuangguan.documents.content import Material, printed_times
from chuangguan.documents.wording import ERASED, PREVIEW, precise_moment_text, printable
from chuangguan.formats.cells import mask_name, mask_phone, safe_csv_cell
from chuangguan.rules.board import BoardRow

HEADERS: Final = ("名次", "姓名", "名册编号", "单位", "通过关数", "用时", "达成时间", "奖项")
PREVIEW_HEADER: Final = "备注"
"""The column that a preview has besides, so that no line of it passes for a result."""

BYTE_ORDER_MARK: Final = "\ufeff"


def ranking_lines(material: Material) -> Iterator[str]:
    """Yield the lines of the CSV with their ends, the byte order mark first; one line is held at a time.

    Write them as UTF-8 with `newline=""`.
    """
    extra = (PREVIEW,) if material.is_preview else ()
    yield BYTE_ORDER_MARK + _line((*HEADERS, *(PREVIEW_HEADER for _ in extra)))
    awards = _awards(material)
    board = material.closing.board
    for row, time in zip(board, printed_times(board, material.campaign.ranking), strict=True):
        yield _line((*_cells(material, row, time), awards.get(row.entrant, ""), *extra))


def _cells(material: Material, row: BoardRow, time: str) -> tuple[str | int, ...]:
    name, member_no = _masked(material, row.entrant)
    reached = precise_moment_text(row.reached_at, material.campaign.zone)
    return (row.rank, name, member_no, material.unit_of(row.entrant), row.levels, time, reached)


def _masked(material: Material, entrant: str) -> tuple[str, str]:
    person = material.people.get(entrant)
    if person is None or material.name_of(entrant) == ERASED:
        return ERASED, ""
    # Everybody is masked here; of who may not be named at all, the digits of the number would still tell.
    member_no = "" if entrant in material.unnamed else mask_phone(printable(person.member_no))
    return mask_name(material.name_of(entrant)), member_no


def _awards(material: Material) -> dict[str, str]:
    tiers: dict[str, list[str]] = {}
    for award in material.closing.awards:
        tiers.setdefault(award.entrant, []).append(printable(award.tier))
    return {entrant: "、".join(names) for entrant, names in tiers.items()}


class _Echo:
    """What a csv writer writes to where the line itself is wanted."""

    def write(self, line: str) -> str:
        return line


_writer = csv.writer(_Echo())


def _line(cells: Iterable[str | int]) -> str:
    safe = [safe_csv_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    # The writer returns what the file's write returned, which is the line.
    return str(_writer.writerow(safe))
