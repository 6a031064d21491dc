"""Tokens: those that a host platform signs, and the service's own for people who signed in with a code.

Each kind has its own keys and its own algorithms, so that a token of one kind can never pass for the other.
"""

import asyncio
import hmac
from pathlib import Path
from typing import Any, Final
from urllib.request import Request, urlopen

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey
from joserfc.util import to_bytes, urlsafe_b64decode

from chuangguan.errors import BadInput, Problem
from chuangguan.rules.canonical import message
from chuangguan.values import Value
from chuangguan_service.settings import Settings

OWN_ISSUER: Final = "chuangguan"
_OWN_ALGORITHMS: Final = ("HS256",)
_PLATFORM_ALGORITHMS: Final = ("RS256", "PS256", "ES256", "Ed25519")
_ASYMMETRIC: Final = {"RSA", "EC", "OKP"}
_LEEWAY_S: Final = 30
_LONGEST: Final = 8_192
"""A token of more characters is not looked at."""

_REFRESH_MS: Final = 60_000
"""How soon a platform's keys are asked for again because a token names an unknown one."""

_FETCH_S: Final = 5
_LARGEST_KEY_SET: Final = 256 * 1024


class TokenRefused(Exception):
    """A token that lets nobody in; why is nobody's business but the log's."""


class KeysUnavailable(Exception):
    """A token that may be genuine, while the platform's keys cannot be had."""


class Claims(Value, frozen=True, kw_only=True):
    """What a token says once it is known to be genuine: whose it is, as who in the campaign, as what."""

    subject: str
    member_no: str = ""
    role: str = ""


class _Header(msgspec.Struct):
    alg: str
    kid: str = ""


class Tokens:
    """Makes the service's own tokens and checks both kinds."""

    def __init__(self, settings: Settings, campaign: str, session_key: bytes) -> None:
        """Trust what `settings` names, for one campaign; own tokens are signed with `session_key` of 32 bytes."""
        self._settings = settings
        self._campaign = campaign
        self._own_key = OctKey.import_key(session_key)
        self._platform_keys = KeySet([])
        self._asked_at = 0
        self._are_missing = False

    def make(self, member_no: str, now: int) -> tuple[str, int]:
        """Return a token for somebody who signed in, and until when it holds (UTC ms)."""
        expires_at = now + self._settings.session_hours * 3_600_000
        claims = {
            "iss": OWN_ISSUER,
            "aud": self._campaign,
            "sub": member_no,
            "iat": now // 1000,
            "exp": expires_at // 1000,
        }
        return jwt.encode({"alg": "HS256"}, claims, self._own_key), expires_at

    async def check(self, token: str, now: int) -> Claims:
        """Return what a genuine token says; `TokenRefused` for any other, `KeysUnavailable` where that is unknown."""
        try:
            header = _header(token)
            if header.alg in _OWN_ALGORITHMS:
                return self._own(token, now)
            if header.alg in _PLATFORM_ALGORITHMS and self._settings.issuer:
                return await self._platform(token, header.kid, now)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise TokenRefused from error
        raise TokenRefused

    def _own(self, token: str, now: int) -> Claims:
        claims = jwt.decode(token, self._own_key, algorithms=list(_OWN_ALGORITHMS)).claims
        _validate(claims, OWN_ISSUER, self._campaign, now)
        return Claims(subject=_text(claims["sub"]), member_no=_text(claims["sub"]))

    async def _platform(self, token: str, kid: str, now: int) -> Claims:
        if not self._knows(kid) and now - self._asked_at >= _REFRESH_MS:
            await self._ask_for_keys(now)
        if not self._knows(kid) and self._are_missing:
            raise KeysUnavailable
        claims = jwt.decode(token, self._platform_keys, algorithms=list(_PLATFORM_ALGORITHMS)).claims
        _validate(claims, self._settings.issuer, self._settings.audience, now)
        member_no = claims.get(self._settings.member_claim, "")
        return Claims(subject=_text(claims["sub"]), member_no=_text(member_no), role=_text(claims.get("role", "")))

    async def _ask_for_keys(self, now: int) -> None:
        self._asked_at = now
        try:
            self._platform_keys = await asyncio.to_thread(read_key_set, self._settings.jwks)
            self._are_missing = False
        except BadInput:
            # Those whose key is known are let in all the same.
            self._are_missing = True

    def _knows(self, kid: str) -> bool:
        return any(key.kid == kid for key in self._platform_keys.keys) if kid else bool(self._platform_keys.keys)


def session_key(root_secret: bytes, campaign: str) -> bytes:
    """Return what the service's own tokens are signed with: of the root secret, so that a restart signs nobody out."""
    return hmac.digest(root_secret, message("session", campaign), "sha256")


def read_key_set(place: str) -> KeySet:
    """Return the public keys in a JWKS file or at an https address; `BadInput` where there are none to be had."""
    try:
        if place.startswith("https://"):
            with urlopen(Request(place), timeout=_FETCH_S) as answer:  # noqa: S310  https only, see above
                text = answer.read(_LARGEST_KEY_SET)
        else:
            text = Path(place).read_bytes()
        keys = [key for key in msgspec.json.decode(text)["keys"] if key["kty"] in _ASYMMETRIC]
        return KeySet.import_key_set({"keys": keys})
    except (OSError, ValueError, KeyError, TypeError, JoseError) as error:
        raise BadInput([Problem(code="jwks_unusable", file=place, details={"said": str(error)[:200]})]) from error


def _header(token: str) -> _Header:
    if len(token) > _LONGEST:
        raise TokenRefused
    return msgspec.json.decode(urlsafe_b64decode(to_bytes(token.partition(".")[0])), type=_Header)


def _validate(claims: dict[str, Any], issuer: str, audience: str, now: int) -> None:
    registry = jwt.JWTClaimsRegistry(
        now=now // 1000,
        leeway=_LEEWAY_S,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": audience},
        sub={"essential": True},
        exp={"essential": True},
    )
    registry.validate(claims)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TokenRefused
    return value
