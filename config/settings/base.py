"""All settings, read once from the environment; safe for production as they stand.

Each variable has its line in `.env.example`.  A value that cannot be used stops the start with a
sentence that names the variable: here where reading it fails, in the apps' `checks.py` otherwise.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import postgresql
from config.env import BASE_DIR, embedded_socket, env
from config.env import VAR_DIR as VAR_DIR  # a setting as well: the apps do not import config


def _number(name: str, default: int, least: int = 1, most: int = 2**31 - 1) -> int:
    raw = env.str(name, default=str(default))
    if not raw.isascii() or not raw.isdigit() or int(raw) < least:
        raise ImproperlyConfigured(
            f"{name} must be a whole number of at least {least}, not {raw!r}."
        )
    if int(raw) > most:
        raise ImproperlyConfigured(f"{name} must be {most} at most, not {raw!r}.")
    return int(raw)


def _flag(name: str) -> bool:
    raw = env.str(name, default="").lower()
    if raw not in {"", "0", "false", "no", "off", "1", "true", "yes", "on"}:
        raise ImproperlyConfigured(f"{name} must be on or off, not {raw!r}.")
    return raw in {"1", "true", "yes", "on"}


# --- Process
DEBUG = _flag("DEBUG")
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. `make run` makes one under var/; elsewhere set it yourself."
    )
ENCRYPTION_KEYS: list[str] = env.list("ENCRYPTION_KEYS", default=[])
PORT = _number("PORT", 8000, most=65_535)
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS: list[str] = env.list(
    "ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname or "localhost", "localhost", "127.0.0.1"]
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "django_filters",
    "taggit",
    "allauth",
    "allauth.account",
    "gallery",
    "sessions_app",
    "studio",
    "site_builder",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.PrivateByDefaultMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.api.middleware.CrossOriginMiddleware",
    "config.api.middleware.ConditionMiddleware",
    "config.api.middleware.ProblemMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # below those that guard static files too
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.api.middleware.PictureTokenMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "studio.context_processors.shell",
            ],
        },
    },
]
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.errors.DiscreetReports"

# --- Database
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/db.sqlite3")}
_database = DATABASES["default"]
if not _database.get("ENGINE", "").endswith(("sqlite3", "postgresql")):
    raise ImproperlyConfigured(  # without the value: it may hold a password
        "DATABASE_URL must be like sqlite:////path/to/file or postgres://user:password@host/name."
    )
if _database["ENGINE"].endswith("sqlite3"):
    _database.setdefault("OPTIONS", {}).update(
        timeout=20,
        transaction_mode="IMMEDIATE",  # so a read that turns into a write finds nobody before it
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    )
    CELERY_DB_REUSE_MAX = 1000  # a new SQLite connection costs more than most of its queries
else:
    _database["CONN_MAX_AGE"] = 0  # the pool demands it
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = postgresql.OPTIONS | _database.get("OPTIONS", {})

# --- Broker and cache
REDIS_URL = env.str("REDIS_URL", default=f"unix://{embedded_socket()}")
_redis = urlsplit(REDIS_URL)
if _redis.scheme not in {"redis", "rediss", "unix"}:
    raise ImproperlyConfigured(
        f"REDIS_URL must begin with redis://, rediss:// or unix://, not {_redis.scheme!r}."
    )
_embedded = _redis.scheme == "unix"
RATE_LIMIT_URL: str = f"{REDIS_URL}?db=1" if _embedded else REDIS_URL
CACHES = {
    "default": {
        "BACKEND": "config.caching.SteadyCache",
        "LOCATION": RATE_LIMIT_URL,
        "KEY_PREFIX": "musa",
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}
CELERY_BROKER_URL = f"redis+socket://{_redis.path}?virtual_host=0" if _embedded else REDIS_URL
CELERY_TASK_IGNORE_RESULT = True  # state lives in rows
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # for ever: a worker outlives a broker that is away
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_TASK_PUBLISH_RETRY = False  # the sweep finds what a hint did not reach
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,  # longer than the longest task
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 1,
    "socket_timeout": 2,  # one that hangs must not keep whoever sends a hint
    "max_retries": 1,
    "interval_start": 0,
}

# --- Storage
_storage = urlsplit(env.str("MEDIA_STORAGE_URL", default=(BASE_DIR / "media").as_uri()))
if _storage.scheme == "file":
    _media_storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": _storage.path},
    }
elif _storage.scheme == "s3" and _storage.hostname:
    _media_storage = {
        "BACKEND": "gallery.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": _storage.hostname,
            "location": _storage.path.strip("/"),
            "default_acl": None,
            "signature_version": "s3v4",
            **{key: values[0] for key, values in parse_qs(_storage.query).items()},
        },
    }
else:
    raise ImproperlyConfigured("MEDIA_STORAGE_URL must be file:///path or s3://bucket.")
STORAGES = {
    "default": _media_storage,
    "staticfiles": {"BACKEND": "config.static_files.StaticFiles"},
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # a form or a JSON body; files are counted apart
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a selection names each picture
DATA_UPLOAD_MAX_NUMBER_FILES = 100  # without script they come in one form

# --- Gemini
GEMINI_API_KEY = env.str("GEMINI_API_KEY", default="") or env.str("GOOGLE_API_KEY", default="")
GEMINI_BASE_URL = env.str("GEMINI_BASE_URL", default="")  # empty: Google
SIMULATOR_URL = env.str("SIMULATOR_URL", default="")
GEMINI_MODEL = env.str("GEMINI_MODEL", default="")  # id, alias or tier; empty: the catalogue's
GEMINI_TEXT_MODEL = env.str("GEMINI_TEXT_MODEL", default="")  # empty: no model for words alone
GENERATIONS_PER_USER = _number("GENERATIONS_PER_USER", 6)
GENERATIONS_TOTAL = _number("GENERATIONS_TOTAL", 32)
GENERATIONS_PER_KEY = _number("GENERATIONS_PER_KEY", GENERATIONS_TOTAL)
GENERATION_TIMEOUT_S = _number("GENERATION_TIMEOUT_S", 300, least=10)  # the provider's own minimum
LEASE = timedelta(seconds=30)
LEASE_RENEWAL = timedelta(seconds=10)
SPOOL_DIR = VAR_DIR / "spool"  # paid answers that the store refused
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "studio.sweep", "schedule": 5.0},
    "deliver": {"task": "studio.deliver", "schedule": 5.0},
    "tidy": {"task": "studio.tidy", "schedule": 3600.0},
    "clean": {"task": "gallery.clean", "schedule": 6 * 3600.0},
}

# --- People
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "studio:generate"
LOGOUT_REDIRECT_URL = "account_login"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
_validation = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_validation}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_validation}.MinimumLengthValidator"},  # 8
    {"NAME": "sessions_app.passwords.MaximumLengthValidator"},  # 128
    {"NAME": f"{_validation}.CommonPasswordValidator"},
    {"NAME": f"{_validation}.NumericPasswordValidator"},
    {"NAME": "sessions_app.passwords.TokensEndWithThePassword"},
]
SIGNUP_OPEN = _flag("SIGNUP_OPEN")
ACCOUNT_ADAPTER = "sessions_app.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a new password or address is told to the old one
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before an address changes: it can reset the password
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}  # key: account and network together
# X-Forwarded-For is believed as far as so many proxies of one's own wrote it.
ALLAUTH_TRUSTED_PROXY_COUNT = _number("TRUSTED_PROXY_COUNT", 0, least=0)
try:
    globals().update(env.email_url("EMAIL_URL", default="consolemail://"))
except ImproperlyConfigured as _error:
    raise ImproperlyConfigured(
        "EMAIL_URL must be consolemail:// or like smtp+tls://user:password@host:587."
    ) from _error
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = f"Musa <musa@{urlsplit(SITE_URL).hostname or 'localhost'}>"

# --- Web
API_REQUESTS_PER_MINUTE = _number("API_REQUESTS_PER_MINUTE", 600)  # of one token
WEBHOOKS_ALLOW_PRIVATE = _flag("WEBHOOKS_ALLOW_PRIVATE")  # also lets http:// addresses in
PICTURES_PRIVATE_HOSTS: list[str] = env.list("PICTURES_PRIVATE_HOSTS", default=[])
CORS_ALLOWED_ORIGINS: list[str] = env.list("CORS_ALLOWED_ORIGINS", default=[])
_https = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside, without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_NAME = "__Host-session" if _https else "musa_session"
CSRF_COOKIE_NAME = "__Host-csrf" if _https else "musa_csrf"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Language, time, logs
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "httpx2": {"level": "WARNING"},  # its lines carry whole URLs
        "google_genai": {"level": "WARNING"},
        # A hint that came and went says nothing; what was done with it has lines of its own.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
