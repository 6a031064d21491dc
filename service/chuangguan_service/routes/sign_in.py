"""Signing in with a one-time code, for campaigns without a host platform that signs tokens."""

import asyncio
from typing import Annotated

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.params import JSONBody
from msgspec import Meta

from chuangguan.cli.workplace import Workplace
from chuangguan.rules.sanctions import is_banned
from chuangguan.values import Value
from chuangguan_service.auth import NO_TOKEN, PUBLIC, AnyCall
from chuangguan_service.engine import Engine
from chuangguan_service.problems import errors

MemberNo = Annotated[str, Meta(min_length=1, max_length=40, description="名册编号：手机号码或工号")]


class CodeWanted(Value, frozen=True, kw_only=True):
    """要一个验证码。"""

    member_no: MemberNo


class CodeSent(Value, frozen=True, kw_only=True):
    """无论号码是否在名册中，回答都一样。"""

    detail: str = "号码在名册中的，验证码已发出，5分钟内有效"


class SignIn(Value, frozen=True, kw_only=True):
    """用验证码登录。"""

    member_no: MemberNo
    code: Annotated[str, Meta(min_length=6, max_length=6, pattern=r"^[0-9]{6}$")]


class SignedIn(Value, frozen=True, kw_only=True):
    """之后的请求带上 `Authorization: Bearer <token>`。"""

    token: str
    expires_at: int


class SignInController(Controller):
    """登录"""

    path = "/sign-in"
    tags = ["登录"]
    opt = {**PUBLIC, "limit": "sign-in"}
    security = NO_TOKEN

    @post(
        "/codes",
        status_code=202,
        summary="要一个验证码",
        responses=errors(403, 413, 415, 422, 507),
        operation_id="ask_for_code",
    )
    async def ask(self, request: AnyCall, data: JSONBody[CodeWanted], engine: NamedDependency[Engine]) -> CodeSent:
        """发到这个号码；一分钟内不重发。"""
        state = request.app.state
        if state.sender is None:
            raise PermissionDeniedException(extra={"code": "signing_in_closed"})
        is_known = await engine.look(lambda workplace: _may_sign_in(workplace, data.member_no))
        code = state.codes.make(data.member_no, engine.arrival(), is_known=is_known)
        # Nobody waits for it, and it is begun for strangers too: the time of the answer does not tell who is who.
        state.sending.add(asyncio.create_task(_send(request, data.member_no, code)))
        return CodeSent()

    @post("", status_code=200, summary="登录", responses=errors(401, 403, 413, 415, 422, 507), operation_id="sign_in")
    async def sign_in(self, request: AnyCall, data: JSONBody[SignIn], engine: NamedDependency[Engine]) -> SignedIn:
        """验证码只能用一次；答错五次作废。"""
        state = request.app.state
        if state.sender is None:
            raise PermissionDeniedException(extra={"code": "signing_in_closed"})
        now = engine.arrival()
        if not state.codes.use(data.member_no, data.code, now):
            raise NotAuthorizedException(extra={"code": "code_refused"})
        token, expires_at = state.tokens.make(data.member_no, now)
        return SignedIn(token=token, expires_at=expires_at)


def _may_sign_in(workplace: Workplace, member_no: str) -> bool:
    with workplace.record.read() as view:
        person = view.rows.person_by_member_no(member_no)
        # Asked for strangers as well, so that they cost the same.
        return not is_banned(view.sanctions_of(person.entrant if person else "")) and person is not None


async def _send(request: AnyCall, member_no: str, code: str | None) -> None:
    state = request.app.state
    try:
        if code:
            await asyncio.to_thread(state.sender.send, member_no, code)
    except OSError as error:
        state.log.failure(request, "code_not_sent", error)
    finally:
        task = asyncio.current_task()
        state.sending.discard(task)
