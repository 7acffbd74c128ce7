"""What a person signs in with, and where they are signed in."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from watchbill.apps.people import audit
from watchbill.interfaces.ui.page import PageRequest, actor, done, page
from watchbill.interfaces.ui.signing_in.browsers import spoken
from watchbill.problems import NotFound

Type = Authenticator.Type


@page
@require_safe
def ways(request: PageRequest) -> HttpResponse:
    own = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    codes = next((each for each in own if each.type == Type.RECOVERY_CODES), None)
    known = {
        "has_password": request.user.has_usable_password(),
        "app": next((each for each in own if each.type == Type.TOTP), None),
        "passkeys": [each for each in own if each.type == Type.WEBAUTHN],
        "codes": codes,
        "codes_left": _left(codes) if codes else 0,
        "provider": settings.OIDC,
        "connected": SocialAccount.objects.filter(user=request.user).first(),
    }
    return render(request, "signing_in/ways.html", known)


def _left(codes: Authenticator) -> int:
    """None, when the secret key that they were sealed with is gone."""
    try:
        return len(codes.wrap().get_unused_codes())
    except InvalidToken:
        return 0


@page
@require_POST
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]
def disconnect(request: PageRequest) -> HttpResponse:
    """They may connect again, as long as somebody here has the address that the provider vouches for."""
    removed, _ = SocialAccount.objects.filter(user=request.user).delete()
    if removed:
        audit.record(
            actor(request), "disconnect", "sign-in", request.user.slug, settings.OIDC.name if settings.OIDC else ""
        )
    return done(request, "Disconnected." if removed else "", "/signing-in")


@page
@require_safe
def session_list(request: PageRequest) -> HttpResponse:
    here = request.session.session_key
    own = sorted(UserSession.objects.purge_and_list(request.user), key=lambda each: each.last_seen_at, reverse=True)
    rows = [(each, spoken(each.user_agent), each.session_key == here) for each in own]
    rows.sort(key=lambda row: not row[2])
    return render(request, "signing_in/sessions.html", {"rows": rows, "others": len(rows) - 1})


@page
@require_POST
def end_session(request: PageRequest, session_id: int) -> HttpResponse:
    found = UserSession.objects.filter(user=request.user, pk=session_id).first()
    if found is None or found.session_key == request.session.session_key:
        raise NotFound("There is no such other session of yours. It may have ended by itself.")
    return _end(request, [found], f"{spoken(found.user_agent)} is signed out.")


@page
@require_POST
def end_others(request: PageRequest) -> HttpResponse:
    others = list(UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key))
    return _end(request, others, "You are signed in here, and nowhere else." if others else "")


def _end(request: PageRequest, sessions: list[UserSession], sentence: str) -> HttpResponse:
    for each in sessions:
        audit.record(actor(request), "end", "session", request.user.slug, f"{spoken(each.user_agent)}, {each.ip}")
    get_adapter().end_sessions(sessions)
    return done(request, sentence, "/sessions")
