"""Django's settings, from the environment variables that docs/reference/settings.md lists."""

from pathlib import Path
from urllib.parse import urlsplit

from watchbill import environment, provider, secrets

HERE = Path(__file__).resolve().parent
DATA = Path(environment.read("WATCHBILL_DATA", "./data")).absolute()
DATABASE_URL = environment.read("WATCHBILL_DATABASE_URL")
LISTEN_URL = environment.read("WATCHBILL_LISTEN_URL", DATABASE_URL)
BIND = environment.address("WATCHBILL_BIND", "127.0.0.1:8000")
BASE_URL = environment.read("WATCHBILL_BASE_URL", f"http://{BIND.host}:{BIND.port}").rstrip("/")
EMBEDDED = not DATABASE_URL
LEASE = environment.seconds("WATCHBILL_LEASE_SECONDS", "60")
"""For how long an engine that has gone silent keeps what it had claimed; longer than any channel takes to send."""
DEBUG = environment.read("WATCHBILL_DEBUG") == "1"

SECRET_KEYS = secrets.keys(DATA if EMBEDDED else None)
SECRET_KEY, SECRET_KEY_FALLBACKS = SECRET_KEYS[0], SECRET_KEYS[1:]

_base = urlsplit(BASE_URL)
SECURE = _base.scheme == "https"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", BIND.host, *filter(None, [_base.hostname])]
CSRF_TRUSTED_ORIGINS = [f"{_base.scheme}://{_base.netloc}"]
if SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "watchbill_session"
CSRF_COOKIE_NAME = "watchbill_csrf"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "watchbill.apps.agenda",
    "watchbill.apps.people",
    "watchbill.apps.oncall",
    "watchbill.apps.paging",
    "watchbill.apps.catalog",
    "watchbill.apps.alerts",
    "watchbill.apps.configuration",
    "watchbill.interfaces.ui",
    "watchbill.interfaces.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "watchbill.interfaces.api.watching.answer_watchers",
    "django.middleware.security.SecurityMiddleware",
    "watchbill.interfaces.ui.middleware.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "watchbill.interfaces.ui.signing_in.seen.last_seen",
    "watchbill.interfaces.ui.middleware.viewer_zone",
]

ROOT_URLCONF = "watchbill.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "watchbill.interfaces.ui.context.frame",
            ],
            "builtins": ["watchbill.interfaces.ui.templatetags.watchbill"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

if EMBEDDED:
    _database: dict[str, object] = {
        "ENGINE": "watchbill.database.embedded",
        "NAME": DATA / "watchbill.sqlite3",
        "TEST": {"NAME": DATA / "test.sqlite3"},
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
        },
    }
else:
    _database = environment.postgres_settings(DATABASE_URL)
    _database["CONN_HEALTH_CHECKS"] = True
_database["CONN_MAX_AGE"] = None
DATABASES = {"default": _database}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",  # a guess costs memory too
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "slug"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "watchbill.interfaces.ui.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "watchbill.interfaces.ui.sign_in.LoginForm",
    "change_password": "watchbill.interfaces.ui.sign_in.ChangePasswordForm",
    "set_password": "watchbill.interfaces.ui.sign_in.SetPasswordForm",
    "reset_password": "watchbill.interfaces.ui.sign_in.ResetPasswordForm",
    "reset_password_from_key": "watchbill.interfaces.ui.sign_in.ResetPasswordKeyForm",
    "reauthenticate": "watchbill.interfaces.ui.sign_in.ReauthenticateForm",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "watchbill.interfaces.ui.signing_in.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up: an administrator gave the address
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "watchbill.interfaces.ui.signing_in.second_factor.CodeForm",
    "reauthenticate": "watchbill.interfaces.ui.signing_in.second_factor.CodeAgainForm",
    "activate_totp": "watchbill.interfaces.ui.signing_in.second_factor.AddAppForm",
    "add_webauthn": "watchbill.interfaces.ui.signing_in.passkeys.AddForm",
    "authenticate_webauthn": "watchbill.interfaces.ui.signing_in.passkeys.SecondForm",
    "login_webauthn": "watchbill.interfaces.ui.signing_in.passkeys.SignInForm",
    "reauthenticate_webauthn": "watchbill.interfaces.ui.signing_in.passkeys.AgainForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.count("WATCHBILL_PROXIES", "0")
OIDC = provider.from_environment()
SOCIALACCOUNT_ADAPTER = "watchbill.interfaces.ui.signing_in.oidc.Adapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": OIDC.apps if OIDC else []}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "interfaces" / "ui" / "static" / "built"]
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"-[0-9A-Z]{8}\.(css|js|svg|png)$"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
EMAIL_BACKEND = "watchbill.interfaces.ui.accounts.DeliveryBackend"

DEMO = False
LOCAL_TOKEN = ""  # of this serving process, for the commands of whoever can read its data folder
MAX_EVENT_BODY = 1_000_000
"""The largest request that a sender may post, in bytes."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "granian": {"level": "WARNING"}},
}
