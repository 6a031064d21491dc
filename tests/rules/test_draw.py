"""The draw: every paper holds what the quotas ask for, depends on nothing but its inputs, and is unbiased."""

import hashlib
import itertools
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuangguan.errors import Misuse
from chuangguan.rules.bank import Bank, Question, bank_of
from chuangguan.rules.campaign import Quota
from chuangguan.rules.draw import (
    Paper,
    Shortage,
    Words,
    commitment,
    draw,
    draw_seed,
    matches,
    period_secret,
    read_paper,
    shortages,
    tie_lot,
    write_paper,
)
from chuangguan.testing import ROOT_SECRET, a_bank, a_question
from chuangguan.testing.strategies import banks_with_quotas

SEEDS = st.binary(min_size=32, max_size=32)


def seed_of(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()


def ids(paper: Paper) -> list[str]:
    return [item.question for item in paper.questions]


def chi_squared(counts: Counter[object], cells: int) -> float:
    expected = counts.total() / cells
    return sum((count - expected) ** 2 / expected for count in counts.values()) + (cells - len(counts)) * expected


# What a paper holds


@given(banks_with_quotas(), SEEDS)
def test_a_paper_holds_distinct_questions_as_many_as_the_quotas_ask_for(
    drawn: tuple[Bank, tuple[Quota, ...]], seed: bytes
) -> None:
    bank, quotas = drawn
    paper = draw(bank, quotas, seed)
    assert len(set(ids(paper))) == len(ids(paper)) == sum(quota.n for quota in quotas)
    assert set(ids(paper)) <= set(bank.by_id())


@given(banks_with_quotas(), SEEDS)
def test_each_question_shows_a_permutation_of_its_options_or_their_order_where_that_is_fixed(
    drawn: tuple[Bank, tuple[Quota, ...]], seed: bytes
) -> None:
    bank, quotas = drawn
    by_id = bank.by_id()
    for item in draw(bank, quotas, seed).questions:
        question = by_id[item.question]
        assert sorted(item.letters) == list(question.letters)
        if question.keeps_option_order:
            assert item.letters == question.letters


@given(banks_with_quotas(), SEEDS)
def test_every_quota_is_respected(drawn: tuple[Bank, tuple[Quota, ...]], seed: bytes) -> None:
    bank, quotas = drawn
    questions = [bank.by_id()[name] for name in ids(draw(bank, quotas, seed))]
    assert can_be_seated(questions, [quota for quota in quotas for _ in range(quota.n)])


def can_be_seated(questions: Sequence[Question], seats: Sequence[Quota]) -> bool:
    """Say whether each question can have a seat of its own that wants it."""
    taken: dict[int, int] = {}

    def seat(index: int, tried: set[int]) -> bool:
        for number, quota in enumerate(seats):
            if number not in tried and matches(quota, questions[index]):
                tried.add(number)
                if number not in taken or seat(taken[number], tried):
                    taken[number] = index
                    return True
        return False

    return all(seat(index, set()) for index in range(len(questions)))


def test_the_check_of_quotas_would_see_a_wrong_paper() -> None:
    singles = [a_question(1), a_question(2)]
    assert can_be_seated(singles, [Quota(n=1, kinds=("single",)), Quota(n=1)])
    assert not can_be_seated(singles, [Quota(n=1, kinds=("single",)), Quota(n=1, kinds=("multiple",))])


# What it depends on


@given(banks_with_quotas(), SEEDS, st.data())
def test_the_same_seed_gives_the_same_paper_in_whatever_order_the_bank_was_filled(
    drawn: tuple[Bank, tuple[Quota, ...]], seed: bytes, data: st.DataObject
) -> None:
    bank, quotas = drawn
    questions = data.draw(st.permutations(bank.questions))
    assert draw(bank_of(questions), quotas, seed) == draw(bank, quotas, seed)


@given(SEEDS, SEEDS)
def test_another_seed_gives_another_paper(one: bytes, other: bytes) -> None:
    bank, quotas = a_bank(), (Quota(n=20),)
    assert (draw(bank, quotas, one) == draw(bank, quotas, other)) == (one == other)


@given(banks_with_quotas(), SEEDS)
def test_a_paper_is_read_back_from_its_line(drawn: tuple[Bank, tuple[Quota, ...]], seed: bytes) -> None:
    paper = draw(*drawn, seed)
    assert read_paper(write_paper(paper)) == paper


def test_all_that_goes_into_a_seed_changes_it() -> None:
    secrets = [period_secret(ROOT_SECRET, campaign, period) for campaign in ("a", "b") for period in ("1", "2")]
    seeds = {
        draw_seed(secret, campaign_id=campaign, entrant=entrant, level=level, ordinal=ordinal, public_text=text)
        for secret, campaign, entrant, level, ordinal, text in itertools.product(
            secrets, ("a", "b"), ("E000001", "E000011"), (1, 11), (1, 11), ("", "1")
        )
    }
    assert len(seeds) == 4 * 2**5
    assert len({commitment(secret) for secret in secrets}) == len(secrets)


def test_lots_differ_by_entrant_and_period() -> None:
    lots = {
        tie_lot(ROOT_SECRET, campaign_id="a", period_id=period, entrant=entrant)
        for period, entrant in itertools.product(("2018-03", "2018-04"), ("E000001", "E000002"))
    }
    assert len(lots) == 4
    assert {len(lot) for lot in lots} == {64}


# Chance


def test_below_is_uniform() -> None:
    words = Words(seed_of(0))
    counts: Counter[object] = Counter(words.below(7) for _ in range(21_000))
    # 22.46 is what χ² with 6 degrees of freedom stays below in 99.9 % of all seeds; this one is fixed.
    assert chi_squared(counts, 7) < 22.46


def test_the_test_of_uniformity_would_see_a_bias() -> None:
    words = Words(seed_of(0))
    counts: Counter[object] = Counter(words.below(8) % 7 for _ in range(21_000))
    assert chi_squared(counts, 7) > 22.46


def test_a_word_beyond_the_last_whole_multiple_is_skipped() -> None:
    # With a bound just over half of all words, nearly every second word must go.
    bound = 2**63 + 1
    words, plain = Words(seed_of(1)), Words(seed_of(1))
    raw = [plain.below(2**64) for _ in range(200)]
    expected = [word for word in raw if word < bound]
    assert [words.below(bound) for _ in range(len(expected))] == expected
    assert 60 < len(expected) < 140


@pytest.mark.parametrize("bound", [2, 3, 4, 5, 20, 1000, 2**64])
def test_below_stays_below(bound: int) -> None:
    words = Words(seed_of(bound))
    assert all(0 <= words.below(bound) < bound for _ in range(500))


def test_a_bound_of_one_takes_no_word() -> None:
    words, other = Words(seed_of(2)), Words(seed_of(2))
    assert [words.below(1) for _ in range(10)] == [0] * 10
    assert words.below(1000) == other.below(1000)


def test_the_stream_goes_on_where_more_words_are_wanted_than_were_squeezed() -> None:
    words = Words(seed_of(3))
    stream = hashlib.shake_256(seed_of(3)).digest(8 * 1000)
    expected = [int.from_bytes(stream[at : at + 8], "big") for at in range(0, len(stream), 8)]
    assert [words.below(2**64) for _ in range(1000)] == expected


def test_every_question_is_drawn_and_shown_first_equally_often() -> None:
    bank = bank_of(a_question(number, kind="single", answer=("A",), options=tuple("甲乙丙丁")) for number in range(12))
    drawn: Counter[object] = Counter()
    first: Counter[object] = Counter()
    letters: Counter[object] = Counter()
    for number in range(2400):
        paper = draw(bank, (Quota(n=4),), seed_of(number))
        drawn.update(ids(paper))
        first[ids(paper)[0]] += 1
        letters.update(item.letters for item in paper.questions if item.question != "Q11")
    # 31.26 and 49.73 are the 99.9 % points of χ² with 11 and 23 degrees of freedom.
    assert chi_squared(drawn, 12) < 31.26
    assert chi_squared(first, 12) < 31.26
    letters.pop("ABCD")
    assert chi_squared(letters, 23) < 49.73


# Banks that are short


@pytest.mark.parametrize(
    ("questions", "quotas", "expected"),
    [
        (20, (Quota(n=20),), []),
        (19, (Quota(n=20),), [Shortage(quota=1, wanted=20, available=19)]),
        (0, (Quota(n=1),), [Shortage(quota=1, wanted=1, available=0)]),
        # Of 30, six are true_false, four multiple, twenty single.
        (30, (Quota(n=20, kinds=("single",)), Quota(n=4, kinds=("multiple",))), []),
        (30, (Quota(n=21, kinds=("single",)),), [Shortage(quota=1, wanted=21, available=20)]),
        # A first quota of anything may take every true_false.
        (30, (Quota(n=24), Quota(n=6)), []),
        (30, (Quota(n=6), Quota(n=1, kinds=("true_false",))), [Shortage(quota=2, wanted=1, available=0)]),
        (30, (Quota(n=5), Quota(n=1, kinds=("true_false",))), []),
        (30, (Quota(n=1, kinds=("true_false",)), Quota(n=29)), []),
    ],
)
def test_a_quota_counts_as_fillable_whatever_the_earlier_ones_take(
    questions: int, quotas: tuple[Quota, ...], expected: list[Shortage]
) -> None:
    assert shortages(a_bank(questions), quotas) == expected


@settings(max_examples=60)
@given(banks_with_quotas(), st.lists(SEEDS, min_size=5, max_size=5))
def test_a_bank_that_is_not_short_can_always_be_drawn(
    drawn: tuple[Bank, tuple[Quota, ...]], seeds: list[bytes]
) -> None:
    for seed in seeds:
        draw(*drawn, seed)


def test_a_bank_that_is_short_is_a_misuse() -> None:
    with pytest.raises(Misuse) as caught:
        draw(a_bank(19), (Quota(n=20),), seed_of(1))
    assert caught.value.details == {"what": "quota_short", "wanted": 20, "available": 19}


# Repeats avoided


def test_questions_seen_least_often_come_first() -> None:
    bank = a_bank(10)
    seen = Counter({f"Q{number}": 1 for number in range(1, 7)} | {"Q7": 2})
    for number in range(50):
        paper = ids(draw(bank, (Quota(n=5),), seed_of(number), seen))
        assert {"Q8", "Q9", "Q10"} < set(paper)
        assert "Q7" not in paper


def test_where_repeats_are_allowed_they_happen() -> None:
    assert any("Q7" in ids(draw(a_bank(10), (Quota(n=5),), seed_of(number))) for number in range(50))


@given(SEEDS)
def test_with_nothing_seen_yet_the_paper_is_the_plain_one(seed: bytes) -> None:
    assert draw(a_bank(), (Quota(n=20),), seed, {}) == draw(a_bank(), (Quota(n=20),), seed)


@given(SEEDS)
def test_a_bank_that_was_seen_whole_can_still_be_drawn(seed: bytes) -> None:
    seen = Counter({f"Q{number}": 1 for number in range(1, 31)})
    assert len(draw(a_bank(), (Quota(n=20),), seed, seen).questions) == 20
