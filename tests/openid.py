"""A small OpenID provider over real HTTP, after OpenID Connect Core 1.0, Discovery 1.0 and RFC 7636 (PKCE).

It has one client and asks nobody for a password: whoever comes is `who`. A test may have it lie.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "watchbill", "a secret that both know"
LIVES = 60


@dataclass
class Lies:
    """What it says instead of the truth."""

    id_token: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    signed_by_another: bool = False


class OpenId:
    def __init__(self) -> None:
        self.who: dict[str, Any] = {"sub": "4711", "email": "bob@example.org", "email_verified": True, "name": "Bob"}
        self.lies = Lies()
        self.asked: list[str] = []
        self.key, self.other_key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def discovery(self) -> dict[str, Any]:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "profile", "email"],
        }
        return said | self.lies.discovery

    def keys(self) -> dict[str, Any]:
        key = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [key | {"kid": "first", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to (Core 3.1.2.5)."""
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str]) -> dict[str, Any]:
        """A code is good once, for the client and the place that it was made for, with the verifier (Core 3.1.3.2)."""
        was = self.codes.pop(asked.get("code", ""), None)
        challenge = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        if (
            was is None
            or asked.get("grant_type") != "authorization_code"
            or (asked.get("client_id"), asked.get("client_secret")) != (CLIENT, SECRET)
            or asked.get("redirect_uri") != was["redirect_uri"]
            or base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() != was["code_challenge"]
        ):
            return {"error": "invalid_grant"}
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        return {"access_token": token, "token_type": "Bearer", "expires_in": LIVES, "id_token": self._id_token()}

    def _id_token(self) -> str:
        now = int(time.time())
        said = {"iss": self.issuer, "sub": self.who["sub"], "aud": CLIENT, "iat": now, "exp": now + LIVES}
        key = self.other_key if self.lies.signed_by_another else self.key
        return jwt.encode(said | self.lies.id_token, key, algorithm="RS256", headers={"kid": "first"})

    def userinfo(self, authorization: str) -> dict[str, Any]:
        assert authorization.removeprefix("Bearer ") in self.tokens
        return self.who | self.lies.userinfo


def _handler(provider: OpenId) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            at = urlsplit(self.path)
            provider.asked.append(at.path)
            asked = {name: values[0] for name, values in parse_qs(at.query).items()}
            match at.path:
                case "/.well-known/openid-configuration":
                    self._say(provider.discovery())
                case "/keys":
                    self._say(provider.keys())
                case "/userinfo":
                    self._say(provider.userinfo(self.headers.get("Authorization", "")))
                case "/authorize":
                    self.send_response(302)
                    self.send_header("Location", provider.authorize(asked))
                    self.end_headers()
                case _:
                    self.send_error(404)

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            said = provider.token({name: values[0] for name, values in parse_qs(body).items()})
            self._say(said, 400 if "error" in said else 200)

        def _say(self, said: dict[str, Any], status: int = 200) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Nothing: a test says what it wants to be known."""

    return Handler
