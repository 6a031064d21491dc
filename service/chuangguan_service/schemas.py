"""What several resources answer with; every field is mapped by hand from the library's value. Instants are UTC ms."""

from typing import Annotated, Final

from litestar.params import PathParameter
from msgspec import Meta

from chuangguan.documents.messages import say_refusal
from chuangguan.play import Receipt
from chuangguan.values import Refused, Value

LARGEST: Final = 2**53 - 1
"""The largest number that every client reads exactly, beyond every number of a fact."""

Number = Annotated[int, PathParameter(ge=1, le=LARGEST, description="编号")]
"""The number of an attempt, an objection or a sanction in a path."""

PeriodId = Annotated[str, PathParameter(description="期次编号，如 2018-03；看榜单时也可以是 now（此刻）")]
"""The name of a period in a path."""


Text = Annotated[str, Meta(min_length=1, max_length=400)]
"""A sentence or two that go on record."""

Name = Annotated[str, Meta(min_length=1, max_length=40)]
"""Who decided or signed."""


class Correction(Value, frozen=True, kw_only=True):
    """为什么更正或撤销，记入记录。"""

    reason: Text


class Numbered(Value, frozen=True, kw_only=True):
    """记下的编号。"""

    number: int


class ReceiptSchema(Value, frozen=True, kw_only=True):
    """交卷回执；同样的作答再交一次，得到同一张回执。`correct` 为 -1 表示本活动不公布答对题数。"""

    attempt: int
    level: int
    kind: Annotated[str, Meta(description="submitted 交卷，expired 超时收卷")]
    passed: bool
    correct: int
    of: int
    submitted_at: int
    elapsed_ms: int
    fact: Annotated[int, Meta(description="记录链中的编号")]
    hash: Annotated[str, Meta(description="记录链中的校验值")]


def receipt_schema(receipt: Receipt) -> ReceiptSchema:
    """Return what is told of a receipt."""
    return ReceiptSchema(
        attempt=receipt.attempt,
        level=receipt.level,
        kind=receipt.kind,
        passed=receipt.passed,
        correct=receipt.correct,
        of=receipt.of,
        submitted_at=receipt.submitted_at,
        elapsed_ms=receipt.elapsed_ms,
        fact=receipt.fact,
        hash=receipt.hash,
    )


class RefusalSchema(Value, frozen=True, kw_only=True):
    """为什么不能这样做：`code` 是不变的英文代码，`detail` 是给人看的中文。"""

    code: str
    detail: str


def refusal_schema(refused: Refused, zone: str) -> RefusalSchema:
    """Return a refusal as its code and its sentence."""
    return RefusalSchema(code=refused.reason, detail=say_refusal(refused, zone))
