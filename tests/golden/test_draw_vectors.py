"""The three vectors of clause 2.3: secret, commitment, seed and paper, word for word."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from chuangguan.rules.bank import Kind
from chuangguan.rules.campaign import Quota
from chuangguan.rules.draw import commitment, draw, draw_seed, period_secret, read_paper, write_paper
from chuangguan.testing import a_bank

CASES = json.loads((Path(__file__).parent / "draw-vectors.json").read_text(encoding="utf-8"))["cases"]
BANK = a_bank(30)

vectors = pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])


def secret_of(case: dict[str, Any]) -> bytes:
    return period_secret(bytes.fromhex(case["root_secret"]), case["campaign"], case["period"])


def seed_of(case: dict[str, Any], **changes: Any) -> bytes:
    names = ("entrant", "level", "ordinal", "public_text")
    fields = {**{name: case[name] for name in names}, "campaign_id": case["campaign"], **changes}
    return draw_seed(secret_of(case), **fields)


def quotas_of(case: dict[str, Any]) -> list[Quota]:
    return [Quota(n=quota["n"], kinds=kinds_of(quota["kind"])) for quota in case["quotas"]]


def kinds_of(kind: Kind | None) -> tuple[Kind, ...]:
    return (kind,) if kind else ()


def test_the_bank_is_the_one_that_the_vectors_describe() -> None:
    for question in BANK.questions:
        number = int(question.id[1:])
        kind = "true_false" if number % 5 == 0 else "multiple" if number % 7 == 0 else "single"
        assert question.kind == kind
        assert len(question.options) == {"true_false": 2, "multiple": 5, "single": 4}[kind]
        assert question.keeps_option_order is (kind == "true_false" or number % 11 == 0)
    assert len(BANK.questions) == 30


@vectors
def test_the_commitment_is_that_of_the_vector(case: dict[str, Any]) -> None:
    assert commitment(secret_of(case)) == case["period_commitment"]


@vectors
def test_the_seed_is_that_of_the_vector(case: dict[str, Any]) -> None:
    assert seed_of(case).hex() == case["seed"]


@vectors
def test_the_paper_is_that_of_the_vector(case: dict[str, Any]) -> None:
    assert write_paper(draw(BANK, quotas_of(case), seed_of(case))) == case["paper"]


@vectors
@pytest.mark.parametrize(
    "change",
    [
        {"entrant": "E000043"},
        {"level": 99},
        {"ordinal": 99},
        {"public_text": "别的"},
        {"campaign_id": "myyg-2019"},
    ],
    ids=str,
)
def test_another_input_gives_another_seed_and_paper(case: dict[str, Any], change: dict[str, Any]) -> None:
    seed = seed_of(case, **change)
    assert seed.hex() != case["seed"]
    assert write_paper(draw(BANK, quotas_of(case), seed)) != case["paper"]


@vectors
def test_the_paper_can_be_recomputed_from_the_text_of_the_clause_alone(case: dict[str, Any]) -> None:
    stream = hashlib.shake_256(bytes.fromhex(case["seed"])).digest(8 * 10_000)
    words = (int.from_bytes(stream[at : at + 8], "big") for at in range(0, len(stream), 8))

    def below(bound: int) -> int:
        if bound == 1:
            return 0
        return next(word for word in words if word < 2**64 - 2**64 % bound) % bound

    def take(items: list[str], n: int) -> list[str]:
        for i in range(n):
            j = i + below(len(items) - i)
            items[i], items[j] = items[j], items[i]
        return items[:n]

    by_id = BANK.by_id()
    paper: list[str] = []
    for quota in case["quotas"]:
        left = [name for name in sorted(by_id) if name not in paper and quota["kind"] in (None, by_id[name].kind)]
        paper += take(left, quota["n"])
    shown = []
    for name in take(paper, len(paper)):
        letters = list("ABCDE"[: len(by_id[name].options)])
        if not by_id[name].keeps_option_order:
            take(letters, len(letters))
        shown.append(f"{name}:{''.join(letters)}")
    assert " ".join(shown) == case["paper"]


@vectors
def test_a_written_paper_is_read_back(case: dict[str, Any]) -> None:
    assert write_paper(read_paper(case["paper"])) == case["paper"]
