"""What is handed to people: the content of a prize list once, then .xlsx, .docx and .csv."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chuangguan.documents.content import Material
    from chuangguan.documents.templates import Template


Document = Callable[[], Iterable[bytes]]
"""What makes a document's bytes when it is asked for."""


def write_documents(directory: Path, material: "Material", template: "Template | None" = None) -> list[Path]:
    """Write a closing's documents and its canonical bytes into `directory` and return their paths.

    All or none: `StoreFull` on a full disk.
    """
    from chuangguan.documents.files import put_files  # noqa: PLC0415  see closing_documents

    made = closing_documents(material, template)
    return put_files(directory, {name: make() for name, make in made.items()})


def closing_documents(material: "Material", template: "Template | None" = None) -> dict[str, Document]:
    """Return a closing's documents by their names, each made when it is called.

    获奖名单.xlsx, 排名.csv, 参与率统计表.xlsx, 表彰通报.docx and 结榜-<period>.json, 优秀组织奖得分计算表.xlsx where
    the material has workings of unit awards, 奖金发放表.xlsx and .docx where money is given, and the organiser's own
    `template` filled, named by it and the period; a preview's names end in -预览, so that it never takes the place of a
    sealed one.
    """
    # Messages are read by every command and by installs without the extra `files`, so what writes is loaded here.
    from chuangguan.documents.content import prize_list  # noqa: PLC0415  see above
    from chuangguan.documents.notice import notice  # noqa: PLC0415  see above
    from chuangguan.documents.ranking import ranking_lines  # noqa: PLC0415  see above
    from chuangguan.documents.unit_workbook import unit_workbook  # noqa: PLC0415  see above
    from chuangguan.documents.workbook import prize_workbook, turnout_workbook  # noqa: PLC0415  see above

    content = prize_list(material)
    mark = "-预览" if material.is_preview else ""
    workings: dict[str, Document] = {
        f"优秀组织奖得分计算表{mark}.xlsx": lambda: [unit_workbook(content, material.campaign, material.workings)]
    }
    return {
        f"获奖名单{mark}.xlsx": lambda: [prize_workbook(content)],
        f"排名{mark}.csv": lambda: (line.encode() for line in ranking_lines(material)),
        f"参与率统计表{mark}.xlsx": lambda: [turnout_workbook(content)],
        **(workings if material.workings else {}),
        f"表彰通报{mark}.docx": lambda: [notice(content)],
        f"结榜-{material.closing.period}{mark}.json": lambda: [material.canonical],
        **_own_documents(material, template, mark),
    }


def _own_documents(material: "Material", template: "Template | None", mark: str) -> dict[str, Document]:
    """Return what only the organiser needs: the list to pay by, and their own notice."""
    from chuangguan.documents.content import prize_list  # noqa: PLC0415  see above
    from chuangguan.documents.payments import NAME, payment_list, payment_page, payment_workbook  # noqa: PLC0415  see above
    from chuangguan.documents.templates import fill  # noqa: PLC0415  see above

    made: dict[str, Document] = {}
    said = payment_list(material)
    if said.payments:
        made[f"{NAME}{mark}.xlsx"] = lambda: [payment_workbook(said)]
        made[f"{NAME}{mark}.docx"] = lambda: [payment_page(said)]
    if template:
        made[f"{template.stem}-{material.closing.period}{mark}.docx"] = lambda: [fill(template, prize_list(material))]
    return made
