"""Who works here, in which workspace, and may do what."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import preferences
from accounts.preferences import validate_timezone


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in, by e-mail address."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=150, blank=True)
    is_staff = models.BooleanField("may open the admin", default=False)
    is_active = models.BooleanField("active", default=True)
    has_keys = models.BooleanField("single-key shortcuts", default=True)
    language = models.CharField(
        max_length=5, blank=True, choices=settings.LANGUAGES, help_text="Empty: what the browser asks for."
    )
    sees_abuse = models.BooleanField("abusive texts are shown unblurred", default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ("email",)

    def __str__(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email.split("@")[0]


class WorkspaceQuerySet(models.QuerySet["Workspace"]):
    def of(self, user: User) -> WorkspaceQuerySet:
        """The workspaces that this person is a member of."""
        return self.filter(memberships__user=user)


class Workspace(models.Model):
    """One team's data. Everything else belongs to exactly one workspace."""

    name = models.CharField(max_length=150)
    slug = models.SlugField(max_length=60, unique=True)
    timezone = models.CharField(max_length=60, default="UTC", validators=[validate_timezone])
    languages = models.JSONField(
        default=preferences.default_languages,
        validators=[preferences.validate_languages],
        help_text="The languages that your people write in, as two-letter codes.",
    )
    business_hours = models.JSONField(
        default=preferences.default_business_hours,
        blank=True,
        validators=[preferences.validate_business_hours],
        help_text="By day, in your time zone. A day that is left out is closed.",
    )
    opt_out_words = models.JSONField(
        "opt-out words",
        default=preferences.default_opt_out_words,
        blank=True,
        validators=[preferences.validate_opt_out_words],
        help_text="Whoever sends one of these as the whole message gets no automatic message any more.",
    )
    is_automation_on = models.BooleanField(
        "automation is on", default=True, help_text="Off stops every rule of this workspace at once."
    )
    crisis_until = models.DateTimeField(
        null=True, blank=True, help_text="Until then nothing is answered automatically. It ends by itself."
    )
    crisis_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WorkspaceQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def is_in_crisis(self, now: datetime) -> bool:
        """Whether somebody stopped automatic answers for a while, and it has not ended yet."""
        return self.crisis_until is not None and now < self.crisis_until


class WorkspaceOwned(models.Model):
    """A row that belongs to one workspace. Every query starts from there."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="%(class)ss")

    class Meta:
        abstract = True


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    AGENT = "agent", _("Agent")
    VIEWER = "viewer", _("Viewer")


# Who may answer, hide, assign and resolve; and who may change rules, channels and members.
ACTING_ROLES = frozenset({Role.OWNER, Role.ADMIN, Role.AGENT})
MANAGING_ROLES = frozenset({Role.OWNER, Role.ADMIN})


class Membership(models.Model):
    """A person's place in a workspace."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.AGENT)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("workspace", "user")
        constraints = (models.UniqueConstraint(fields=["workspace", "user"], name="membership_unique_user"),)

    def __str__(self) -> str:
        return f"{self.user} in {self.workspace} ({self.get_role_display()})"

    @property
    def may_act(self) -> bool:
        """May answer, hide, assign and resolve."""
        return self.role in ACTING_ROLES

    @property
    def may_manage(self) -> bool:
        """May change rules, channels and members."""
        return self.role in MANAGING_ROLES


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self) -> ApiTokenQuerySet:
        now = timezone.now()
        alive = models.Q(expires_at=None) | models.Q(expires_at__gt=now)
        return self.filter(alive, membership__user__is_active=True)


class ApiToken(models.Model):
    """A key to the API for one member of one workspace.

    Only a hash is stored. The token is random, so a plain SHA-256 is as safe as a slow
    password hash and does not cost 200 ms of CPU a request.
    """

    PREFIX = "earful_"

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    last_four = models.CharField(max_length=4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "API token"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.name or 'Token'} …{self.last_four}"

    @classmethod
    def create(cls, membership: Membership, *, name: str = "") -> tuple[ApiToken, str]:
        """Return the row and the token itself, which is shown once and stored nowhere."""
        token = cls.PREFIX + secrets.token_urlsafe(32)
        row = cls.objects.create(
            membership=membership, name=name, digest=cls.digest_of(token), last_four=token[-4:]
        )
        return row, token

    @staticmethod
    def digest_of(token: str) -> str:
        return hmac.new(settings.SECRET_KEY.encode(), token.encode(), hashlib.sha256).hexdigest()


class Event(WorkspaceOwned):
    """One line of the audit trail: who did what to which row. Never changed."""

    class Actor(models.TextChoices):
        PERSON = "person", _("Person")
        RULE = "rule", _("Rule")
        SYSTEM = "system", "Earful"

    actor = models.CharField(max_length=10, choices=Actor)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="events")
    cause = models.CharField(max_length=100, blank=True, help_text="For a rule: its version.")
    verb = models.CharField(max_length=40)
    target_type = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=["workspace", "-created_at"], name="event_newest"),
            models.Index(fields=["target_type", "target_id"], name="event_target"),
        )

    def __str__(self) -> str:
        return f"{self.get_actor_display()} {self.verb} {self.target_type} {self.target_id}"
