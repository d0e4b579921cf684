"""Settings of Django and of Trellis. What differs from place to place comes from the environment, through `readers`.

TRELLIS_HANDBOOK        the handbook: words as `trellis.handbook.spec` understands them; default the example company,
                        of which `trellis up` keeps a copy in TRELLIS_DATA that can be changed
TRELLIS_DATA            folder for what Trellis keeps: database, secret key, collected static files
TRELLIS_DATABASE        sqlite:///path or postgres://user:password@host:port/name; default a file in TRELLIS_DATA
TRELLIS_SECRET_KEY      what sessions are signed with; default made once and kept in TRELLIS_DATA
TRELLIS_ALLOWED_HOSTS   the names under which people reach the site; default this machine's loopback names
TRELLIS_READING         `members` (default): reading asks for signing in; `open`: it does not
TRELLIS_URL             the address under which people reach the site, for links in merge requests; default none
TRELLIS_UPSTREAM        a repository elsewhere to keep in step with; see `trellis.config.upstreams` for more
TRELLIS_SIGNING_KEY     what commits are signed with: the path of an SSH key, or the name of a GPG key; default none
TRELLIS_LARGEST_FILE    megabytes that a file of the handbook may have; default 20
TRELLIS_PICTURE_MB      the largest picture that can be put into a page in the browser, 1 to 10 megabytes; default 5
TRELLIS_SMTP            mail server, smtp://user:password@host:587 or smtps://…:465; default none
TRELLIS_MAIL_FROM       whom mail comes from; needed with TRELLIS_SMTP
TRELLIS_WEBHOOK_NETWORKS  private networks that webhooks may reach, such as 10.1.0.0/16; default none
TRELLIS_LOGS            `text` (default) or `json`: how the log is written, on the error stream
TRELLIS_LOG_LEVEL       `warning` (default) or `info`, which adds a line for each request
TRELLIS_DRAIN           seconds that a server which is asked to end still answers, 0 to 300; default 0
TRELLIS_METRICS_TOKEN   what reading /metrics asks for, at least 16 characters; default none
TRELLIS_METRICS_NETWORKS  networks that may read /metrics where there is no token; default this machine
TRELLIS_WORKERS         where jobs are done: `here` (default), in the processes that answer, or `apart`, in those of
                        `trellis worker`
TRELLIS_FILES           where files of people lie: a folder, or s3://bucket/folder?endpoint=https://…&region=…; default
                        `files` in TRELLIS_DATA; TRELLIS_S3_KEY and TRELLIS_S3_SECRET are what a bucket is opened with
TRELLIS_FILES_DIRECT    whether browsers get files from the bucket itself, by addresses of five minutes; default no
TRELLIS_FILE_MB         the largest file that people attach, 1 to 2000 megabytes; default 50
TRELLIS_EXAMPLE_PEOPLE  whether the first start with the example handbook makes up its people; yes
TRELLIS_POLICY_GRACE    hours in which somebody can say that a merged change of a policy means nothing new, 0 to 720;
                        default 48
TRELLIS_FILE_KEYS       what files of confidential things are sealed with, the newest first; default the secret key
TRELLIS_SCANNER         a virus scanner: clamd:///path/of/socket, clamd://host:port, or a command; default none
TRELLIS_OIDC, TRELLIS_SAML  names of providers to sign in through; see `trellis.config.providers` for more
TRELLIS_SIGN_IN         `any` (default), or `providers`: passwords and passkeys are for owners only
TRELLIS_HTTPS           whether people reach the site by https, through a proxy that says so; default no
TRELLIS_DEBUG           Django's debug pages, for developers; default no
"""

from __future__ import annotations

from ipaddress import ip_network

from django.utils.translation import gettext_lazy as _

from trellis.config import places, secret_key
from trellis.config.filing import read_files
from trellis.config.providers import read_providers
from trellis.config.readers import SHORTEST_KEY, Reader, SettingError
from trellis.config.upstreams import read_upstream
from trellis.handbook.spec import split_words

_read = Reader()

# Of this place.
TRELLIS_DATA = _read.folder("TRELLIS_DATA", places.default_data())
TRELLIS_HANDBOOK = split_words(_read.text("TRELLIS_HANDBOOK", str(places.default_handbook(TRELLIS_DATA))))
TRELLIS_READING = _read.choice("TRELLIS_READING", ("open", "members"), default="members")
TRELLIS_PICTURE_MB = _read.integer("TRELLIS_PICTURE_MB", default=5, least=1, most=10)
FILES_FOLDER, FILES_BUCKET = read_files(_read, TRELLIS_DATA / "files")
EXPORTED_HANDBOOKS = "trellis.config.moving.sources.export"
TRELLIS_FILES_DIRECT = _read.boolean("TRELLIS_FILES_DIRECT", default=False)
TRELLIS_FILE_MB = _read.integer("TRELLIS_FILE_MB", default=50, least=1, most=2000)
TRELLIS_EXAMPLE_PEOPLE = _read.boolean("TRELLIS_EXAMPLE_PEOPLE", default=True)
TRELLIS_POLICY_GRACE = _read.integer("TRELLIS_POLICY_GRACE", default=48, least=0, most=720)
TRELLIS_FILE_KEYS = _read.words("TRELLIS_FILE_KEYS")
TRELLIS_SCANNER = _read.text("TRELLIS_SCANNER")
TRELLIS_HTTPS = _read.boolean("TRELLIS_HTTPS", default=False)
TRELLIS_WORKERS = _read.choice("TRELLIS_WORKERS", ("here", "apart"), default="here")
TRELLIS_WEBHOOK_NETWORKS = _read.networks("TRELLIS_WEBHOOK_NETWORKS")
TRELLIS_URL = _read.site("TRELLIS_URL")
TRELLIS_LARGEST_FILE = _read.integer("TRELLIS_LARGEST_FILE", default=20, least=1, most=100) * 2**20
TRELLIS_SIGNING_KEY = _read.text("TRELLIS_SIGNING_KEY")
TRELLIS_UPSTREAM = read_upstream(_read, TRELLIS_LARGEST_FILE)
SIGN_IN_PROVIDERS = read_providers(_read)
TRELLIS_SIGN_IN = _read.choice("TRELLIS_SIGN_IN", ("any", "providers"), default="any")
if TRELLIS_SIGN_IN == "providers" and not SIGN_IN_PROVIDERS:
    raise SettingError("TRELLIS_SIGN_IN", "is providers, and TRELLIS_OIDC and TRELLIS_SAML name none.")
TRELLIS_DRAIN = _read.integer("TRELLIS_DRAIN", default=0, least=0, most=300)
TRELLIS_METRICS_TOKEN = _read.secret("TRELLIS_METRICS_TOKEN", least=16)
TRELLIS_METRICS_NETWORKS = _read.networks("TRELLIS_METRICS_NETWORKS") or [
    ip_network("127.0.0.0/8"),
    ip_network("::1"),
]
SECRET_KEY = _read.text("TRELLIS_SECRET_KEY") or secret_key.stored_key(TRELLIS_DATA)
if len(SECRET_KEY) < SHORTEST_KEY:
    raise SettingError("TRELLIS_SECRET_KEY", f"has {len(SECRET_KEY)} characters; it needs {SHORTEST_KEY}.")
if any(len(key) < SHORTEST_KEY for key in TRELLIS_FILE_KEYS):
    raise SettingError("TRELLIS_FILE_KEYS", f"holds a key with fewer than {SHORTEST_KEY} characters.")
DEBUG = _read.boolean("TRELLIS_DEBUG", default=False)
ALLOWED_HOSTS = _read.words("TRELLIS_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
DATABASES = {"default": _read.database("TRELLIS_DATABASE", f"sqlite:///{TRELLIS_DATA / 'trellis.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The rooms, and what of Django they stand on.
INSTALLED_APPS = [
    "trellis.config.demo",
    "trellis.growth",
    "trellis.certifications",
    "trellis.intake",
    "trellis.reviews",
    "trellis.classes",
    "trellis.conversations",
    "trellis.performance",
    "trellis.policies",
    "trellis.cases",
    "trellis.contracts",
    "trellis.compensation",
    "trellis.surveys",
    "trellis.meetings",
    "trellis.assessments",
    "trellis.courses",
    "trellis.learning",
    "trellis.people",
    "trellis.roles",
    "trellis.pages",
    "trellis.automations",
    "trellis.work",
    "trellis.discussions",
    "trellis.web",
    "trellis.core",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
ROOT_URLCONF = "trellis.config.urls"
WSGI_APPLICATION = "trellis.config.wsgi.application"
MIDDLEWARE = [
    "trellis.core.observed.ObservedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "trellis.web.middleware.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "trellis.web.middleware.BodyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "trellis.web.middleware.TextMiddleware",
    "trellis.web.middleware.ListFileMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "trellis.core.middleware.TimeZoneMiddleware",
    "trellis.core.middleware.ActingMiddleware",
    "trellis.core.middleware.SeenMiddleware",
    "trellis.core.middleware.SignInRequiredMiddleware",
    "trellis.pages.middleware.ReaderMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Accounts and sessions.
AUTH_USER_MODEL = "core.Account"
LOGIN_URL = "core:sign-in"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "trellis.core.sessionstore"
SESSION_COOKIE_AGE = 14 * 24 * 3600  # seconds
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TRELLIS_HTTPS
PASSWORD_HASHERS = [
    "trellis.core.hashing.PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# In the database, not in memory: what is kept there holds for all processes together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

# Jobs: Django's tasks interface, before our own table of them.
TASKS = {"default": {"BACKEND": "trellis.core.taskbackend.JobBackend"}}

# Mail, for invitations and links to choose a new password.
MAIL_IS_CONFIGURED = bool(_read.text("TRELLIS_SMTP"))
if MAIL_IS_CONFIGURED:
    EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_SSL, EMAIL_USE_TLS = _read.smtp(
        "TRELLIS_SMTP"
    )
    EMAIL_TIMEOUT = 10  # seconds
    DEFAULT_FROM_EMAIL = _read.mailbox("TRELLIS_MAIL_FROM")
TRELLIS_ADDRESS = (
    TRELLIS_URL or _read.text("TRELLIS_ADDRESS") or "http://localhost:8000"
)  # `up` sets the second

# Guards of the browser.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRELLIS_HTTPS else None
SECURE_SSL_REDIRECT = TRELLIS_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if TRELLIS_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

# A page of two megabytes, and what a form needs around it; a larger text is refused by the view, with its reason.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
LARGEST_FORM = max(4 * TRELLIS_FILE_MB, 200) * 2**20
"""With all its files, in bytes; what is larger is not read. Attachments, sent one after the other, have their own."""

# Static files: copied by `trellis up` under names that hold their digest, so that browsers may keep them for ever.
STATIC_URL = "/static/"
STATIC_ROOT = TRELLIS_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "trellis.web.staticfiles.Storage"},
}

# Language and time: records are in UTC, pages show the reader's own.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [places.LOCALE]
FORMAT_MODULE_PATH = "trellis.config.formats"
LANGUAGE_COOKIE_NAME = "trellis_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600  # seconds
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = TRELLIS_HTTPS
TIME_ZONE = "UTC"
USE_TZ = True

_LOGS = _read.choice("TRELLIS_LOGS", ("text", "json"), default="text")
_LEVEL = _read.choice("TRELLIS_LOG_LEVEL", ("warning", "info"), default="warning").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"named": {"()": "trellis.core.logs.NameRequests"}},
    "formatters": {
        "text": {
            "()": "trellis.core.logs.Readable",
            "format": "{asctime} {levelname} {name} [{request_id}]: {message}",
            "style": "{",
        },
        "json": {"()": "trellis.core.logs.Json"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": _LOGS, "filters": ["named"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Django's own handler would mail administrators, and say everything twice.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "trellis": {"level": _LEVEL},
    },
}
