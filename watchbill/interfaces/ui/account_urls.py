"""The addresses of accounts. Those of allauth that would go around the services of people are left out."""

from allauth.account import views
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from watchbill.interfaces.ui.signing_in import oidc, passkeys
from watchbill.provider import IDENT

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("login/passkey/", passkeys.sign_in, name="mfa_login_webauthn"),
    path("login/code/", second.authenticate, name="mfa_authenticate"),
    path(f"{IDENT}/login/", oidc.sign_in, name="oidc_sign_in"),
    re_path(rf"^(?P<provider_id>{IDENT})/callback/$", oidc.callback, name="openid_connect_callback"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("reauthenticate/code/", second.reauthenticate, name="mfa_reauthenticate"),
    path("reauthenticate/passkey/", passkeys.again, name="mfa_reauthenticate_webauthn"),
    path("app/add/", app.activate_totp, name="mfa_activate_totp"),
    path("app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
