"""Tables on the way out, for `--format csv`."""

import csv
import io
from collections.abc import Iterable, Sequence

from chuangguan.formats.cells import safe_csv_cell


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[str | int | float | None]]) -> bytes:
    """Return a CSV that Excel opens as it is: UTF-8 with BOM, no text a formula, numbers as numbers, None empty."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([safe_csv_cell(header) for header in headers])
    for row in rows:
        writer.writerow([safe_csv_cell(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")
