"""One table: each error, refusal and HTTP failure -> status and RFC 9457 problem document, in Chinese.

A document holds `type`, `title`, `status`, `detail`, the stable English `code`, and where there is one the failing
`field`, the figures behind the sentence and the receipt that counts. Never a traceback, SQL or anybody else's data.
"""

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Final

from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi import ResponseSpec

from chuangguan.documents.messages import is_known, say_error, say_problem, say_refusal
from chuangguan.errors import BadInput, ChuangguanError, Misuse, NotFound
from chuangguan.play import RefusedWithReceipt
from chuangguan.values import Refused, Value
from chuangguan_service.schemas import ReceiptSchema, receipt_schema
from chuangguan_service.writer import Overloaded

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_S: Final = 2

TITLES: Final[Mapping[int, str]] = {
    400: "请求有误",
    401: "需要登录",
    403: "没有权限",
    404: "没有找到",
    405: "不支持这种方法",
    409: "现在不能这样做",
    413: "内容过大",
    415: "不支持这种格式",
    422: "内容不合要求",
    429: "过于频繁",
    500: "服务出错",
    503: "暂时不能处理",
    507: "存储已满",
}

STATUS: Final[Mapping[str, int]] = {
    # What the library raises; every other error of its own is a 500.
    "bad_input": 422,
    "bad_instant": 422,
    "not_found": 404,
    "not_in_this_edition": 422,
    "period_not_ended": 409,
    "misuse": 409,
    "conflict": 409,
    "clock_went_back": 503,
    "secret_missing": 503,
    "store_busy": 503,
    "store_full": 507,
    # What the rules refuse; every other refusal is a 409.
    "not_on_roster": 403,
    "banned": 403,
    "not_revealed": 403,
}

DETAILS: Final[Mapping[str, str]] = {
    "bad_request": "请求的格式有误",
    "malformed_json": "请求的内容不是有效的 JSON",
    "invalid_field": "“{field}”不合要求：{said}",
    "unauthenticated": "请先登录",
    "token_missing": "请先登录",
    "token_refused": "登录已失效，请重新登录",
    "code_refused": "验证码不对或已失效",
    "forbidden": "没有权限",
    "not_entered": "您不在本活动的参赛名册中，如有疑问请联系本单位管理员",
    "caller_banned": "您已被禁止参加本活动，如有异议请联系主办方",
    "entrants_only": "只有参赛者可以这样做",
    "organisers_only": "只有主办方可以这样做",
    "administrators_only": "只有主办方和单位管理员可以查看",
    "other_unit": "只能查看本单位及下属单位",
    "no_such_route": "没有这个地址",
    "method_not_allowed": "这个地址不支持这种方法",
    "too_large": "请求的内容过大",
    "unsupported_media_type": "请用 application/json 提交",
    "key_missing": "请在 Idempotency-Key 头中给出交卷标识（1至64个可见字符）",
    "too_many_requests": "操作过于频繁，请稍后再试",
    "signing_in_closed": "本服务没有开通验证码登录",
    "keys_unavailable": "暂时无法核对登录，请稍后再试",
    "overloaded": "正在处理的人太多，请稍后再试，已答内容不受影响",
    "unavailable": "服务暂时不能处理，已答内容不受影响，请稍后再试",
    "internal": "服务出现错误，已记录；请稍后再试",
}
"""What the service says by itself; what the library says is in `chuangguan.documents.messages`."""

_CODES: Final[Mapping[int, str]] = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "no_such_route",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
    503: "overloaded",
}


class ProblemDocument(Value, frozen=True, kw_only=True, omit_defaults=True):
    """出错时的回答（RFC 9457）。`code` 是不变的英文代码，`detail` 是给人看的中文。"""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str = ""
    figures: dict[str, int | str] = {}
    receipt: ReceiptSchema | None = None


class RefusedRequest(Exception):
    """A refusal of the rules on its way to becoming a problem document."""

    def __init__(self, refused: Refused) -> None:
        """Carry the refusal."""
        super().__init__(refused.reason)
        self.refused = refused


def accepted(answer: object) -> None:
    """Raise `RefusedRequest` where the rules refused."""
    if isinstance(answer, Refused):
        raise RefusedRequest(answer)


def problem_of(error: Exception) -> ProblemDocument:
    """Return the problem document of whatever went wrong."""
    if isinstance(error, RefusedRequest):
        return _of_refusal(error.refused)
    if isinstance(error, Overloaded):
        return document("overloaded", 503)
    if isinstance(error, ChuangguanError):
        return _of_library(error)
    if isinstance(error, HTTPException):
        return _of_http(error)
    return document("internal", 500)


def document(code: str, status: int, *, field: str = "", **figures: int | str) -> ProblemDocument:
    """Return the problem document of one of the service's own codes."""
    return _document(code, status, DETAILS[code].format(field=field, **figures), field=field)


def _document(code: str, status: int, detail: str, **more: object) -> ProblemDocument:
    return ProblemDocument(
        type=f"urn:chuangguan:problem:{code}",
        title=TITLES[status],
        status=status,
        detail=detail,
        code=code,
        **more,  # type: ignore[arg-type]  # the other fields by name
    )


def _of_refusal(refused: Refused) -> ProblemDocument:
    receipt = receipt_schema(refused.receipt) if isinstance(refused, RefusedWithReceipt) else None
    status = STATUS.get(refused.reason, 409)
    return _document(refused.reason, status, say_refusal(refused), figures=refused.details, receipt=receipt)


def _of_library(error: ChuangguanError) -> ProblemDocument:
    status = STATUS.get(error.code, 500)
    if status >= 500:  # noqa: PLR2004  what the operator must mend is told to the log alone
        code = error.code if error.code in STATUS else "internal"
        return _document(code, status, DETAILS["internal" if status == 500 else "unavailable"])  # noqa: PLR2004  as above
    if isinstance(error, BadInput):
        first = error.problems[0]
        return _document(first.code, status, say_problem(first), field=first.column)
    if isinstance(error, NotFound):
        figures = {name: value for name, value in error.details.items() if name in {"kind", "key"}}
        return _document("not_found", status, say_error(NotFound(**figures)), figures=figures)
    code = str(error.details.get("what", error.code)) if isinstance(error, Misuse) else error.code
    figures = {name: value for name, value in error.details.items() if name != "what"}
    return _document(code if is_known(code) else error.code, status, say_error(error), figures=figures)


def _of_http(error: HTTPException) -> ProblemDocument:
    said = error.extra if isinstance(error.extra, dict) else {}
    if said.get("code") in DETAILS:
        return document(str(said["code"]), error.status_code)
    if isinstance(error, ValidationException):
        return _of_validation(error)
    code = _CODES.get(error.status_code, "bad_request" if error.status_code < 500 else "internal")  # noqa: PLR2004  HTTP
    return document(code, error.status_code if error.status_code in TITLES else 400)


_KINDS: Final[Mapping[str, str]] = {
    "int": "整数",
    "float": "小数",
    "str": "文字",
    "bool": "true 或 false",
    "array": "数组",
    "object": "对象",
    "null": "null",
}
"""What the decoder calls the kinds of values -> what people call them."""

_WORDS: Final = (
    (r"Object contains unknown field .+", "没有这个字段"),
    (r"Object missing required field .+", "缺少这个字段"),
    (r"Expected (.+), got (.+)", r"应为\1，不是\2"),
    (r"Expected (.+) of length ([<>=]+) (\d+)", r"长度应 \2 \3"),
    (r"Expected `int` ([<>]=?) (\d+)", r"应 \1 \2"),
    (r"Missing required .*|'data'", "没有给出"),
)


def _of_validation(error: ValidationException) -> ProblemDocument:
    first: object = next(iter(error.extra), None) if isinstance(error.extra, list) else None
    plain = first if isinstance(first, dict) else {}
    text = str(plain.get("message", ""))
    said = next((re.sub(pattern, words, text) for pattern, words in _WORDS if re.fullmatch(pattern, text)), "写法不对")
    said = re.sub(r"`([a-z]+)(?: \| null)?`", lambda kind: _KINDS.get(kind[1], kind[1]), said)
    field = str(plain.get("key", ""))[:80]
    # The body as a whole has no name.
    return document("invalid_field", 422, field="内容" if field in {"", "data"} else field, said=said[:120])


def answer_problem(request: Request, error: Exception) -> Response[ProblemDocument]:  # type: ignore[type-arg]  # any
    """Answer a request that went wrong with its problem document; what is our fault goes to the log."""
    problem = problem_of(error)
    if problem.status >= 500:  # noqa: PLR2004  HTTP
        request.app.state.log.failure(request, problem.code, error)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if problem.status in (429, 503):
        headers.setdefault("Retry-After", str(RETRY_AFTER_S))
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(problem, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


_SAID: Final = {
    400: "请求的格式有误",
    401: "没有登录或登录已失效",
    403: "没有权限，或规则不允许",
    404: "没有这一项，或不是您的",
    405: "不支持这种方法",
    409: "按规则现在不能这样做，`code` 说明原因",
    413: "内容过大",
    415: "请用 application/json 提交",
    422: "内容不合要求，`field` 指出哪一项",
    429: "过于频繁，稍后再试",
    500: "服务出错",
    503: "暂时不能处理，按 Retry-After 再试",
    507: "磁盘已满",
}


def errors(*statuses: int) -> dict[int, ResponseSpec]:
    """Return what OpenAPI says of the statuses a route can answer with, beside those that every route can."""
    every: Iterable[int] = sorted({*statuses, 400, 405, 429, 500, 503})
    return {
        status: ResponseSpec(ProblemDocument, generate_examples=False, description=_SAID[status], media_type=MEDIA_TYPE)
        for status in every
    }
