"""Who is calling: the token in the header, the person behind it, and what they may do."""

from typing import Any, Final

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException, ServiceUnavailableException
from litestar.handlers.base import BaseRouteHandler
from litestar.middleware.authentication import AbstractAuthenticationMiddleware, AuthenticationResult

from chuangguan.cli.workplace import Workplace
from chuangguan.rules.sanctions import is_banned
from chuangguan.values import Value
from chuangguan_service.engine import Engine
from chuangguan_service.tokens import Claims, KeysUnavailable, TokenRefused

ORGANISER: Final = "organiser"
PUBLIC: Final = {"exclude_from_auth": True}
"""The `opt` of a route that needs no token; a path is never matched for this."""

NO_TOKEN: Final[list[dict[str, list[str]]]] = [{}]
"""What OpenAPI says of such a route."""


KEPT_MS: Final = 5_000
_MOST_KEPT: Final = 20_000


class Caller(Value, frozen=True, kw_only=True):
    """Who is calling; `entrant` is empty for somebody who is not in the roster, an organiser say.

    `unit` is the one they belong to, and administer where `is_admin`; `actor` is what facts name them by.
    """

    actor: str
    entrant: str = ""
    unit: str = ""
    is_admin: bool = False
    is_organiser: bool = False

    @property
    def key(self) -> str:
        """What limits count by."""
        return self.entrant or self.actor


Call = Request[Caller, Claims, State]
"""A request whose token was checked."""

Connection = ASGIConnection[Any, Any, Any, State]

AnyCall = Request[Any, Any, State]
"""A request of anybody's."""


class Callers:
    """Who called lately, so that a paper's twenty saves do not ask the database twenty times who is saving.

    A sanction or a move in the roster is seen after `KEPT_MS` at the latest, at once where this service stored it.
    """

    def __init__(self, engine: Engine) -> None:
        """Begin with nobody."""
        self._engine = engine
        self._known: dict[Claims, tuple[Caller, int]] = {}

    async def get(self, claims: Claims, now: int, *, is_organiser: bool) -> Caller:
        """Return who a token's claims name; the errors are those of `find_caller`."""
        known = self._known.get(claims)
        if known and now < known[1]:
            return known[0]
        caller = await self._engine.look(lambda workplace: find_caller(workplace, claims, is_organiser=is_organiser))
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        self._known[claims] = (caller, now + KEPT_MS)
        return caller

    def forget(self) -> None:
        """Ask again about everybody, after an organiser changed something."""
        self._known.clear()


class TokenMiddleware(AbstractAuthenticationMiddleware):
    """Lets in who has a genuine token and is not banned."""

    async def authenticate_request(self, connection: Connection) -> AuthenticationResult:
        """Return who calls; 401 without a genuine token, 403 for who is neither entrant nor organiser, or banned.

        503 where the platform's keys cannot be had.
        """
        state = connection.app.state
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotAuthorizedException(extra={"code": "token_missing"})
        now = state.engine.arrival()
        try:
            claims = await state.tokens.check(token, now)
        except TokenRefused:
            raise NotAuthorizedException(extra={"code": "token_refused"}) from None
        except KeysUnavailable as error:
            raise ServiceUnavailableException(extra={"code": "keys_unavailable"}) from error
        is_organiser = claims.role == ORGANISER or claims.subject in state.settings.organisers
        caller = await state.callers.get(claims, now, is_organiser=is_organiser)
        return AuthenticationResult(user=caller, auth=claims)


def find_caller(workplace: Workplace, claims: Claims, *, is_organiser: bool) -> Caller:
    """Return who a token's claims name in this campaign; 403 for nobody, and for who is banned (clause 8.2)."""
    now = workplace.record.arrival()
    with workplace.record.read() as view:
        person = view.rows.person_by_member_no(claims.member_no) if claims.member_no else None
        if person is None:
            if is_organiser:
                return Caller(actor=claims.subject, is_organiser=True)
            raise PermissionDeniedException(extra={"code": "not_entered"})
        if is_banned(view.sanctions_of(person.entrant)):
            raise PermissionDeniedException(extra={"code": "caller_banned"})
        member = view.membership(person.entrant, now)
        return Caller(
            actor=person.entrant,
            entrant=person.entrant,
            unit=member.unit if member else "",
            is_admin=member is not None and member.is_admin,
            is_organiser=is_organiser,
        )


async def forget_callers(request: AnyCall) -> None:
    """Let a sanction hold from the next request on."""
    request.app.state.callers.forget()


# A guard that is no coroutine is run by a thread for every request.
async def entrants_only(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Guard what an entrant does for themselves."""
    if not connection.user.entrant:
        raise PermissionDeniedException(extra={"code": "entrants_only"})


async def organisers_only(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Guard what an organiser does."""
    if not connection.user.is_organiser:
        raise PermissionDeniedException(extra={"code": "organisers_only"})


async def administrators_only(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Guard what an organiser sees of all units, and the administrator of a unit of their own subtree."""
    if not (connection.user.is_organiser or connection.user.is_admin):
        raise PermissionDeniedException(extra={"code": "administrators_only"})
