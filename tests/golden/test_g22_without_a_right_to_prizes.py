"""G22. Somebody who is ranked but 不参评 shares the top: positions are counted without them."""

from chuangguan.rules.campaign import AwardTier
from chuangguan.rules.closing import Chain, Closing, close_period
from chuangguan.testing import a_campaign, a_member, a_standing, some_grounds

CAMPAIGN = a_campaign(awards=(AwardTier(name="一等奖", period="month", first=1, last=5, cash_fen=30_000),))
TIMES = {1: 1000, 2: 1000, 3: 3000, 4: 4000, 5: 5000, 6: 6000, 7: 7000}


def closed(without_prize: tuple[int, ...]) -> Closing:
    members = [a_member(number, has_prize_right=number not in without_prize) for number in TIMES]
    standings = [a_standing(number, elapsed_ms=elapsed_ms) for number, elapsed_ms in TIMES.items()]
    grounds = some_grounds(CAMPAIGN, members, standings)
    return close_period(CAMPAIGN, grounds, Chain(number=1, revision=0, last_fact=1, previous_seal=""), str)


def test_the_sixth_on_the_board_is_position_5() -> None:
    closing = closed(without_prize=(2,))
    assert [(row.rank, row.entrant) for row in closing.board][:3] == [(1, "E000001"), (1, "E000002"), (3, "E000003")]
    assert [(item.position, item.entrant) for item in closing.awards] == [
        (1, "E000001"),
        (2, "E000003"),
        (3, "E000004"),
        (4, "E000005"),
        (5, "E000006"),
    ]
    assert [(item.entrant, item.reason) for item in closing.exclusions] == [("E000002", "no_prize_right")]


def test_with_the_right_to_prizes_the_sixth_on_the_board_has_none() -> None:
    closing = closed(without_prize=())
    assert [item.entrant for item in closing.awards] == [f"E00000{number}" for number in range(1, 6)]
    assert [item.position for item in closing.awards] == [1, 1, 3, 4, 5]
