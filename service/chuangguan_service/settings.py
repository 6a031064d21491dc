"""What the service is told from outside, read once into one frozen value."""

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from chuangguan.errors import BadInput, Problem
from chuangguan.values import Value

PREFIX: Final = "CHUANGGUAN_"
_LISTS: Final = {"organisers", "trusted_proxies"}


class Settings(Value, frozen=True, kw_only=True):
    """Each field is read from the environment as CHUANGGUAN_ and its name in capitals.

    Who signs in: `issuer`, `audience` and `jwks` (a file or an https address) let in the tokens that a host platform
    signs, `member_claim` names the claim with the member number; `code_sender` lets people in by member number and a
    one-time code. `organisers` are the subjects of tokens that may do what an organiser does.

    `queue` is how many writes may wait; `reads_per_minute` and `writes_per_minute` hold for each caller,
    `sign_ins_per_minute` for each address, behind which a whole organisation may sit; `trusted_proxies` (addresses or
    networks) report it for those who come through them. `backup_dir` and `facts_copy` are where copies go, nowhere
    while empty.
    """

    db: Path
    secret_file: str = ""
    issuer: str = ""
    audience: str = ""
    jwks: str = ""
    member_claim: str = "member_no"
    organisers: tuple[str, ...] = ()
    code_sender: Literal["none", "console", "webhook"] = "none"
    code_webhook: str = ""
    session_hours: Annotated[int, Meta(ge=1, le=24 * 31)] = 12
    queue: Annotated[int, Meta(ge=1)] = 2_000
    board_seconds: Annotated[int, Meta(ge=0, le=600)] = 2
    reads_per_minute: Annotated[int, Meta(ge=1)] = 240
    writes_per_minute: Annotated[int, Meta(ge=1)] = 240
    sign_ins_per_minute: Annotated[int, Meta(ge=1)] = 1_200
    trusted_proxies: tuple[str, ...] = ()
    sweep_seconds: Annotated[int, Meta(ge=1)] = 15
    backup_dir: str = ""
    backup_hours: Annotated[int, Meta(ge=1)] = 6
    backups_kept: Annotated[int, Meta(ge=1)] = 28
    facts_copy: str = ""
    metrics: bool = True


def read_settings(environment: Mapping[str, str], **said: object) -> Settings:
    """Return the settings of an environment, with what is `said` besides; `BadInput` names the variable."""
    fields = {name.removeprefix(PREFIX).lower(): text for name, text in environment.items() if name.startswith(PREFIX)}
    unknown = [_unusable(name, "没有这一项设置") for name in sorted(fields) if name not in Settings.__struct_fields__]
    if unknown:
        raise BadInput(unknown)
    plain = {name: _parted(name, text) for name, text in fields.items()}
    try:
        settings = msgspec.convert({**plain, **said}, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise BadInput([_invalid(str(error))]) from error
    problems = list(_contradictions(settings))
    if problems:
        raise BadInput(problems)
    return settings


def _contradictions(settings: Settings) -> Iterator[Problem]:
    """Yield what would let nobody in, or send codes nowhere, without anybody being told."""
    if settings.issuer:
        for name in ("audience", "jwks"):
            if not getattr(settings, name):
                yield _unusable(name, "有签发方（ISSUER）的，必须写明")
    if settings.code_sender == "webhook" and not settings.code_webhook.startswith(("https://", "http://")):
        yield _unusable("code_webhook", "应为 https:// 或 http:// 开头的地址")
    for proxy in settings.trusted_proxies:
        try:
            ip_network(proxy)
        except ValueError:
            yield _unusable("trusted_proxies", f"“{proxy}”不是 IP 地址或网段")


_WORDS: Final = (
    (r"Expected `int` >= (\d+).*", r"应为不小于\1的整数"),
    (r"Expected `int` <= (\d+).*", r"应为不大于\1的整数"),
    (r"Expected `int`.*", "应为整数"),
    (r"Expected `bool`.*", "应为 true 或 false"),
    (r"Invalid enum value '(.*)'.*", r"没有“\1”这种写法"),
)


def _invalid(said: str) -> Problem:
    """Return the problem behind an error of the conversion, whose path names the field."""
    if "required field `db`" in said:
        return _unusable("db", "必须写明")
    name = re.search(r"`\$\.(\w+)", said)
    words = next((re.sub(pattern, text, said) for pattern, text in _WORDS if re.fullmatch(pattern, said)), "写法不对")
    return _unusable(name[1] if name else "", words)


def _unusable(name: str, said: str) -> Problem:
    return Problem(code="setting_unusable", details={"name": PREFIX + name.upper(), "said": said})


def _parted(name: str, text: str) -> object:
    """Return a list where a field holds several, parted by commas."""
    return [part.strip() for part in text.split(",") if part.strip()] if name in _LISTS else text


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str | Path):
        return Path(value)
    raise NotImplementedError
