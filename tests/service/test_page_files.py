"""What the files of the reference page must never hold, whatever a browser makes of them."""

import re
from pathlib import Path
from typing import Final

import pytest

import chuangguan_service

WEB: Final = Path(chuangguan_service.__file__).with_name("web")
FILES: Final = sorted(path for path in WEB.rglob("*") if path.is_file())

FORBIDDEN: Final = {
    "markup made of data": r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser",
    "code made of text": r"\beval\(|new Function|javascript:",
    "another host": r"(?:https?:)?//(?!www\.w3\.org/)[\w-]+\.[\w.-]+/",
    "an inline style or listener": r"<[^>]+\s(?:style|on\w+)=",
    "an inline script": r"<script(?![^>]*\ssrc=)",
    "syntax that old webviews do not know": r"\?\.[A-Za-z_(\[]|\?\?|^\s*await ",
}


def faults(text: str) -> list[str]:
    return [name for name, pattern in FORBIDDEN.items() if re.search(pattern, text, re.MULTILINE)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_a_file_is_our_own_and_keeps_the_policy(path: Path) -> None:
    assert path.suffix in {".html", ".css", ".js", ".svg"}
    # An await that opens a line stands inside a function there; the pattern is for the top level alone.
    text = re.sub(r"^\s+await ", "  wait ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert faults(text) == []
    assert text.endswith("\n")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("node.innerHTML = name", "markup made of data"),
        ("eval(text)", "code made of text"),
        ("@import 'https://fonts.example.org/a.css'", "another host"),
        ("url(//cdn.example.org/a.png)", "another host"),
        ('<p style="color: red">', "an inline style or listener"),
        ('<button onclick="go()">', "an inline style or listener"),
        ("<script>go()</script>", "an inline script"),
        ("const name = me?.name", "syntax that old webviews do not know"),
        ("const name = mine ?? other", "syntax that old webviews do not know"),
        ("await api.me()", "syntax that old webviews do not know"),
    ],
)
def test_a_planted_fault_of_each_kind_is_found(text: str, fault: str) -> None:
    assert faults(text) == [fault]


def test_every_module_that_is_imported_is_there() -> None:
    for path in WEB.rglob("*.js"):
        for name in re.findall(r'from "(\.[^"]+)"', path.read_text(encoding="utf-8")):
            assert (path.parent / name).is_file(), (path, name)
