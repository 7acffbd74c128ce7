"""Signing in with the organisation's OpenID provider. It says who somebody is; who may come in was decided here."""

import logging
from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from watchbill.apps.people.models import Person
from watchbill.provider import IDENT, Provider
from watchbill.secrets import digest

log = logging.getLogger(__name__)
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


def ours() -> Provider:
    """Where none is configured there is nothing at these addresses."""
    found: Provider | None = settings.OIDC
    if found is None:
        raise Http404
    return found


class CheckedAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """What OpenID Connect Core 1.0 asks of a client, beyond what allauth checks by itself.

    The signature of the ID token (3.1.3.7), its issuer against the configured one (Discovery 4.3), and that the
    userinfo is about the same subject (5.3.2).
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, IDENT)

    @property
    def openid_config(self) -> dict[str, Any]:
        said: dict[str, Any] = super().openid_config
        missing = [name for name in NEEDED if not said.get(name)]
        if missing:
            raise OAuth2Error(f"The provider's discovery document lacks {', '.join(missing)}.")
        if said["issuer"].rstrip("/") != ours().issuer.rstrip("/"):
            raise OAuth2Error(f"The provider calls itself {said['issuer']!r}; expected {ours().issuer!r}.")
        return said

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        if "id_token" not in kwargs["response"]:
            raise OAuth2Error("The provider sent no ID token.")
        self.did_fetch_access_token = False  # else allauth leaves the signature unchecked
        login = super().complete_login(request, app, token, **kwargs)
        said, signed = login.account.extra_data["userinfo"], login.account.extra_data["id_token"]
        if said.get("sub") != signed["sub"]:
            raise OAuth2Error("The provider's userinfo is about somebody else than its ID token.")
        _keep_little(login, signed["iss"], signed["sub"], said)
        return login


def _keep_little(login: SocialLogin, issuer: str, subject: str, said: dict[str, Any]) -> None:
    """A subject is a name only with its issuer. Of what the provider says, no more is kept than is needed."""
    email = said.get("email") or ""
    login.account.uid = digest(f"{issuer}\n{subject}")
    login.account.extra_data = {"iss": issuer, "sub": subject, "email": email}
    verified = said.get("email_verified") is True  # the text "false" is true to Python
    login.email_addresses = [EmailAddress(email=email, verified=verified, primary=True)] if email else []


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> None:
        """Somebody who changed their mind chooses another way; anything else is told to who keeps the server."""
        if error == AuthError.CANCELLED:
            messages.info(request, f"You did not sign in with {provider.name}.")
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        log.warning("Signing in with %s failed: %s", provider.name, exception or "no such question was asked")

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Whoever came this way before is known by their subject; others, this once, by their address."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise ImmediateHttpResponse(_refused(request, "This way only signs one in."))
        if not sociallogin.is_existing:
            sociallogin.connect(request, _person(request, sociallogin))


def _person(request: HttpRequest, login: SocialLogin) -> Person:
    said = next(iter(login.email_addresses), None)
    name = ours().name
    if said is None:
        raise ImmediateHttpResponse(_refused(request, f"{name} did not say your e-mail address."))
    if not said.verified:
        raise ImmediateHttpResponse(_refused(request, f"{name} does not vouch for {said.email}: it is not verified."))
    found = list(Person.objects.filter(email__iexact=said.email, is_active=True)[:2])
    if not found:
        raise ImmediateHttpResponse(_refused(request, f"Nobody here has the address {said.email}."))
    if len(found) > 1:
        raise ImmediateHttpResponse(_refused(request, f"More than one person here has the address {said.email}."))
    return found[0]


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "socialaccount/refused.html", {"sentence": sentence}, status=403)


@require_POST
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """On to the provider. By a page, because the policy of our own lets no form lead out of the product."""
    ours()
    provider = get_adapter().get_provider(request, IDENT)
    provider.oauth2_adapter_class = lambda asked, _: CheckedAdapter(asked)
    wanted = request.POST.get("next", "")
    back = wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else None
    try:
        answer: HttpResponse = provider.redirect(request, AuthProcess.LOGIN, next_url=back)
    except (OAuth2Error, RequestException) as problem:
        return _failed(request, provider, problem)
    if answer.status_code != 302:
        return answer
    return render(request, "socialaccount/on_the_way.html", {"url": answer.headers["Location"], "name": provider.name})


@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:  # noqa: ARG001  its name is in the address
    ours()
    answer: HttpResponseBase = OAuth2CallbackView.adapter_view(CheckedAdapter(request))(request)
    return answer


def _failed(request: HttpRequest, provider: Any, problem: Exception) -> HttpResponseBase:
    answer: HttpResponseBase = render_authentication_error(request, provider, exception=problem)
    return answer
