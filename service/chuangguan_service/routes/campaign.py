"""The campaign as everybody sees it, and one's own progress through its levels."""

from typing import Annotated

from litestar import Controller, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta

from chuangguan.cli.workplace import Workplace
from chuangguan.documents.wording import masked_name, period_text
from chuangguan.office.conduct import Status
from chuangguan.progress import LevelProgress, PastAttempt, Progress
from chuangguan.rules.ladder import Run, Standing
from chuangguan.rules.roster import Basis
from chuangguan.values import Value
from chuangguan_service.auth import NO_TOKEN, PUBLIC, Call, entrants_only
from chuangguan_service.engine import Engine
from chuangguan_service.problems import errors
from chuangguan_service.schemas import RefusalSchema, refusal_schema


class LevelSchema(Value, frozen=True, kw_only=True):
    """一关；`opens_at` 为 0 表示开放时间未定。"""

    number: int
    title: str
    opens_at: int
    is_open: bool
    time_limit_ms: int
    questions: int


class PeriodSchema(Value, frozen=True, kw_only=True):
    """一期；`phase` 为 upcoming、open、ended、closed 或 final，`commitment` 是事先公布的抽题密钥承诺值。"""

    id: str
    title: str
    opens_at: int
    closes_at: int
    phase: str
    seal: str
    commitment: str


class CampaignSchema(Value, frozen=True, kw_only=True):
    """活动概况。"""

    id: str
    title: str
    organiser: str
    contacts: tuple[str, ...]
    zone: str
    opens_at: int
    closes_at: int
    now: int
    reveal: str
    rules_hash: str
    facts: int
    head: str
    levels: tuple[LevelSchema, ...]
    periods: tuple[PeriodSchema, ...]


class MyLevelSchema(Value, frozen=True, kw_only=True):
    """我在一关的情况；`refusal` 为空表示现在可以闯。"""

    number: int
    title: str
    opens_at: int
    time_limit_ms: int
    questions: int
    attempts: int
    passed: bool
    best_ms: int
    refusal: RefusalSchema | None


class RunSchema(Value, frozen=True, kw_only=True):
    """一轮。"""

    run: int
    levels: int
    elapsed_ms: int
    reached_at: int


class OpenAttemptSchema(Value, frozen=True, kw_only=True):
    """还没有结束的一次闯关；再次开始时会继续它。"""

    attempt: int
    level: int
    started_at: int
    limit_end: int


class MyAttemptSchema(Value, frozen=True, kw_only=True):
    """已结束的一次闯关。"""

    attempt: int
    level: int
    ordinal: int
    run: int
    kind: str
    started_at: int
    submitted_at: int
    elapsed_ms: int
    passed: bool
    correct: int
    of: int
    is_void: bool


class MeSchema(Value, frozen=True, kw_only=True):
    """我是谁。`name` 只显示姓，其余用 * 代替。"""

    entrant: str
    name: str
    unit: str
    is_admin: bool
    is_organiser: bool


class PublicationSchema(Value, frozen=True, kw_only=True):
    """公开姓名的依据：rule 按主办方规定，consent 本人同意（注明文本版本），none 不同意，公开文件以*号代替。"""

    basis: str
    text_version: str


class Consent(Value, frozen=True, kw_only=True):
    """本人是否同意公开姓名；同意的，注明所同意的文本版本。"""

    agreed: bool
    text_version: Annotated[str, Meta(max_length=40, examples=["2026-09"])] = ""


class ProgressSchema(Value, frozen=True, kw_only=True):
    """我的进度：各关、各轮、最好成绩、历次闯关。"""

    now: int
    levels: tuple[MyLevelSchema, ...]
    runs: tuple[RunSchema, ...]
    standing: RunSchema | None
    open_attempt: OpenAttemptSchema | None
    attempts: tuple[MyAttemptSchema, ...]


class CampaignController(Controller):
    """活动"""

    tags = ["活动"]

    @get(
        "/campaign",
        summary="活动概况、关卡、期次",
        opt=PUBLIC,
        security=NO_TOKEN,
        responses=errors(),
        operation_id="get_campaign",
    )
    async def campaign(self, engine: NamedDependency[Engine]) -> CampaignSchema:
        """不用登录；承诺值和封存摘要供核对。"""
        # It reads every open attempt, which on the last evening are many.
        return _campaign(await engine.look_long(lambda workplace: workplace.office.conduct.status()))

    @get("/me", summary="我是谁", responses=errors(401, 403), operation_id="get_me")
    async def me(self, request: Call, engine: NamedDependency[Engine]) -> MeSchema:
        """令牌对应的参赛者。"""
        caller = request.user
        return MeSchema(
            entrant=caller.entrant,
            name=await engine.look(lambda workplace: _shown_name(workplace, caller.entrant)),
            unit=caller.unit,
            is_admin=caller.is_admin,
            is_organiser=caller.is_organiser,
        )

    @get(
        "/me/publication",
        summary="我的姓名按什么依据公开",
        guards=[entrants_only],
        responses=errors(401, 403),
        operation_id="get_my_publication",
    )
    async def publication(self, request: Call, engine: NamedDependency[Engine]) -> PublicationSchema:
        """没有表示过的，按主办方规定。"""
        return await engine.look(lambda workplace: _publication(workplace, request.user.entrant))

    @put(
        "/me/publication",
        summary="同意或不同意公开姓名",
        guards=[entrants_only],
        responses=errors(401, 403, 409, 413, 415, 422, 507),
        operation_id="put_my_publication",
    )
    async def consent(
        self, request: Call, data: JSONBody[Consent], engine: NamedDependency[Engine]
    ) -> PublicationSchema:
        """随时可以改变；以后写出的公开文件照此办理。"""
        entrant = request.user.entrant
        return await engine.write(lambda workplace: _consent(workplace, entrant, data), "start")

    @get(
        "/me/progress",
        summary="我的进度和下一步",
        guards=[entrants_only],
        responses=errors(401, 403),
        operation_id="get_my_progress",
    )
    async def progress(
        self,
        request: Call,
        engine: NamedDependency[Engine],
    ) -> ProgressSchema:
        """各关能不能闯、为什么；各轮、最好成绩、历次闯关。"""
        entrant = request.user.entrant
        return await engine.look(lambda workplace: _progress(workplace.play.progress(entrant), workplace.zone))


def _shown_name(workplace: Workplace, entrant: str) -> str:
    with workplace.record.read() as view:
        person = view.rows.person(entrant) if entrant else None
        return masked_name(person.name) if person else ""


def _publication(workplace: Workplace, entrant: str) -> PublicationSchema:
    known = workplace.office.consents.of(entrant)
    return PublicationSchema(basis=known.basis, text_version=known.text_version)


def _consent(workplace: Workplace, entrant: str, said: Consent) -> PublicationSchema:
    basis: Basis = "consent" if said.agreed else "none"
    workplace.office.consents.put(entrant, basis, by=entrant, text_version=said.text_version)
    return _publication(workplace, entrant)


def _campaign(now: Status) -> CampaignSchema:
    campaign = now.campaign
    return CampaignSchema(
        id=campaign.id,
        title=campaign.title,
        organiser=campaign.organiser,
        contacts=campaign.contacts,
        zone=campaign.zone,
        opens_at=campaign.window.opens_at,
        closes_at=campaign.window.closes_at,
        now=now.now,
        reveal=campaign.reveal,
        rules_hash=now.rules_hash,
        facts=now.facts,
        head=now.head,
        levels=tuple(
            LevelSchema(
                number=level.number,
                title=_level_title(level.number, level.title),
                opens_at=level.opens_at,
                is_open=bool(level.bank_version),
                time_limit_ms=campaign.level(level.number).time_limit_ms,
                questions=campaign.level(level.number).paper_size,
            )
            for level in now.levels
        ),
        periods=tuple(
            PeriodSchema(
                id=item.period.id,
                title=period_text(item.period, campaign.zone),
                opens_at=item.period.window.opens_at,
                closes_at=item.period.cutoff_at,
                phase=item.phase,
                seal=item.seal,
                commitment=now.commitments.get(item.period.id, ""),
            )
            for item in now.periods
        ),
    )


def _level_title(number: int, title: str) -> str:
    return title or f"第{number}关"


def _progress(mine: Progress, zone: str) -> ProgressSchema:
    current = mine.open_attempt
    return ProgressSchema(
        now=mine.now,
        levels=tuple(_level(item, zone) for item in mine.levels),
        runs=tuple(_run(item) for item in mine.runs),
        standing=_run(mine.standing) if mine.standing else None,
        open_attempt=OpenAttemptSchema(
            attempt=current.attempt, level=current.level, started_at=current.started_at, limit_end=current.limit_end
        )
        if current
        else None,
        attempts=tuple(_attempt(item) for item in mine.attempts),
    )


def _level(item: LevelProgress, zone: str) -> MyLevelSchema:
    return MyLevelSchema(
        number=item.number,
        title=_level_title(item.number, item.title),
        opens_at=item.opens_at,
        time_limit_ms=item.time_limit_ms,
        questions=item.questions,
        attempts=item.attempts,
        passed=item.passed,
        best_ms=item.best_ms,
        refusal=refusal_schema(item.refusal, zone) if item.refusal else None,
    )


def _run(item: Run | Standing) -> RunSchema:
    return RunSchema(run=item.run, levels=item.levels, elapsed_ms=item.elapsed_ms, reached_at=item.reached_at)


def _attempt(item: PastAttempt) -> MyAttemptSchema:
    return MyAttemptSchema(
        attempt=item.attempt,
        level=item.level,
        ordinal=item.ordinal,
        run=item.run,
        kind=item.state,
        started_at=item.started_at,
        submitted_at=item.submitted_at,
        elapsed_ms=item.elapsed_ms,
        passed=item.passed,
        correct=item.correct,
        of=item.of,
        is_void=item.is_void,
    )
