"""The records of this room, one file for each subject; everybody imports them from here."""

from trellis.core.models.access_changes import AccessChange, AccessChangeRows
from trellis.core.models.accounts import NOWHERE, Access, Account, RoleHolding
from trellis.core.models.assignments import Assignment
from trellis.core.models.events import Delivery, Event, TreeHead
from trellis.core.models.federation import ProviderLink, SamlRequest
from trellis.core.models.files import Attachment, StoredFile
from trellis.core.models.imports import Fate, Import, ImportMapping, ImportRow, ImportState, ImportWay
from trellis.core.models.jobs import FINISHED, Job, JobState, Schedule, Worker
from trellis.core.models.notices import (
    ChatHook,
    ChatMessage,
    How,
    Mail,
    Notice,
    NoticeTimes,
    NoticeWish,
    Run,
)
from trellis.core.models.people import Person
from trellis.core.models.privacy import AccessNote, Erasure, LegalHold, PersonExport
from trellis.core.models.provisioning import Group, GroupRole, Identity, Membership, ProvisioningCall
from trellis.core.models.search import SearchAudience, SearchEntry
from trellis.core.models.signing_in import CodeApp, Passkey, RecoveryCode, SignIn, SignInLink
from trellis.core.models.support import LockOut, SupportVisit
from trellis.core.models.tokens import AccessToken, ApiKey, Reply, Tries
from trellis.core.models.webhooks import Message, Webhook

__all__ = [
    "FINISHED",
    "NOWHERE",
    "Access",
    "AccessChange",
    "AccessChangeRows",
    "AccessNote",
    "AccessToken",
    "Account",
    "ApiKey",
    "Assignment",
    "Attachment",
    "ChatHook",
    "ChatMessage",
    "CodeApp",
    "Delivery",
    "Erasure",
    "Event",
    "Fate",
    "Group",
    "GroupRole",
    "How",
    "Identity",
    "Import",
    "ImportMapping",
    "ImportRow",
    "ImportState",
    "ImportWay",
    "Job",
    "JobState",
    "LegalHold",
    "LockOut",
    "Mail",
    "Membership",
    "Message",
    "Notice",
    "NoticeTimes",
    "NoticeWish",
    "Passkey",
    "Person",
    "PersonExport",
    "ProviderLink",
    "ProvisioningCall",
    "RecoveryCode",
    "Reply",
    "RoleHolding",
    "Run",
    "SamlRequest",
    "Schedule",
    "SearchAudience",
    "SearchEntry",
    "SignIn",
    "SignInLink",
    "StoredFile",
    "SupportVisit",
    "TreeHead",
    "Tries",
    "Webhook",
    "Worker",
]
