"""What is handed to people: the content of a prize list once, then .xlsx, .docx and .csv."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chuangguan.documents.content import Material
    from chuangguan.documents.templates import Template


def write_documents(directory: Path, material: "Material", template: "Template | None" = None) -> list[Path]:
    """Write a closing's documents and its canonical bytes into `directory` and return their paths.

    获奖名单.xlsx, 排名.csv, 参与率统计表.xlsx, 表彰通报.docx and 结榜-<period>.json, 优秀组织奖得分计算表.xlsx where
    the material has workings of unit awards, 奖金发放表.xlsx and .docx where money is given, and the organiser's own
    `template` filled, named by it and the period; a preview's names end in -预览, so that it never takes the place of a
    sealed one. All or none: `StoreFull` on a full disk.
    """
    from chuangguan.documents.files import put_files  # noqa: PLC0415  see _files

    return put_files(directory, {**_files(material), **_own_files(material, template)})


def _files(material: "Material") -> dict[str, Iterable[bytes]]:
    # Messages are read by every command and by installs without the extra `files`, so what writes is loaded here.
    from chuangguan.documents.content import prize_list  # noqa: PLC0415  see above
    from chuangguan.documents.notice import notice  # noqa: PLC0415  see above
    from chuangguan.documents.ranking import ranking_lines  # noqa: PLC0415  see above
    from chuangguan.documents.unit_workbook import unit_workbook  # noqa: PLC0415  see above
    from chuangguan.documents.workbook import prize_workbook, turnout_workbook  # noqa: PLC0415  see above

    content = prize_list(material)
    workings = [unit_workbook(content, material.campaign, material.workings)] if material.workings else []
    mark = "-预览" if material.is_preview else ""
    return {
        f"获奖名单{mark}.xlsx": [prize_workbook(content)],
        f"排名{mark}.csv": (line.encode() for line in ranking_lines(material)),
        f"参与率统计表{mark}.xlsx": [turnout_workbook(content)],
        **({f"优秀组织奖得分计算表{mark}.xlsx": workings} if workings else {}),
        f"表彰通报{mark}.docx": [notice(content)],
        f"结榜-{material.closing.period}{mark}.json": [material.canonical],
    }


def _own_files(material: "Material", template: "Template | None") -> dict[str, Iterable[bytes]]:
    """Return what only the organiser needs: the list to pay by, and their own notice."""
    from chuangguan.documents.content import prize_list  # noqa: PLC0415  see above
    from chuangguan.documents.payments import NAME, payment_list, payment_page, payment_workbook  # noqa: PLC0415  see above
    from chuangguan.documents.templates import fill  # noqa: PLC0415  see above

    mark = "-预览" if material.is_preview else ""
    files: dict[str, Iterable[bytes]] = {}
    said = payment_list(material)
    if said.payments:
        files |= {f"{NAME}{mark}.xlsx": [payment_workbook(said)], f"{NAME}{mark}.docx": [payment_page(said)]}
    if template:
        files[f"{template.stem}-{material.closing.period}{mark}.docx"] = [fill(template, prize_list(material))]
    return files
