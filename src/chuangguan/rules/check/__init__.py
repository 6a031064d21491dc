"""What a campaign file contradicts or leaves open, and each of its rules said back in a sentence (clauses 1–8)."""

from collections.abc import Collection, Mapping

from chuangguan.rules.bank import Bank
from chuangguan.rules.campaign import Campaign
from chuangguan.rules.check.contradictions import contradictions
from chuangguan.rules.check.doubts import bank_problems, doubts
from chuangguan.rules.check.listed import listed_points, listed_sentences
from chuangguan.rules.check.report import OpenPoint, Report, Sentence, Stake
from chuangguan.rules.check.spoken import spoken_points, spoken_sentences

__all__ = ["OpenPoint", "Report", "Sentence", "Stake", "check"]


def check(campaign: Campaign, *, stated: Collection[str], banks: Mapping[str, Bank] | None, at: int) -> Report:
    """Return what is wrong, doubtful and open in a campaign at an instant (UTC ms), and its rules in sentences.

    `stated` is what its file states (`CampaignFile.stated`). `banks` are those at hand by name; None leaves banks
    unchecked. The `column` of every problem is the key path, entries counted from 1.
    """
    short_now, short_later = ([], []) if banks is None else bank_problems(campaign, banks, at)
    return Report(
        errors=(*contradictions(campaign), *short_now),
        warnings=(*doubts(campaign, stated), *short_later),
        open_points=(*listed_points(campaign, stated), *spoken_points(campaign, stated)),
        sentences=(*spoken_sentences(campaign), *listed_sentences(campaign)),
    )
