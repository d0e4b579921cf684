"""What this room keeps of people, model by model: see `core.personal`."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from trellis.core.personal import LEFT, Basis, Data, Declaration, Fate, Lapse, declare

_TEAM = _("Others rely on it; whoever it names is called “Somebody who has left”.")
_SEALED = _("The sealed log holds identifiers, no names; taking an entry away would break its proof.")

_ACCOUNTS = (
    Declaration(
        "core.Account", _("Who can sign in, and what they may do."), Basis.CONTRACT, Data.PERSONAL,
        accounts=("pk",), named=("person",),
        personal=("email", "name", "language", "time_zone", "calendar", "user_name", "user_name_key", "external_id"),
        withheld=("password",), fate=Fate.ANONYMISE,
        blanks={
            "pk": {
                "name": LEFT, "language": "", "time_zone": "", "calendar": "", "user_name": "",
                "user_name_key": None, "external_id": "",
            }
        },
    ),
    Declaration(
        "core.Person", _("Whom the organisation knows: team, candidates, customers, partners."),
        Basis.CONTRACT, Data.PERSONAL, people=("pk",), named=("merged_into",),
        personal=("name", "email", "organisation", "external_reference"), fate=Fate.ANONYMISE,
        blanks={"pk": {"name": LEFT, "email": "", "organisation": "", "external_reference": "", "erased_at": Now()}},
        lapse=Lapse(
            "candidates", "changed_at", Q(kind="candidate", account=None, erased_at=None), anonymous=True
        ),
    ),
    Declaration(
        "core.RoleHolding", _("Which roles of the handbook somebody holds."), Basis.CONTRACT, Data.PERSONAL,
        accounts=("account",), personal=("title",),
    ),
    Declaration(
        "core.Assignment", _("Which duties somebody had, who gave them and why: for audits."),
        Basis.LEGITIMATE_INTEREST, Data.PERSONAL, accounts=("account",), named=("given_by", "ended_by"),
        personal=("duty", "reason"), plain=("revision",), fate=Fate.ANONYMISE, scrubbed=("reason",),
        blanks={"account": {"reason": "–"}},
    ),
    Declaration(
        "core.AccessChange", _("What was done with somebody's access, for audits."),
        Basis.LEGITIMATE_INTEREST, Data.PERSONAL, accounts=("account",), named=("by",),
        personal=("email", "before", "after"), withheld=("by_email",), fate=Fate.ANONYMISE,
        scrubbed=("before", "after"), blanks={"account": {"email": LEFT}, "by": {"by_email": LEFT}},
    ),
    Declaration(
        "core.Identity", _("What an identity provider says of an account, given back as it was sent."),
        Basis.CONTRACT, Data.PERSONAL, accounts=("account",), personal=("attributes",),
    ),
    Declaration(
        "core.Membership", _("Which groups of an identity provider somebody belongs to."), Basis.CONTRACT,
        Data.PERSONAL, accounts=("account",), personal=("display",),
    ),
    Declaration(
        "core.Group", _("Groups of an identity provider."), plain=("name", "name_key", "external_id"),
    ),
    Declaration("core.GroupRole", _("The roles that a group gives."), plain=("title",)),
    Declaration(
        "core.ProvisioningCall", _("What an identity provider asked for, to find faults."),
        Basis.LEGITIMATE_INTEREST, Data.PERSONAL, named=("by",), personal=("path", "detail"), plain=("method",),
        scrubbed=("path", "detail"), lapse=Lapse("provisioning-calls", "at"),
    ),
    Declaration(
        "core.ProviderLink", _("As whom a provider knows somebody, so that it can sign them in."), Basis.CONTRACT,
        Data.PERSONAL, accounts=("account",), personal=("subject",), plain=("provider", "issuer"),
    ),
    Declaration(
        "core.SamlRequest", _("A sign-in through a provider that is under way."), Basis.CONTRACT, Data.SECRET,
        personal=("told",), plain=("name", "provider"), lapse=Lapse("sign-in-links", "expires_at"),
    ),
)  # fmt: skip
_SIGNING_IN = (
    Declaration(
        "core.SignInLink", _("Links that let somebody in once."), Basis.CONTRACT, Data.SECRET, accounts=("account",),
        named=("issued_by",), withheld=("digest",), lapse=Lapse("sign-in-links", "expires_at"),
    ),
    Declaration(
        "core.SignIn", _("Where somebody is signed in, so that they can end it."), Basis.CONTRACT, Data.PERSONAL,
        accounts=("account",), personal=("device", "address"), withheld=("session_key",),
    ),
    Declaration(
        "sessions.Session", _("What a browser is known by while somebody is signed in."), Basis.CONTRACT,
        Data.SECRET, withheld=("session_key", "session_data"),
    ),
    Declaration(
        "core.CodeApp", _("The app whose codes prove who somebody is."), Basis.CONTRACT, Data.SECRET,
        accounts=("account",), withheld=("sealed_secret",),
    ),
    Declaration(
        "core.RecoveryCode", _("Codes on paper that stand in for a second factor."), Basis.CONTRACT, Data.SECRET,
        accounts=("account",), withheld=("digest",),
    ),
    Declaration(
        "core.Passkey", _("Keys on somebody's devices."), Basis.CONTRACT, Data.PERSONAL, accounts=("account",),
        personal=("name",), withheld=("credential_id", "public_key"),
    ),
    Declaration(
        "core.ApiKey", _("Tokens of somebody's programs."), Basis.CONTRACT, Data.SECRET, accounts=("account",),
        personal=("name",), plain=("scopes", "start"), withheld=("digest",),
    ),
    Declaration(
        "core.AccessToken", _("Short-lived tokens of machine clients."), Basis.CONTRACT, Data.SECRET,
        accounts=("key__account",), plain=("scopes",), withheld=("digest",),
    ),
    Declaration(
        "core.Reply", _("What a call was answered, for a day, so that it is done once."),
        Basis.LEGITIMATE_INTEREST, Data.SECRET, withheld=("key", "fingerprint", "headers", "sealed_body"),
    ),
    Declaration(
        "core.Tries", _("How often somebody tried something, under a digest: against guessing."), plain=("key",),
    ),
    Declaration(
        "core.LockOut", _("Who tried too often, against guessing."), Basis.LEGITIMATE_INTEREST, Data.PERSONAL,
        accounts=("account",), named=("lifted_by",), personal=("network",), lapse=Lapse("lock-outs", "until"),
    ),
    Declaration(
        "core.SupportVisit", _("Who acted as somebody to help them, and why."), Basis.LEGITIMATE_INTEREST,
        Data.PERSONAL, accounts=("account",), named=("by", "ended_by"), personal=("reason",), fate=Fate.ANONYMISE,
        blanks={"account": {"reason": "–"}}, scrubbed=("reason",), lapse=Lapse("support-visits", "asked_at"),
    ),
)  # fmt: skip
_TELLING = (
    Declaration(
        "core.Notice", _("What somebody was told."), Basis.CONTRACT, Data.PERSONAL, accounts=("account",),
        named=("actor",), personal=("subject", "text"), plain=("kind", "address", "key", "about"),
        scrubbed=("subject", "text"), spoken_of=("actor",), lapse=Lapse("notices", "created_at"),
    ),
    Declaration(
        "core.NoticeWish", _("How somebody wants to be told."), Basis.CONTRACT, Data.PERSONAL,
        accounts=("account",), plain=("kind",),
    ),
    Declaration(
        "core.NoticeTimes", _("When somebody is not to be disturbed."), Basis.CONTRACT, Data.PERSONAL,
        accounts=("account",),
    ),
    Declaration(
        "core.Mail", _("Mails that are to be sent, or were."), Basis.CONTRACT, Data.PERSONAL, accounts=("account",),
        personal=("subject", "text", "html"), plain=("kind", "trouble", "encloses"),
        scrubbed=("subject", "text", "html"), spoken_of=("notice__actor",),
        lapse=Lapse("mails", "sent_at", Q(sent_at__isnull=False)),
    ),
    Declaration(
        "core.ChatHook", _("The chat in which somebody is told."), Basis.CONSENT, Data.SECRET,
        accounts=("account",), named=("created_by",), personal=("name",), plain=("host", "kinds", "events"),
        withheld=("sealed_address",),
    ),
    Declaration(
        "core.ChatMessage", _("What is on its way to a chat."), Basis.CONSENT, Data.PERSONAL,
        accounts=("hook__account",), personal=("text",), plain=("kind", "answer"), scrubbed=("text",),
        spoken_of=("notice__actor",),
        lapse=Lapse("mails", "done_at", Q(done_at__isnull=False)),
    ),
    Declaration("core.Run", _("What was done once, by which process."), plain=("name",)),
)  # fmt: skip
_SITE = (
    Declaration(
        "core.Event", _("Everything that happened, sealed: for audits."), Basis.LEGITIMATE_INTEREST, Data.INTERNAL,
        accounts=("by",), plain=("name", "about", "data"), fate=Fate.KEEP, why=_SEALED,
    ),
    Declaration("core.TreeHead", _("The seals of the log."), plain=("root", "peaks", "previous", "signature")),
    Declaration("core.Delivery", _("What is still owed to an event."), plain=("reaction", "trouble")),
    Declaration(
        "core.Webhook", _("Other machines that are told of events."), Basis.NONE, Data.SECRET,
        named=("created_by",), plain=("name", "address", "events"), withheld=("sealed_secret",),
    ),
    Declaration("core.Message", _("Events on their way to other machines."), plain=("answer",)),
    Declaration("core.Worker", _("Processes that do jobs."), plain=("place", "kind")),
    Declaration(
        "core.Job", _("What somebody had done that takes long; for thirty days."), Basis.CONTRACT, Data.PERSONAL,
        accounts=("by",),
        personal=("what", "says"), scrubbed=("what", "says"),
        plain=("name", "schedule", "key", "address", "fault", "trouble", "cursor", "result"),
        withheld=("arguments",), fate=Fate.ANONYMISE, blanks={"by": {"what": "", "says": ""}},
    ),
    Declaration("core.Schedule", _("When regular jobs are due."), plain=("name", "zone")),
    Declaration(
        "core.StoredFile", _("The bytes of files; whose they are, their attachments say."),
        plain=("digest", "media_type", "family", "key_print", "scan_found"),
    ),
    Declaration(
        "core.Attachment", _("Files that somebody added to an object."), Basis.CONTRACT, Data.PERSONAL,
        accounts=("by",), personal=("name",), plain=("about",), scrubbed=("name",), fate=Fate.KEEP, why=_TEAM,
    ),
    Declaration(
        "core.SearchEntry", _("What is found of records; made of them again when they change."),
        Basis.LEGITIMATE_INTEREST, Data.INTERNAL, personal=("title", "detail", "text", "names", "terms", "slips"),
        plain=("kind", "digest"),
    ),
    Declaration("core.SearchAudience", _("Who finds a record."), plain=("audience", "kind", "start")),
    Declaration("auth.Permission", _("Not used."), plain=("name", "codename")),
    Declaration("auth.Group", _("Not used."), plain=("name",)),
    Declaration("auth.Group_permissions", _("Not used.")),
    Declaration("contenttypes.ContentType", _("Which models there are."), plain=("app_label", "model")),
)  # fmt: skip
_PRIVACY = (
    Declaration(
        "core.LegalHold", _("Whose data must not be taken away, and why."), Basis.LEGAL_DUTY, Data.CONFIDENTIAL,
        people=("person",), named=("placed_by", "ended_by"), withheld=("reason",), fate=Fate.KEEP,
        why=_("It proves why data was kept."),
    ),
    Declaration(
        "core.PersonExport", _("Copies of somebody's data that were made for them."), Basis.LEGAL_DUTY,
        Data.CONFIDENTIAL, people=("person",), named=("asked_by",), personal=("reason",), fate=Fate.ANONYMISE,
        blanks={"person": {"reason": ""}}, lapse=Lapse("exports", "expires_at"),
    ),
    Declaration(
        "core.Erasure", _("That somebody was erased: who asked, who agreed, why."), Basis.LEGAL_DUTY,
        Data.CONFIDENTIAL, people=("person",), accounts=("account",), named=("asked_by", "decided_by"),
        personal=("reason",), plain=("counts",), fate=Fate.KEEP, scrubbed=("reason",),
        why=_("It proves that the data was taken away, without saying whose it was."),
    ),
    Declaration(
        "core.AccessNote", _("Who looked at what is confidential, and why."), Basis.LEGITIMATE_INTEREST,
        Data.CONFIDENTIAL, accounts=("account",), personal=("why",), plain=("about",), fate=Fate.KEEP, why=_TEAM,
        lapse=Lapse("access-log", "at"),
    ),
)  # fmt: skip

_IMPORTS = (
    Declaration(
        "core.Import", _("A file that somebody brought to be imported, sealed; for ninety days."), Basis.CONTRACT,
        Data.PERSONAL, accounts=("by",), personal=("name", "headings", "sample", "mapping"),
        plain=("kind", "digest", "form", "looked", "made"), fate=Fate.ANONYMISE, blanks={"by": {"name": "–"}},
        scrubbed=("name", "sample"),
    ),
    Declaration(
        "core.ImportRow", _("What became of the rows of an import; for ninety days."), Basis.CONTRACT,
        Data.PERSONAL, personal=("what", "changes", "faults"), scrubbed=("what", "changes", "faults"),
    ),
    Declaration(
        "core.ImportMapping", _("What the headings of somebody's files mean."), Basis.CONTRACT, Data.PERSONAL,
        accounts=("account",), personal=("headings",), plain=("kind",),
    ),
)  # fmt: skip


def register() -> None:
    """Called when Django starts."""
    declare(*_IMPORTS, *_ACCOUNTS, *_SIGNING_IN, *_TELLING, *_SITE, *_PRIVACY)
