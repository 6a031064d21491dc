"""Beginning a campaign, public texts, and how things stand (clauses 2.3, 2.4, 8.3, 8.4)."""

import hashlib
from typing import Any

import pytest

from chuangguan.errors import Misuse, NotFound, SecretMissing, StoreExists, StoreMissing
from chuangguan.facts import CampaignStored, read_fact
from chuangguan.host import ManualClock
from chuangguan.rules.campaign import canonical_campaign, rules_hash
from chuangguan.rules.draw import period_secret
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import BY, OPENS_AT, ROOT_SECRET, World, a_bank, a_campaign, at, entrants, started_campaign

(FIRST,) = entrants(1)


@pytest.fixture
def world() -> World:
    return started_campaign(MemoryStore())


def test_beginning_stores_the_regulations_byte_for_byte_with_a_commitment_for_every_period() -> None:
    world = World(MemoryStore(), ManualClock(OPENS_AT))
    campaign = a_campaign()
    commitments = world.office.conduct.begin(campaign, by="王五")
    with world.record.read() as view:
        (envelope,) = view.rows.facts()
    fact = read_fact(envelope.body)
    assert isinstance(fact, CampaignStored)
    assert fact.canonical.encode() == canonical_campaign(campaign)
    assert (fact.rules_hash, fact.commitments, envelope.actor) == (rules_hash(campaign), commitments, "王五")
    assert set(commitments) == {"spring-2018", "2018-03", "2018-04", "2018"}


def test_a_commitment_is_the_sha_256_of_its_periods_secret(world: World) -> None:
    secret = period_secret(ROOT_SECRET, "spring-2018", "2018-03")
    assert world.office.conduct.status().commitments["2018-03"] == hashlib.sha256(secret).hexdigest()


def test_one_database_holds_one_campaign(world: World) -> None:
    with pytest.raises(StoreExists):
        world.office.conduct.begin(a_campaign(id="another"), by=BY)
    assert world.office.conduct.status().campaign.id == "spring-2018"


def test_beginning_needs_the_root_secret() -> None:
    world = World(MemoryStore(), ManualClock(OPENS_AT), root_secret=None)
    with pytest.raises(SecretMissing):
        world.office.conduct.begin(a_campaign(), by=BY)
    with world.record.read() as view:
        assert view.rows.head() is None


def test_a_store_without_a_campaign_says_so() -> None:
    world = World(MemoryStore(), ManualClock(OPENS_AT))
    with pytest.raises(StoreMissing):
        world.office.conduct.status()


# Public texts


def test_a_public_text_is_recorded_once() -> None:
    world = started_campaign(MemoryStore(), campaign=a_campaign(public_text="required"))
    world.office.conduct.draw_text("2018-03", "03 07 11", by=BY)
    with pytest.raises(Misuse):
        world.office.conduct.draw_text("2018-03", "04 08 12", by=BY)
    with world.record.read() as view:
        assert view.public_text("2018-03") == "03 07 11"


def test_a_public_text_of_an_unknown_period_is_not_found() -> None:
    world = started_campaign(MemoryStore(), campaign=a_campaign(public_text="required"))
    with pytest.raises(NotFound):
        world.office.conduct.draw_text("2018-05", "03 07 11", by=BY)


def test_the_campaigns_id_stands_for_the_time_outside_every_period() -> None:
    world = started_campaign(MemoryStore(), campaign=a_campaign(public_text="required", periods=(), awards=()))
    assert world.start_refused(FIRST).details == {"period": "spring-2018"}
    world.office.conduct.draw_text("spring-2018", "03 07 11", by=BY)
    assert world.start(FIRST).ordinal == 1
    assert world.verify().difference is None


def test_a_campaign_without_public_texts_takes_none(world: World) -> None:
    with pytest.raises(Misuse):
        world.office.conduct.draw_text("2018-03", "03 07 11", by=BY)


def test_recording_a_public_text_freezes_the_banks_of_the_levels_that_open_in_its_period() -> None:
    world = started_campaign(MemoryStore(), campaign=a_campaign(public_text="required"))
    world.go_to("2018-04-01")
    world.clock.at -= 1_000
    world.office.conduct.draw_text("2018-04", "03 07 11", by=BY)
    frozen = world.office.banks.get(3)
    world.clock.at += 1
    world.office.banks.load(3, a_bank(9, stem="后来改的"), by=BY)
    world.go_to("2018-04-02")
    assert world.office.banks.get(3) == frozen


def test_without_a_public_text_a_bank_may_change_until_its_level_opens(world: World) -> None:
    world.go_to("2018-04-01")
    world.clock.at -= 1
    world.office.banks.load(3, a_bank(9, stem="后来改的"), by=BY)
    world.go_to("2018-04-02")
    assert world.office.banks.get(3) == a_bank(9, stem="后来改的")


# Status


def test_the_status_counts_facts_entrants_and_open_attempts(world: World) -> None:
    world.start(FIRST)
    status = world.office.conduct.status()
    with world.record.read() as view:
        head = view.rows.head()
    assert head
    assert (status.entrants, status.open_attempts, status.facts, status.head) == (4, 1, head.number, head.hash)
    assert status.version == 1
    assert status.now == OPENS_AT


def test_the_status_says_which_levels_are_due_and_what_they_draw_from() -> None:
    world = started_campaign(MemoryStore(), banks={2: a_bank(4)})
    levels = world.office.conduct.status().levels
    assert [(level.is_due, level.questions) for level in levels] == [(True, 30), (True, 0), (False, 0)]
    assert levels[0].bank_version
    assert levels[1].bank_version == ""


@pytest.mark.parametrize(
    ("instant", "phases"),
    [
        ("2018-03-11", ("upcoming", "upcoming")),
        ("2018-03-12", ("open", "upcoming")),
        ("2018-03-31T23:59:59.999", ("open", "upcoming")),
        ("2018-04-01", ("ended", "open")),
        ("2018-05-01", ("ended", "ended")),
    ],
)
def test_the_status_says_which_phase_each_period_is_in(world: World, instant: Any, phases: tuple[str, str]) -> None:
    world.go_to(instant)
    periods = {state.period.id: state.phase for state in world.office.conduct.status().periods}
    assert (periods["2018-03"], periods["2018-04"]) == phases


def test_a_closed_period_is_shown_with_its_seal(world: World) -> None:
    world.go_to(at("2018-04-01") + 3_000)
    made = world.office.closings.close("2018-03", by=BY)
    states = {state.period.id: state for state in world.office.conduct.status().periods}
    assert (states["2018-03"].phase, states["2018-03"].seal) == ("closed", made.seal)
    assert states["2018-04"].seal == ""
