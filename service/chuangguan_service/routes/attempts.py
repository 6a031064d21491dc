"""Attempts: start or resume, save, hand in, receipt, review (clauses 1.3, 1.4, 2.7, 3.3, 4.1–4.3)."""

import re
from typing import Annotated, Final

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.openapi import ResponseSpec
from litestar.params import HeaderParameter, JSONBody
from msgspec import Meta

from chuangguan.play import ReviewedQuestion, ShownQuestion, Started
from chuangguan.ports import Origin
from chuangguan.values import Refused, Value
from chuangguan_service.auth import Call, entrants_only
from chuangguan_service.engine import Engine
from chuangguan_service.problems import RefusedRequest, errors
from chuangguan_service.schemas import LARGEST, Number, ReceiptSchema, receipt_schema

_MOST_QUESTIONS: Final = 500
_KEY: Final = re.compile(r"[!-~]{1,64}")

Chosen = Annotated[
    list[Annotated[str, Meta(max_length=200)]],
    Meta(max_length=20, description="选项字母（按显示的顺序），填空题为各空的文字"),
]
Responses = Annotated[
    dict[Annotated[str, Meta(max_length=80)], Chosen],
    Meta(max_length=_MOST_QUESTIONS, description="题号 → 作答", examples=[{"Q0007": ["A"], "Q0021": ["B", "D"]}]),
]
Key = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        required=False,
        description="交卷标识：1至64个可见字符，每次闯关一个；网络中断后用同一标识重试（必填）",
    ),
]
Device = Annotated[
    str,
    HeaderParameter(name="X-Device-Id", required=False, max_length=64, description="设备标识，供核查异常情况"),
]


class Start(Value, frozen=True, kw_only=True):
    """闯哪一关。"""

    level: Annotated[int, Meta(ge=1, le=1_000, examples=[1])]


class Save(Value, frozen=True, kw_only=True):
    """保存作答；`counter` 每次加一，同一题以最大的为准。"""

    counter: Annotated[int, Meta(ge=0, le=LARGEST)]
    responses: Responses


class Submission(Value, frozen=True, kw_only=True):
    """交卷；没有列出的题按已保存的作答。"""

    responses: Responses = {}


class QuestionSchema(Value, frozen=True, kw_only=True):
    """一道题；`options` 依次为 A、B……，填空题没有选项，`blanks` 是空数。"""

    question: str
    kind: str
    stem: str
    options: tuple[str, ...]
    blanks: int


class AttemptSchema(Value, frozen=True, kw_only=True):
    """一份试卷和它的时间：`closes_at` 之前收到才算交卷，`limit_end` 之后收到的按到时计。"""

    attempt: int
    level: int
    ordinal: int
    started_at: int
    limit_end: int
    closes_at: int
    now: int
    resumed: bool
    questions: tuple[QuestionSchema, ...]
    saved: dict[str, tuple[str, ...]]


class SavedSchema(Value, frozen=True, kw_only=True):
    """已保存。"""

    received_at: int


class ReviewedSchema(Value, frozen=True, kw_only=True):
    """一道题的作答、答案和解析。"""

    question: QuestionSchema
    response: tuple[str, ...]
    answer: tuple[str, ...]
    explanation: str
    source: str


RESUMED: Final = ResponseSpec(AttemptSchema, generate_examples=False, description="继续没有结束的一次")


class AttemptController(Controller):
    """闯关"""

    path = "/attempts"
    tags = ["闯关"]
    guards = [entrants_only]

    @post(
        "",
        summary="开始一关，或继续没有结束的一次",
        responses={200: RESUMED, **errors(401, 403, 404, 409, 413, 415, 422, 507)},
        operation_id="start_attempt",
    )
    async def start(
        self, request: Call, data: JSONBody[Start], engine: NamedDependency[Engine], device: Device = ""
    ) -> Response[AttemptSchema]:
        """新开始为 201，继续为 200；开始时刻在存入时确定，以服务器为准。"""
        entrant, origin = request.user.entrant, _origin(request, device)
        started = await engine.write(lambda w: w.play.start(entrant, data.level, origin=origin), "start")
        if isinstance(started, Refused):
            raise RefusedRequest(started)
        return Response(_handed_out(started), status_code=200 if started.resumed else 201)

    @put(
        "/{attempt:int}/responses",
        summary="保存作答",
        responses=errors(401, 403, 404, 409, 413, 415, 422, 507),
        operation_id="save_responses",
    )
    async def save(
        self, request: Call, attempt: Number, data: JSONBody[Save], engine: NamedDependency[Engine]
    ) -> SavedSchema:
        """到时没有交卷的，按已保存的作答判分。"""
        received_at, entrant = engine.arrival(), request.user.entrant
        saved = await engine.write(
            lambda w: w.play.save(entrant, attempt, data.responses, counter=data.counter, received_at=received_at),
            "save",
        )
        if isinstance(saved, Refused):
            raise RefusedRequest(saved)
        return SavedSchema(received_at=received_at)

    @post(
        "/{attempt:int}/submission",
        status_code=200,
        summary="交卷",
        responses=errors(401, 403, 404, 409, 413, 415, 422, 507),
        operation_id="submit_attempt",
    )
    async def submit(
        self,
        request: Call,
        attempt: Number,
        data: JSONBody[Submission],
        engine: NamedDependency[Engine],
        idempotency_key: Key = "",
        device: Device = "",
    ) -> ReceiptSchema:
        """到达时刻在排队之前确定；同样的作答再交，得到同一张回执，不同的作答为 409，并附有效的回执。"""
        received_at, entrant, origin = engine.arrival(), request.user.entrant, _origin(request, device)
        if not _KEY.fullmatch(idempotency_key):
            raise HTTPException(status_code=400, extra={"code": "key_missing"})
        receipt = await engine.write(
            lambda w: w.play.submit(
                entrant, attempt, data.responses, key=idempotency_key, received_at=received_at, origin=origin
            ),
            "submit",
        )
        if isinstance(receipt, Refused):
            raise RefusedRequest(receipt)
        return receipt_schema(receipt)

    @get(
        "/{attempt:int}/receipt", summary="回执", responses=errors(401, 403, 404, 409, 422), operation_id="get_receipt"
    )
    async def receipt(self, request: Call, attempt: Number, engine: NamedDependency[Engine]) -> ReceiptSchema:
        """已结束的一次闯关的回执。"""
        entrant = request.user.entrant
        receipt = await engine.look(lambda w: w.play.receipt(entrant, attempt))
        if isinstance(receipt, Refused):
            raise RefusedRequest(receipt)
        return receipt_schema(receipt)

    @get(
        "/{attempt:int}/review",
        summary="查看答案和解析",
        responses=errors(401, 403, 404, 409, 422),
        operation_id="get_review",
    )
    async def review(self, request: Call, attempt: Number, engine: NamedDependency[Engine]) -> list[ReviewedSchema]:
        """按活动规则能公布的才公布。"""
        entrant = request.user.entrant
        reviewed = await engine.look(lambda w: w.play.review(entrant, attempt))
        if isinstance(reviewed, Refused):
            raise RefusedRequest(reviewed)
        return [_reviewed(item) for item in reviewed]


def _origin(request: Call, device: str) -> Origin:
    return Origin(device=device, address=request.client.host if request.client else "")


def _handed_out(started: Started) -> AttemptSchema:
    return AttemptSchema(
        attempt=started.attempt,
        level=started.level,
        ordinal=started.ordinal,
        started_at=started.started_at,
        limit_end=started.limit_end,
        closes_at=started.taken_before,
        now=started.now,
        resumed=started.resumed,
        questions=tuple(_question(item) for item in started.questions),
        saved=started.saved,
    )


def _question(item: ShownQuestion) -> QuestionSchema:
    return QuestionSchema(
        question=item.question, kind=item.kind, stem=item.stem, options=item.options, blanks=item.blanks
    )


def _reviewed(item: ReviewedQuestion) -> ReviewedSchema:
    return ReviewedSchema(
        question=_question(item.question),
        response=item.response,
        answer=item.answer,
        explanation=item.explanation,
        source=item.source,
    )
