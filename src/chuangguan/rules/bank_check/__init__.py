"""What is wrong or doubtful in a bank whose form is right: errors that block, warnings that a person decides.

The `details` of a problem name its `question`; `column` is the column of the native format. Why each threshold is
what it is: docs/decisions/0012-bank-check.md.
"""

from collections.abc import Collection, Iterable, Iterator

from chuangguan.errors import Problem
from chuangguan.rules.bank import Bank, unreleased
from chuangguan.rules.bank_check.giveaways import giveaways
from chuangguan.rules.bank_check.laws import Law, outdated, unchecked
from chuangguan.rules.bank_check.likeness import alike, repeated
from chuangguan.rules.bank_check.options import alike_options, longest, named_options, positions
from chuangguan.rules.campaign import Campaign
from chuangguan.rules.draw import shortages
from chuangguan.values import Value

__all__ = ["BankReport", "Law", "check_bank", "check_for_campaign", "unchecked"]


class BankReport(Value, frozen=True, kw_only=True):
    """All that a check of a bank finds; a bank with `errors` is not to be used."""

    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def check_bank(bank: Bank, laws: Iterable[Law] = ()) -> BankReport:
    """Return what a bank says about itself, and the sources whose law has changed."""
    twice, stems = repeated(bank)
    return BankReport(
        errors=(*twice, *named_options(bank)),
        warnings=(
            *stems,
            *alike(bank),
            *alike_options(bank),
            *giveaways(bank),
            *positions(bank),
            *longest(bank),
            *outdated(bank, laws),
        ),
    )


def check_for_campaign(bank: Bank, campaign: Campaign, names: Collection[str]) -> BankReport:
    """Return what a bank lacks for the levels that draw from it: questions (2.1) and their release (2.2).

    `names` are those by which these levels name the bank.
    """
    return BankReport(errors=(*_short(bank, campaign, names), *_not_released(bank, campaign)))


def _short(bank: Bank, campaign: Campaign, names: Collection[str]) -> Iterator[Problem]:
    for level in campaign.levels:
        if level.bank in names:
            for short in shortages(bank, level.quotas):
                lack = {"wanted": short.wanted, "available": short.available}
                details: dict[str, int | str] = {"level": level.number, "quota": short.quota, **lack}
                yield Problem(code="level_short", details=details)


def _not_released(bank: Bank, campaign: Campaign) -> Iterator[Problem]:
    if campaign.release == "two_persons":
        for question in unreleased(bank):
            yield Problem(code="question_not_released", column="状态", details={"question": question})
