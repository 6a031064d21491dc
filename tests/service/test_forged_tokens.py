"""Forged tokens, twenty-odd classes of twenty and more: none lets anybody in; the genuine one beside each does."""

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwe, jwt
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey

from chuangguan.errors import BadInput
from chuangguan.testing import OPENS_AT
from chuangguan_service import tokens
from chuangguan_service.tokens import Tokens, read_key_set, session_key
from service_cast import API, OWNER, head, problem
from service_world import AUDIENCE, ISSUER, PLATFORM_KEY, ServiceWorld, opened, settings_of

EACH = 20
NOW = OPENS_AT // 1000
OTHER_KEY = RSAKey.generate_key(2048, parameters={"kid": "platform-1"}, private=True)
EC_KEY = ECKey.generate_key("P-256", parameters={"kid": "platform-1"}, private=True)
OKP_KEY = OKPKey.generate_key("Ed25519", parameters={"kid": "platform-1"}, private=True)
ENCRYPTING = RSAKey.import_key(PLATFORM_KEY.as_pem(private=False))
PUBLIC_PEM = PLATFORM_KEY.as_pem(private=False)
PUBLIC_DER = PLATFORM_KEY.as_der(private=False)
PUBLIC_JWK = json.dumps(PLATFORM_KEY.as_dict(private=False)).encode()
HEADER = {"alg": "RS256", "kid": "platform-1"}
SCHEMES = ["Basic", "Token", "JWT", "Bearer Bearer", "MAC", "Digest", "bear", "Bearer:", "Bearer,", "Negotiate"]


def claims(**changes: Any) -> dict[str, Any]:
    said = {"iss": ISSUER, "aud": AUDIENCE, "sub": OWNER, "member_no": OWNER, "iat": NOW, "exp": NOW + 3_600}
    return {name: value for name, value in {**said, **changes}.items() if value is not None}


def signed(said: dict[str, Any] | None = None, key: Any = PLATFORM_KEY, **header: Any) -> str:
    head = {name: value for name, value in {**HEADER, **header}.items() if value is not None}
    return jwt.encode(head, claims() if said is None else said, key, algorithms=[head["alg"]])


def part(content: object) -> str:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def unsigned(alg: str, n: int) -> str:
    tail = ["", "AA", part(b"signature"), signed().rpartition(".")[2]][n % 4]
    return f"{part({'alg': alg, 'kid': 'platform-1'})}.{part(claims(jti=str(n)))}.{tail}"


def symmetric(secret: bytes, alg: str, n: int) -> str:
    """Return a token with a genuine HMAC, made by hand: the library refuses to take a public key for a secret."""
    signing = f"{part({'alg': alg, 'kid': 'platform-1'})}.{part(claims(jti=str(n)))}"
    return f"{signing}.{part(hmac.digest(secret, signing.encode(), f'sha{alg[2:]}'))}"


def odd(key: RSAKey, **header: Any) -> str:
    """Return a token with a genuine signature of a key under a header that the library would not write."""
    head = {name: value for name, value in {**HEADER, **header}.items() if value is not None}
    signing = f"{part(head)}.{part(claims())}"
    private = key.private_key
    assert private is not None
    return f"{signing}.{part(private.sign(signing.encode(), PKCS1v15(), SHA256()))}"


def own(secret: bytes, n: int, *, campaign: str = "spring-2018", **changes: Any) -> str:
    said = {"iss": "chuangguan", "aud": campaign, "sub": OWNER, "iat": NOW, "exp": NOW + 3_600 + n, **changes}
    whole = {name: value for name, value in said.items() if value is not None}
    return jwt.encode({"alg": "HS256"}, whole, OctKey.import_key(secret), algorithms=["HS256"])


def with_flipped_bit(token: str, which: int, n: int) -> str:
    """Return a token with a bit of one of its three parts flipped, so that the part still decodes."""
    parts = token.split(".")
    raw = bytearray(base64.urlsafe_b64decode(parts[which] + "=="))
    place = (n * 7 + 3) % len(raw)
    raw[place] ^= 1 << (n % 8)
    parts[which] = part(bytes(raw))
    return ".".join(parts)


SECRET = bytes(range(32))
"""The root secret of the tests' worlds: what the service's own tokens are derived from."""

OWN = session_key(SECRET, "spring-2018")
NONES = ["none", "None", "NONE", "nOnE", "", " none", "RS256 ", "rs256", "HS256 ", "RS0", "null", "HS1"]
WRONG_ISSUERS = ["", "chuangguan", ISSUER + "/", ISSUER.upper(), "http://platform.example", [ISSUER], 7]
WRONG_AUDIENCES = ["", "spring-2018", AUDIENCE.upper(), AUDIENCE + " ", ["other"], [], {"a": AUDIENCE}]
NOT_TEXTS: list[Any] = [7, 1.5, True, [OWNER], {"no": OWNER}, int(OWNER), 0, False, [], {}, -1]
HEADERS: list[dict[str, Any]] = [
    {"jwk": OTHER_KEY.as_dict(private=False)},
    {"jku": "https://attacker.example/jwks.json"},
    {"jku": "file:///etc/passwd"},
    {"x5u": "https://attacker.example/cert.pem"},
    {"x5c": [base64.b64encode(OTHER_KEY.as_der(private=False)).decode()]},
    {"jwk": OTHER_KEY.as_dict(private=False), "kid": "attacker"},
    {"jwk": OTHER_KEY.as_dict(private=False), "kid": None},
    {"kid": "../../../../dev/null"},
    {"kid": "' or 1=1 --"},
    {"kid": "platform-1\0"},
]


def encrypted(n: int) -> str:
    header = [{"alg": "RSA-OAEP", "enc": "A128GCM"}, {"alg": "RSA-OAEP", "enc": "A256GCM"}][n % 2]
    return jwe.encrypt_compact({**header, "kid": "platform-1"}, json.dumps(claims(jti=str(n))), ENCRYPTING)


FORGED: dict[str, Callable[[int], str]] = {
    "alg none": lambda n: unsigned(NONES[n % len(NONES)], n),
    "HS256 with the public key's PEM": lambda n: symmetric(PUBLIC_PEM[: len(PUBLIC_PEM) - n % 2], "HS256", n),
    "HS256 with the public key's DER": lambda n: symmetric(PUBLIC_DER, "HS256", n),
    "HS256 with the public JWK": lambda n: symmetric(PUBLIC_JWK, "HS256", n),
    "HS512 with the public key's PEM": lambda n: symmetric(PUBLIC_PEM, "HS512", n),
    "another RSA key under the known kid": lambda n: signed(claims(jti=str(n)), OTHER_KEY),
    "an EC key under the known kid": lambda n: signed(claims(jti=str(n)), EC_KEY, alg="ES256"),
    "an Ed25519 key under the known kid": lambda n: signed(claims(jti=str(n)), OKP_KEY, alg="Ed25519"),
    "an algorithm that is not taken": lambda n: signed(claims(jti=str(n)), alg=["RS384", "RS512", "PS384"][n % 3]),
    "another issuer": lambda n: signed(claims(iss=[*WRONG_ISSUERS, f"https://{n}.example"][n % 8])),
    "no issuer": lambda n: signed(claims(iss=None, jti=str(n))),
    "another audience": lambda n: signed(claims(aud=[*WRONG_AUDIENCES, f"campaign-{n}"][n % 8])),
    "no audience": lambda n: signed(claims(aud=None, jti=str(n))),
    "expired": lambda n: signed(claims(exp=NOW - 31 - n * n)),
    "no expiry": lambda n: signed(claims(exp=None, jti=str(n))),
    "an expiry that is no number": lambda n: signed(claims(exp=[str(NOW + n), True, [NOW], {}, "never"][n % 5])),
    "not yet valid": lambda n: signed(claims(nbf=NOW + 31 + n * n)),
    "issued in the future": lambda n: signed(claims(iat=NOW + 31 + n * n)),
    "no subject": lambda n: signed(claims(sub=None, jti=str(n))),
    "a subject that is no text": lambda n: signed(claims(sub=NOT_TEXTS[n % len(NOT_TEXTS)], jti=str(n))),
    "a member number that is no text": lambda n: signed(claims(member_no=NOT_TEXTS[n % len(NOT_TEXTS)], jti=str(n))),
    "a role that is no text": lambda n: signed(claims(role=[["organiser"], {"a": 1}, 1, True][n % 4], jti=str(n))),
    "an unknown kid": lambda n: signed(claims(jti=str(n)), OTHER_KEY, kid=f"key-{n}"),
    "no kid and another key": lambda n: signed(claims(jti=str(n)), OTHER_KEY, kid=None),
    "a key of its own in the header": lambda n: odd(OTHER_KEY, **HEADERS[n % len(HEADERS)]),
    "a critical header that nobody knows": lambda n: odd(PLATFORM_KEY, crit=[f"x-{n}"], **{f"x-{n}": True}),
    "a bit of the header flipped": lambda n: with_flipped_bit(signed(), 0, n),
    "a bit of the claims flipped": lambda n: with_flipped_bit(signed(), 1, n),
    "a bit of the signature flipped": lambda n: with_flipped_bit(signed(), 2, n),
    "no signature": lambda n: signed(claims(jti=str(n))).rpartition(".")[0] + "." * (n % 3),
    "broken off": lambda n: signed()[: -1 - n * 11],
    "with something behind it": lambda n: signed() + [".", ".x", "x", "!", "=", ",a", ".." + signed(), "\\"][n % 8] * 2,
    "with something before it": lambda n: "x.!,;"[n % 5] * (n + 1) + signed(),
    "100 kB": lambda n: signed(claims(pad="x" * (100_000 + n))),
    "encrypted": encrypted,
    "own: of another campaign": lambda n: own(session_key(SECRET, f"autumn-{n}"), n, campaign=f"autumn-{n}"),
    "own: of another campaign, renamed": lambda n: own(session_key(SECRET, f"autumn-{n}"), n),
    "own: made with another secret": lambda n: own(session_key(bytes(31) + bytes([n]), "spring-2018"), n),
    "own: made with the root secret": lambda n: own(SECRET, n),
    "own: for another audience": lambda n: own(OWN, n, campaign=AUDIENCE),
    "own: expired": lambda n: own(OWN, -3_631 - n),
    "own: no expiry": lambda n: own(OWN, n, exp=None),
    "own: no subject": lambda n: own(OWN, n, sub=None),
    "own: of the platform": lambda n: own(OWN, n, iss=ISSUER),
    "own: a bit flipped": lambda n: with_flipped_bit(own(OWN, 0), 1 + n % 2, n),
    "own, said to be a platform's": lambda n: swapped(own(OWN, n), ["RS256", "ES256", "PS256", "Ed25519"][n % 4]),
    "a platform's claims, signed as own": lambda n: symmetric(OWN, "HS256", n),
    "a platform's, said to be own": lambda n: swapped(signed(claims(jti=str(n))), "HS256"),
    "noise": lambda n: part(bytes((n * 31 + i * 17) % 256 for i in range(40 + n))) + "." * (n % 4),
    "a header of another kind": lambda n: f"{part([[], 1, 'x', None, {'alg': 1}, {'alg': ['RS256']}][n % 6])}.e30.{n}",
    "nested 20,000 deep": lambda n: f"{part(b'[' * 5_000)}.{part(b'[' * n)}.x",
}


def swapped(token: str, alg: str) -> str:
    """Return a token with another algorithm in its header."""
    return ".".join([part({"alg": alg, "kid": "platform-1"}), *token.split(".")[1:]])


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceWorld]:
    with opened(tmp_path_factory.mktemp("tokens")) as world:
        yield world


def me(service: ServiceWorld, token: str, scheme: str = "Bearer") -> Any:
    return service.client.get(f"{API}/me", headers={"authorization": f"{scheme} {token}"})


@pytest.mark.parametrize("kind", FORGED)
def test_no_forged_token_lets_anybody_in(service: ServiceWorld, kind: str) -> None:
    before = head(service)
    forged = [FORGED[kind](n) for n in range(EACH)]
    assert len(forged) >= EACH
    said = {json.dumps(problem(me(service, token), 401, _code(token))) for token in forged}
    assert len(said) == 1, "the answers differ, and tell why a token is refused"
    # The genuine ones are still let in, so that it is the forgery that is refused.
    assert me(service, signed()).json()["entrant"] == "E000001"
    assert me(service, own(OWN, 0)).json()["entrant"] == "E000001"
    assert head(service) == before


def _code(token: str) -> str:
    return "token_refused" if token.strip() else "token_missing"


def test_no_token_is_told_from_a_refused_one(service: ServiceWorld) -> None:
    for value in ("", "Bearer", "Bearer ", " ", "bearer", "Bearer\t"):
        problem(service.client.get(f"{API}/me", headers={"authorization": value}), 401, "token_missing")
    problem(service.client.get(f"{API}/me"), 401, "token_missing")


def test_there_are_more_than_a_thousand_forgeries_of_more_than_12_classes() -> None:
    assert len(FORGED) >= 12
    assert len(FORGED) * EACH >= 1_000


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_token_under_another_scheme_is_refused(service: ServiceWorld, scheme: str) -> None:
    assert me(service, signed(), scheme).status_code == 401


def test_a_token_anywhere_but_in_the_header_is_refused(service: ServiceWorld) -> None:
    token = signed()
    for place in ("token", "access_token", "authorization"):
        assert service.client.get(f"{API}/me", params={place: token}).status_code == 401
        assert service.client.get(f"{API}/me", headers={"cookie": f"{place}={token}"}).status_code == 401


def test_an_entrant_who_claims_another_role_gets_only_what_the_platform_signed(service: ServiceWorld) -> None:
    assert not me(service, signed()).json()["is_organiser"]
    assert me(service, signed(claims(role="organiser"))).json()["is_organiser"]
    for role in ("", "Organiser", "organiser ", "admin", "ORGANISER"):
        assert not me(service, signed(claims(role=role))).json()["is_organiser"]
    # The service's own tokens never carry a role.
    assert not me(service, own(OWN, 0, role="organiser")).json()["is_organiser"]


def test_the_last_second_of_a_token_and_its_leeway(service: ServiceWorld) -> None:
    """30 seconds stand between the clocks of the platform and of the service."""
    assert me(service, signed(claims(exp=NOW - 29))).status_code == 200
    assert me(service, signed(claims(nbf=NOW + 29))).status_code == 200


def test_a_check_that_trusts_what_it_reads_would_be_found(
    service: ServiceWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a service that reads claims without checking who signed them lets forgeries in."""

    async def check(_self: Tokens, token: str, _now: int) -> tokens.Claims:
        said = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        return tokens.Claims(subject=said["sub"], member_no=said["member_no"])

    monkeypatch.setattr(Tokens, "check", check)
    assert me(service, FORGED["alg none"](0)).status_code == 200
    with pytest.raises(AssertionError):
        test_no_forged_token_lets_anybody_in(service, "alg none")


def put_keys(path: Path, *keys: Any) -> None:
    path.write_bytes(msgspec.json.encode({"keys": list(keys)}))


def test_a_symmetric_key_in_the_platforms_set_is_not_used(tmp_path: Path) -> None:
    """Such a key is no secret: everybody may read the set."""
    shared = OctKey.import_key(b"s" * 32, {"kid": "platform-1"})
    put_keys(tmp_path / "set.json", shared.as_dict(private=True), PLATFORM_KEY.as_dict(private=False))
    assert [key.key_type for key in read_key_set(str(tmp_path / "set.json")).keys] == ["RSA"]
    settings = msgspec.structs.replace(settings_of(tmp_path), jwks=str(tmp_path / "set.json"))
    with opened(tmp_path, settings=settings) as service:
        for n in range(EACH):
            assert me(service, symmetric(b"s" * 32, "HS256", n)).status_code == 401
        assert me(service, signed()).status_code == 200


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"keys":1}', b'{"keys":[{}]}', b'{"keys":[1]}', None])
def test_a_set_that_cannot_be_used_is_said_so(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "set.json").write_bytes(content)
    with pytest.raises(BadInput) as refused:
        read_key_set(str(tmp_path / "set.json"))
    assert refused.value.problems[0].code == "jwks_unusable"


def test_a_new_key_of_the_platform_is_taken_and_asked_for_once_a_minute_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(place: str) -> KeySet:
        asked.append(place)
        return read_key_set(place)

    monkeypatch.setattr(tokens, "read_key_set", counted)
    new = RSAKey.generate_key(2048, parameters={"kid": "platform-2"}, private=True)
    with opened(tmp_path) as service:
        assert me(service, signed()).status_code == 200
        assert len(asked) == 1
        put_keys(Path(service.app.state.settings.jwks), new.as_dict(private=False))
        service.world.clock.at += 59_999
        for n in range(EACH):
            assert me(service, signed(claims(jti=str(n)), new, kid="platform-2")).status_code == 401
        assert len(asked) == 1
        service.world.clock.at += 1
        assert me(service, signed(claims(), new, kid="platform-2")).status_code == 200
        # What the platform withdrew is not believed any more, and forgeries do not make the service ask in a loop.
        for n in range(EACH):
            assert me(service, signed(claims(jti=str(n)))).status_code == 401
            assert me(service, FORGED["an unknown kid"](n)).status_code == 401
        assert len(asked) == 2


def test_a_set_that_goes_missing_does_not_sign_out_those_whose_key_is_known(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        assert me(service, signed()).status_code == 200
        Path(service.app.state.settings.jwks).unlink()
        service.world.clock.at += 120_000
        for _ in range(2):
            answer = me(service, FORGED["an unknown kid"](1))
            assert "jwks" not in problem(answer, 503, "keys_unavailable")["detail"]
            assert answer.headers["retry-after"]
        assert me(service, signed()).status_code == 200
