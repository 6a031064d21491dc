"""A tree of plain values read into closed Structs, with every problem at once and the key path of each.

Key paths count from 1: `level[2].time_limit` is the second `[[level]]`.
"""

import difflib
from collections.abc import Callable, Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Generic, Literal, TypeGuard, TypeVar, Union, get_args, get_origin

import msgspec

from chuangguan.errors import BadInstant, Problem

T = TypeVar("T", bound=msgspec.Struct)
Reader = Callable[[str], int]
MAX_NUMBER: Final = 1_000_000_000
"""Above every count or sum that a campaign can mean, and far below what JSON keeps exactly."""
_SHOWN: Final = 60


def read_closed(tree: object, kind: type[T], readers: Mapping[str, Reader]) -> tuple[T | None, list[Problem]]:
    """Return the Struct and no problem, or None and every problem found.

    `readers` try the texts whose type says `Meta(extra={"reader": name})`; one that fails raises `BadInstant` or
    `ValueError`, and the problem's code is `bad_` and that name.
    """
    walk = _Walk(readers)
    value = walk.value("", tree, kind)
    return (value if isinstance(value, kind) and not walk.problems else None), walk.problems


def paths_of(value: object, path: str = "") -> Iterator[str]:
    """Return the key path of everything that a tree states; an empty text states nothing."""
    if path and value != "":
        yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from paths_of(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from paths_of(item, f"{path}[{number}]")


class _Kind(Generic[T]):
    """A field's type taken apart: its alternatives without None, and the names of its readers."""

    def __init__(self, hint: Any) -> None:  # noqa: ANN401  a type hint has no type of its own
        self.readers: list[str] = []
        self.options: list[Any] = []
        self._take_apart(hint)

    def _take_apart(self, hint: Any) -> None:  # noqa: ANN401  as above
        origin = get_origin(hint)
        if origin is Annotated:
            inner, *notes = get_args(hint)
            self.readers += [note.extra["reader"] for note in notes if isinstance(note, msgspec.Meta) and note.extra]
            self._take_apart(inner)
        elif origin in (Union, UnionType):
            for option in get_args(hint):
                self._take_apart(option)
        elif hint is not NoneType:
            self.options.append(hint)

    def table(self) -> type[msgspec.Struct] | None:
        """Return the Struct among the alternatives."""
        return next((option for option in self.options if _is_struct(option)), None)

    def entry(self) -> Any:  # noqa: ANN401  as above
        """Return what a list of any length holds, if the type is one."""
        for option in self.options:
            args = get_args(option)
            if get_origin(option) is tuple and args[-1] is Ellipsis:
                return args[0]
        return None

    def words(self) -> list[str]:
        """Return the values of a Literal as a message shows them."""
        return [str(word) for option in self.options if get_origin(option) is Literal for word in get_args(option)]

    def expected(self) -> str:
        """Return the code for a value of another type."""
        if get_origin(self.options[0]) is tuple:
            return "pair_expected" if self.entry() is None else "list_expected"
        names = {int: "whole_number_expected", str: "text_expected"}
        return names.get(self.options[0], "table_expected")


def _is_struct(option: object) -> TypeGuard[type[msgspec.Struct]]:
    return isinstance(option, type) and issubclass(option, msgspec.Struct)


class _Walk:
    def __init__(self, readers: Mapping[str, Reader]) -> None:
        self.readers = readers
        self.problems: list[Problem] = []

    def problem(self, code: str, path: str, **details: int | str) -> None:
        self.problems.append(Problem(code=code, column=path, details=details))

    def value(self, path: str, raw: object, hint: object) -> object:
        """Return the value in its type; what is returned beside a problem is of no use."""
        kind: _Kind[Any] = _Kind(hint)
        table, entry = kind.table(), kind.entry()
        if table is not None and isinstance(raw, dict):
            return self.table(path, raw, table)
        if entry is not None and isinstance(raw, list):
            return tuple(self.value(f"{path}[{number}]", item, entry) for number, item in enumerate(raw, 1))
        return self.leaf(path, raw, hint, kind)

    def table(self, path: str, raw: dict[str, object], kind: type[msgspec.Struct]) -> object:
        fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
        before = len(self.problems)
        for key in raw:
            if key not in fields:
                self.unknown(_join(path, key), key, list(fields))
        for key, field in fields.items():
            if field.required and key not in raw:
                self.problem("key_missing", _join(path, key), key=key)
        values = {
            field.name: self.value(_join(path, key), raw[key], field.type)
            for key, field in fields.items()
            if key in raw and not _says_nothing(raw[key], field)
        }
        return kind(**values) if len(self.problems) == before else None

    def unknown(self, path: str, key: str, known: list[str]) -> None:
        meant = difflib.get_close_matches(key, known, n=1)
        if meant:
            self.problem("unknown_key_meant", path, key=key[:_SHOWN], meant=meant[0])
        else:
            self.problem("unknown_key", path, key=key[:_SHOWN], known="、".join(known))

    def leaf(self, path: str, raw: object, hint: object, kind: _Kind[Any]) -> object:
        try:
            value = msgspec.convert(raw, hint)
        except msgspec.ValidationError:
            self.refuse(path, raw, kind)
            return None
        numbers = [number for number in _numbers(value) if abs(number) > MAX_NUMBER]
        if numbers:
            self.problem("number_too_large", path, most=MAX_NUMBER)
        elif isinstance(value, str):
            self.read(path, value, kind.readers)
        return value

    def refuse(self, path: str, raw: object, kind: _Kind[Any]) -> None:
        words = kind.words()
        if words:
            self.problem("not_in_this_edition", path, value=str(raw)[:_SHOWN], known="、".join(words))
        else:
            self.problem(kind.expected(), path, value=str(raw)[:_SHOWN])

    def read(self, path: str, text: str, names: list[str]) -> None:
        for name in names:
            try:
                self.readers[name](text)
            except (BadInstant, ValueError, OverflowError):
                self.problem(f"bad_{name}", path, value=text[:_SHOWN])


def _says_nothing(raw: object, field: msgspec.structs.FieldInfo) -> bool:
    """Say whether an empty text stands where a missing key means the same."""
    return raw == "" and field.default == ""


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _numbers(value: object) -> list[int]:
    if isinstance(value, tuple):
        return [item for item in value if isinstance(item, int)]
    return [value] if isinstance(value, int) else []
