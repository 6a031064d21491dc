"""The numbers that Word writes before paragraphs, and the styles that give them to paragraphs."""

from typing import Final, NamedTuple

from .markup import Attributes, is_on, value_of
from .symbols import SYMBOL
from .word_names import local

_CHINESE: Final = "〇一二三四五六七八九十"
_CHINESE_FORMATS: Final = (
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
)
_ROWS: Final = {
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "chineseLegalSimplified": "壹贰叁肆伍陆柒捌玖拾",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}
_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_DEEPEST: Final = 20


class Look(NamedTuple):
    """How a run of letters looks."""

    is_hidden: bool = False
    is_struck: bool = False
    is_underlined: bool = False
    raised: str = ""
    is_dotted: bool = False
    font: str = ""

    def changed(self, plain: str, attributes: Attributes) -> "Look":
        """Return the look after an element of the properties of a run."""
        if plain == "vanish":
            return self._replace(is_hidden=is_on(attributes))
        if plain in ("strike", "dstrike"):
            return self._replace(is_struck=is_on(attributes))
        if plain == "u":
            return self._replace(is_underlined=is_on(attributes))
        if plain == "vertAlign":
            return self._replace(raised=value_of(attributes).replace("baseline", ""))
        if plain == "em":
            return self._replace(is_dotted=is_on(attributes))
        if plain == "rFonts":
            return self._replace(font=value_of(attributes, "ascii") or self.font)
        return self


class Styles:
    """What the styles of word/styles.xml give: the place in a list, and the look."""

    def __init__(self) -> None:
        self._based: dict[str, str] = {}
        self._lists: dict[str, dict[str, str]] = {}
        self._looks: dict[str, list[tuple[str, Attributes]]] = {}
        self._id = ""

    def start(self, name: str, attributes: Attributes) -> None:
        """Take an element of word/styles.xml."""
        plain = local(name)
        if plain == "style":
            self._id = value_of(attributes, "styleId")
        elif plain == "basedOn":
            self._based[self._id] = value_of(attributes)
        elif plain in ("numId", "ilvl"):
            self._lists.setdefault(self._id, {})[plain] = value_of(attributes)
        elif plain in ("vanish", "strike", "dstrike", "vertAlign", "u", "em", "rFonts"):
            self._looks.setdefault(self._id, []).append((plain, attributes))

    def _chain(self, style: str) -> list[str]:
        """Return a style and those that it is based on; no program nests them deep."""
        chain = [style]
        while chain[-1] in self._based and len(chain) < _DEEPEST:
            chain.append(self._based[chain[-1]])
        return chain

    def place(self, style: str) -> tuple[str, str]:
        """Return the list of a style and its level, each empty where it has none."""
        given = [self._lists.get(each, {}) for each in self._chain(style)]
        found = next((each for each in given if "numId" in each), {})
        return found.get("numId", ""), found.get("ilvl", "")

    def look(self, style: str, look: Look) -> Look:
        """Return a look as a style changes it."""
        for each in reversed(self._chain(style)):
            for plain, attributes in self._looks.get(each, ()):
                look = look.changed(plain, attributes)
        return look


class Numbering:
    """The numbers that Word writes before paragraphs: lists, their levels, and how far each has counted."""

    def __init__(self) -> None:
        self.levels: dict[tuple[str, int], dict[str, str]] = {}
        self._own_levels: dict[tuple[str, int], dict[str, str]] = {}
        self.lists: dict[str, str] = {}
        self.starts: dict[tuple[str, int], int] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self._linked: dict[str, str] = {}
        self._levels_of_styles: dict[tuple[str, str], int] = {}
        self._kind = self._id = ""
        self._level = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Take an element of word/numbering.xml."""
        plain, value = local(name), value_of(attributes)
        if plain in ("abstractNum", "num"):
            self._kind, self._id = plain, value_of(attributes, f"{plain}Id")
        elif plain == "abstractNumId":
            self.lists[self._id] = value
        elif plain == "numStyleLink":
            self._linked[self._id] = value
        elif plain in ("lvl", "lvlOverride"):
            self._level = whole(value_of(attributes, "ilvl"))
        elif plain == "pStyle":
            self._levels_of_styles[self._id, value] = self._level
        elif plain in ("start", "numFmt", "lvlText", "isLgl"):
            levels = self.levels if self._kind == "abstractNum" else self._own_levels
            levels.setdefault((self._id, self._level), {})[plain] = value
        elif plain == "startOverride":
            self.starts[self._id, self._level] = whole(value)

    def follow(self, styles: Styles) -> None:
        """Give the lists that only name a style of lists the levels of that style's own list."""
        for number_id, abstract in self.lists.items():
            style = self._linked.get(abstract)
            if style is not None and (other := self.lists.get(styles.place(style)[0])) is not None:
                self.lists[number_id] = other

    def level_of(self, number_id: str, style: str) -> int:
        """Return the level of a list that paragraphs of a style are at."""
        return self._levels_of_styles.get((self.lists.get(number_id, ""), style), 0)

    def label(self, number_id: str, level: int) -> str:
        """Return the number of the next paragraph of a list, counted on; empty for a bullet or no list."""
        abstract = self.lists.get(number_id, "")
        form = self._form(number_id, level)
        if not form:
            return ""
        counts = self.counts.setdefault(abstract, {})
        begins = self.starts.pop((number_id, level), None)
        if begins is not None or level not in counts:
            counts[level] = (whole(form.get("start", "1")) if begins is None else begins) - 1
        counts[level] += 1
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        return self._written(number_id, level)

    def _form(self, number_id: str, level: int) -> dict[str, str]:
        """Return what a list says of a level, itself or by the levels that it takes from elsewhere."""
        taken = self.levels.get((self.lists.get(number_id, ""), level), {})
        return {**taken, **self._own_levels.get((number_id, level), {})}

    def _written(self, number_id: str, level: int) -> str:
        own = self._form(number_id, level)
        if own.get("numFmt") in ("bullet", "none"):
            return ""
        text = own.get("lvlText", "")
        for index in range(level + 1):
            form = self._form(number_id, index)
            count = self.counts[self.lists[number_id]].get(index, whole(form.get("start", "1")))
            # A level may want those above it in digits, whatever they are written in themselves.
            is_plain = index < level and own.get("isLgl", "0") not in ("0", "false", "off")
            text = text.replace(
                f"%{index + 1}", number_text(count, "decimal" if is_plain else form.get("numFmt", "decimal"))
            )
        return f"{text}\t" if text else ""


def whole(text: str) -> int:
    """Return the number of a text of at most four digits, 0 for any other."""
    return int(text) if text.isdecimal() and len(text) <= 4 else 0  # noqa: PLR2004  no list counts further


def number_text(count: int, form: str) -> str:
    """Return a number as a list writes it; one that is not known here leaves the mark of a symbol behind its digits."""
    if form in ("upperLetter", "lowerLetter") and count:
        place, times = (count - 1) % 26, (count - 1) // 26 + 1
        return chr(ord("A" if form == "upperLetter" else "a") + place) * times
    if form in _CHINESE_FORMATS and 1 <= count <= 99:  # noqa: PLR2004  two places
        tens, ones = divmod(count, 10)
        head = (_CHINESE[tens] if tens > 1 else "") + ("十" if tens else "")
        return head + (_CHINESE[ones] if ones else "")
    if form in _ROWS and 1 <= count <= len(_ROWS[form]):
        return _ROWS[form][count - 1]
    if form in ("upperRoman", "lowerRoman"):
        return roman(count) if form == "upperRoman" else roman(count).lower()
    if form == "decimalZero":
        return f"{count:02}"
    if form == "decimalFullWidth":
        return str(count).translate(_WIDE)
    return str(count) if form in ("decimal", *_CHINESE_FORMATS, *_ROWS) else f"{count}{SYMBOL}"


def roman(count: int) -> str:
    """Return a number in Roman letters."""
    text = ""
    for value, letters in _ROMAN:
        times, count = divmod(count, value)
        text += letters * times
    return text
