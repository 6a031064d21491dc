"""How units' scores came about: a preview from the facts of now, a closed year by what its closing saw."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from chuangguan.errors import BadInput, NotFound
from chuangguan.office.closings import newest
from chuangguan.ports import Store
from chuangguan.rules.campaign import Term, UnitAward
from chuangguan.rules.closing import closing_bytes, read_closing
from chuangguan.rules.workings import UnitDerivation
from chuangguan.stores.memory import MemoryStore
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import BY, World, a_campaign, at, entrants, started_campaign

FIRST, SECOND, THIRD, FOURTH = entrants(4)
YEAR_END = at("2018-05-01") + 3_000
AWARD = UnitAward(
    name="组织奖",
    period="2018",
    terms=(Term(metric="participation", weight="0.5"), Term(metric="level_ratio", weight="0.5")),
)


def a_world(store: Store | None = None) -> World:
    """Return a year in which three of four took part in March, and the first again in April."""
    world = started_campaign(store or MemoryStore(), campaign=a_campaign(unit_awards=(AWARD,)))
    for entrant in (FIRST, SECOND, THIRD):
        world.climb(entrant)
    world.go_to("2018-04-10")
    world.climb(FIRST, 2)
    world.go_to(YEAR_END)
    return world


def derived(world: World, period: str = "2018", **options: Any) -> UnitDerivation:
    return world.office.derivations.derive_units(period, MemoryStore(), **options)


def printed(derivation: UnitDerivation) -> list[tuple[str, int, int]]:
    return [(item.score.unit, item.score.rank, item.score.score) for item in derivation.workings]


def test_an_open_year_is_worked_out_from_the_facts_of_now() -> None:
    derivation = derived(a_world())
    assert (derivation.seal, printed(derivation)) == ("", [("一处", 1, 6250), ("总部", 2, 4722), ("二处", 3, 2917)])
    assert tuple(item.score for item in derivation.workings) == derivation.closing.unit_awards


def test_a_closed_year_is_worked_out_from_what_its_closing_saw() -> None:
    world = a_world()
    sealed = world.office.closings.close("2018", by=BY)
    at_once = derived(world)
    world.office.rosters.move("13800000002", unit="一处", from_at=at("2018-03-13"), by=BY)
    later = derived(world)
    assert (at_once.seal, later.seal) == (sealed.seal, sealed.seal)
    assert at_once.workings == later.workings
    assert printed(derived(world, is_preview=True)) != printed(later)


def test_a_revision_is_worked_out_anew() -> None:
    world = a_world()
    world.office.closings.close("2018", by=BY)
    before = printed(derived(world))
    world.office.rosters.move("13800000002", unit="一处", from_at=at("2018-03-13"), by=BY)
    sealed = world.office.closings.revise("2018", by=BY, reason="调动")
    assert derived(world).seal == sealed.seal
    assert printed(derived(world)) != before


def test_a_period_without_unit_awards_has_no_workings() -> None:
    assert derived(a_world(), "2018-03").workings == ()


def test_an_unknown_period_is_not_found() -> None:
    with pytest.raises(NotFound):
        derived(a_world(), "2019")


def test_both_stores_give_the_same_workings(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "a.db", create=True)
    found: list[UnitDerivation] = []
    for world in (a_world(), a_world(store)):
        world.office.closings.close("2018", by=BY)
        world.enrol(1)
        found.append(derived(world))
    store.close()
    assert found[0].workings == found[1].workings
    assert found[0].workings


@pytest.mark.parametrize("more", [0, 1], ids=["at once", "after later facts"])
def test_a_closing_that_says_other_scores_is_not_explained_away(more: int) -> None:
    world = a_world()
    world.office.closings.close("2018", by=BY)
    with world.record.read() as view:
        stored = newest(view, "2018")
        assert stored
    closing = read_closing(stored.canonical)
    raised = (replace(closing.unit_awards[0], score=9999), *closing.unit_awards[1:])
    forged = stored._replace(canonical=closing_bytes(replace(closing, unit_awards=raised)))
    with world.store.write() as rows:
        rows.put_closing(forged)
        rows.commit()
    if more:
        world.enrol(more)
    with pytest.raises(BadInput) as caught:
        derived(world)
    assert [problem.code for problem in caught.value.problems] == ["workings_differ"]
