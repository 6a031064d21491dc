"""Invented people of different skill who play a campaign through `Play` on a simulated clock, for the demo."""

import heapq
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from chuangguan.cli.crowd_answers import DISPUTED, missed, misses_the_disputed, right_response, wrong_response
from chuangguan.cli.workplace import Workplace
from chuangguan.host import ManualClock
from chuangguan.office.rosters import Enrolment
from chuangguan.play import Receipt, ShownQuestion, Started
from chuangguan.ports import Store
from chuangguan.rules.bank import Question
from chuangguan.rules.draw import Words
from chuangguan.rules.instants import Window
from chuangguan.rules.roster import Unit

SECOND: Final = 1_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

_SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余"
_GIVEN: Final = "伟芳敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文辉红梅志鹏晓燕海波云飞慧颖振宇思源"
_HALLS: Final = "办公室 组织部 宣传教育部 权益保障部 经济技术部 财务部 女职工部 法律工作部 机关党委 离退休处"
_OFFICES: Final = (
    "工人文化宫 职工服务中心 工会干部学校 工人疗养院 职工体育中心 工人报社 职业技术学院 职工互助会 旅行社 宾馆 "
    "有色冶金工会 煤炭工会 教科文卫工会 交通工会 建设工会 财贸工会 农林水利工会 机械工会 轻纺工会 邮电工会"
)
ROOT_UNIT: Final = "省总工会"

_CHAMPIONS: Final = (41_318, 43_102, 46_995, 48_870, 52_500, 52_500)
"""What the quickest need for a paper; the last two also start together, so that they tie on position 5."""

_STARS_BEGIN: Final = 19 * HOUR + 30 * MINUTE
_RIGHT: Final = 100


def units() -> list[Unit]:
    """Return 30 units of two kinds under one root."""
    return [
        Unit(unit=ROOT_UNIT),
        *(Unit(unit=f"省{name}", parent=ROOT_UNIT, kind="直属单位") for name in _OFFICES.split()),
        *(Unit(unit=f"{name}支部", parent=ROOT_UNIT, kind="机关支部") for name in _HALLS.split()),
    ]


def people(count: int) -> list[Enrolment]:
    """Return invented people spread over the units; about one in twenty takes part of their own will."""
    names = [unit.unit for unit in units() if unit.parent]
    words = Words(b"people")
    return [
        Enrolment(
            member_no=f"139{number:08d}",
            name=_name(words),
            unit=names[words.below(len(names))],
            category="非党员干部" if words.below(20) == 0 and number >= len(_CHAMPIONS) else "在职党员干部",
        )
        for number in range(count)
    ]


def _name(words: Words) -> str:
    given = "".join(_GIVEN[words.below(len(_GIVEN))] for _ in range(1 + words.below(2)))
    return _SURNAMES[words.below(len(_SURNAMES))] + given


class Player:
    """One invented person: how likely a paper comes out right, how long it takes, how often they try again."""

    def __init__(self, number: int, entrant: str) -> None:
        """Make the person of a number; the first few are the quickest."""
        self.entrant = entrant
        self.words = Words(f"player {number}".encode())
        self.is_champion = number < len(_CHAMPIONS)
        self._skill = _RIGHT if self.is_champion else 45 + self.words.below(50)
        self._paper_ms = _CHAMPIONS[number] if self.is_champion else 100 * SECOND + 50 * self.words.below(3_000)
        self.patience = 1 if self.is_champion else self.words.below(5)
        self.wants_better = not self.is_champion and self.words.below(4) == 0

    @property
    def weakness(self) -> int:
        """How many more questions than others they may miss on a paper that goes wrong, and 1."""
        return 1 + (_RIGHT - self._skill) // 12

    def first_start(self, window: Window) -> int | None:
        """Return when they begin in a month, or None where they do not take part."""
        if self.is_champion:
            return window.opens_at + DAY + _STARS_BEGIN
        if self.words.below(100) >= 82:  # noqa: PLR2004  about four in five take part
            return None
        days = (window.closes_at - window.opens_at) // DAY
        # Most people wait for the last evenings.
        day = max(self.words.below(days), self.words.below(days))
        return window.opens_at + day * DAY + 8 * HOUR + self.words.below(14 * 60) * MINUTE

    def paper_ms(self) -> int:
        """Return how long the next paper takes them."""
        return self._paper_ms if self.is_champion else self._paper_ms + 50 * self.words.below(1_600)

    def gets_it_right(self) -> bool:
        """Say whether the next paper comes out all right."""
        return self.words.below(_RIGHT) < self._skill

    def pause(self) -> int:
        """Return how long they wait before the next attempt."""
        return (2 + self.words.below(6 * 60)) * MINUTE


_Event = tuple[int, int, Callable[[int], None]]


class Crowd:
    """Plays months of a campaign; one batch of the store a simulated minute."""

    def __init__(self, workplace: Workplace, store: Store, clock: ManualClock, answers: Mapping[str, Question]) -> None:
        """Play at a workplace; `answers` are the questions by id, which the crowd knows more or less well."""
        self._play = workplace.play
        self._store = store
        self._clock = clock
        self._answers = answers
        self._met: set[tuple[str, str]] = set()
        self._events: list[_Event] = []
        self._count = 0
        self._window = Window(opens_at=0, closes_at=0)

    def play(
        self, players: Sequence[Player], window: Window, levels: Sequence[int], tick: Callable[[int], None]
    ) -> None:
        """Play one month: everybody climbs the levels that are open, and some start again for a better time."""
        self._window = window
        for player in players:
            at = player.first_start(window)
            if at is not None:
                self._at(at, self._starts(player, list(levels), player.patience))
        while self._events:
            minute = self._events[0][0] // MINUTE
            with self._store.batch():
                while self._events and self._events[0][0] // MINUTE == minute:
                    at, _, act = heapq.heappop(self._events)
                    self._clock.at = at
                    act(at)
            tick(minute * MINUTE - window.opens_at)

    def _at(self, at: int, act: Callable[[int], None]) -> None:
        """Let something happen later, unless the month is over by then."""
        if at < self._window.closes_at:
            heapq.heappush(self._events, (at, self._count, act))
            self._count += 1

    def _starts(self, player: Player, levels: list[int], patience: int) -> Callable[[int], None]:
        """Return the act of starting the first of `levels` that one may start."""

        def act(at: int) -> None:
            for level in reversed(levels):
                started = self._play.start(player.entrant, level)
                if isinstance(started, Started):
                    self._at(at + player.paper_ms(), self._hands_in(player, started, levels, patience))
                    return

        return act

    def _hands_in(self, player: Player, started: Started, levels: list[int], patience: int) -> Callable[[int], None]:
        def act(at: int) -> None:
            wrong = 0 if player.gets_it_right() else 1 + player.words.below(3)
            responses = self._responses(player, started, wrong)
            result = self._play.submit(player.entrant, started.attempt, responses, key=str(started.attempt))
            if isinstance(result, Receipt) and result.passed:
                self._goes_on(player, started.level, levels, at)
            elif patience:
                self._at(at + player.pause(), self._starts(player, levels, patience - 1))

        return act

    def _goes_on(self, player: Player, level: int, levels: list[int], at: int) -> None:
        pause = MINUTE if player.is_champion else player.pause()
        if level < levels[-1]:
            self._at(at + pause, self._starts(player, levels, player.patience))
        elif player.wants_better:
            player.wants_better = False
            self._at(at + pause, self._starts(player, levels, player.patience))

    def _responses(self, player: Player, started: Started, wrong: int) -> dict[str, list[str]]:
        """Return what somebody answers who misses so many questions, and once the one that most people miss.

        Words of the paper's own decide, so that who plays when does not hang on what is answered.
        """
        words = Words(f"answers {started.attempt}".encode())
        paper = started.questions
        slips = missed(paper, self._answers, wrong + words.below(player.weakness) if wrong else 0, words)
        new = [shown for shown in paper if (player.entrant, shown.question) not in self._met]
        self._met.update((player.entrant, shown.question) for shown in new if shown.question in DISPUTED)
        if not player.is_champion:
            slips += misses_the_disputed(new, words)
        return {
            shown.question: response
            for shown in paper
            if (response := self._response(shown, words, is_right=shown.question not in slips))
        }

    def _response(self, shown: ShownQuestion, words: Words, *, is_right: bool) -> list[str]:
        question = self._answers[shown.question]
        return right_response(shown, question) if is_right else wrong_response(shown, question, words)
