"""The one byte form that is hashed: RFC 8785 JSON of integers and strings (clause 6.4), and `message` (clause 2.3)."""

import hashlib

import msgspec

from chuangguan.errors import Misuse

_encoder = msgspec.json.Encoder(order="sorted")
_MAX_SAFE = 2**53 - 1


def canonical_bytes(value: object) -> bytes:
    """Return the canonical JSON of a value made of Structs, dicts with ASCII keys, lists, strings and integers.

    Only integers and strings are leaves, so that every language writes the same bytes; anything else is a `Misuse`.
    """
    plain = msgspec.to_builtins(value)
    _require_plain(plain)
    return _encoder.encode(plain)


def closed_bytes(value: object) -> bytes:
    """Return the same as `canonical_bytes`, for values whose types hold integers and strings only; looks at no leaf."""
    return _encoder.encode(value)


def _require_plain(value: object) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise Misuse(what="canonical_key", value=repr(key))
            _require_plain(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _require_plain(item)
    elif isinstance(value, bool) or not isinstance(value, (int, str)) or _is_unsafe(value):
        raise Misuse(what="canonical_value", value=repr(value)[:80])


def _is_unsafe(value: int | str) -> bool:
    return isinstance(value, int) and abs(value) > _MAX_SAFE


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def message(*fields: str | bytes) -> bytes:
    """Return the fields' UTF-8 bytes, each preceded by how many they are as 4 bytes big-endian (clause 2.3)."""
    parts: list[bytes] = []
    for field in fields:
        part = field.encode() if isinstance(field, str) else field
        parts += (len(part).to_bytes(4, "big"), part)
    return b"".join(parts)
