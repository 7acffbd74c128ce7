"""What an authenticator app does: RFC 6238, with SHA-1, six digits and half a minute."""

import base64
import hashlib
import hmac
import struct
import time

STEP = 30


def code_of(secret: str, at: float | None = None) -> str:
    counter = int(time.time() if at is None else at) // STEP
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    start = mac[-1] & 0x0F
    return f"{(int.from_bytes(mac[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"
