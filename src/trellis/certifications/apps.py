"""Certifications: what somebody has to show, who holds which certificate, and what it rests on."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificationsConfig(AppConfig):
    """Says to the rooms below what this one knows, and puts certifications into the side bar."""

    name = "trellis.certifications"
    label = "certifications"

    def ready(self) -> None:
        from trellis.certifications import personal_data, regular, sources, standing_evidence, subscribers  # noqa: PLC0415 - not before the apps are loaded
        from trellis.certifications.definitions.kinds import KINDS  # noqa: PLC0415 - likewise
        from trellis.certifications.definitions.permissions import PERMISSIONS, WORKSPACES  # noqa: PLC0415 - likewise
        from trellis.core import kinds  # noqa: PLC0415 - likewise
        from trellis.core.definitions import permissions  # noqa: PLC0415 - likewise

        for kind in KINDS:
            kinds.register(kind)
        permissions.register(PERMISSIONS, WORKSPACES)
        sources.register()
        standing_evidence.register()
        personal_data.register()
        regular.register()
        subscribers.register()
        self._tell()
        self._describe()
        self._accompany()
        self._wait()
        self._show()
        self._export()

    def _tell(self) -> None:
        """Say of what people are told."""
        from trellis.certifications.definitions import notices  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core.notifying import NoticeKind, register  # noqa: PLC0415 - likewise

        register(
            NoticeKind(
                notices.NEWS, _("Certificates"), _("I was awarded a certificate, or one of mine has changed.")
            )
        )
        register(
            NoticeKind(
                notices.ENDING,
                _("Certificates that end"),
                _("A certificate of mine ends soon, or my role asks for one."),
            )
        )
        register(
            NoticeKind(
                notices.SIGN, _("Sign-offs"), _("I am asked to sign something off, or mine was answered.")
            )
        )
        register(
            NoticeKind(
                notices.LAPSING,
                _("Certificates of my team"),
                _("The certificate of somebody who reports to me ends soon, or their role asks for one."),
            )
        )

    def _describe(self) -> None:
        """Say what the objects of this room are called, and what pages and proposals show of them."""
        from trellis.certifications import touches  # noqa: PLC0415 - not before the apps are loaded
        from trellis.certifications.queries import describing  # noqa: PLC0415 - likewise
        from trellis.core import objects  # noqa: PLC0415 - likewise
        from trellis.pages import companions, starting, touching  # noqa: PLC0415 - likewise

        objects.register(
            "certificate", _("certificate"), describing.certificates, seen=describing.certificates_seen
        )
        objects.register("sign_off", _("sign-off"), describing.sign_offs, seen=describing.sign_offs_seen)
        objects.register("certificate_lack", _("certificate that a role asks for"), describing.lacks)
        objects.register("certificate_request", _("change of a certificate"), describing.requests)
        companions.register("certifications", touches.companion_of)
        touching.register("certifications", _("Certificates that rest on it"), touches.touched)
        starting.register(
            starting.Skeleton("certification", _("Certification"), "certifications", touches.SKELETON)
        )

    def _accompany(self) -> None:
        """Say what pages of courses and of learning show of certifications."""
        from trellis.assessments import using  # noqa: PLC0415 - not before the apps are loaded
        from trellis.certifications import companions  # noqa: PLC0415 - not before the apps are loaded
        from trellis.courses import companions as of_courses  # noqa: PLC0415 - likewise
        from trellis.learning import companions as of_learning  # noqa: PLC0415 - likewise
        from trellis.roles import panels as of_roles  # noqa: PLC0415 - likewise

        of_roles.register("certifications", companions.of_role)
        using.register("certifications", companions.uses_of_quizzes)
        of_courses.register("certifications", companions.of_courses)
        of_courses.register_for_paths("certifications", companions.of_path)
        of_courses.register_touched("certifications", companions.touched)
        of_learning.register("certifications", companions.of_home)

    def _wait(self) -> None:
        """Say what of this room waits in My work."""
        from trellis.certifications.queries import describing  # noqa: PLC0415 - not before the apps are loaded
        from trellis.certifications.services import clock, doubting, keeping, signing  # noqa: PLC0415 - likewise
        from trellis.work.kinds import WorkKind, register  # noqa: PLC0415 - likewise

        register(WorkKind(signing.WORK, _("Sign-off"), _("Sign off"), "check", describe=describing.sign_offs))
        register(
            WorkKind(
                keeping.WORK,
                _("Certificate"),
                _("Decide about more time"),
                "clock",
                describe=describing.certificates,
            )
        )
        register(
            WorkKind(clock.RENEW, _("Certificate"), _("Renew"), "clock", describe=describing.certificates)
        )
        register(
            WorkKind(
                doubting.WORK,
                _("Certificate that rests on what was taken back"),
                _("Decide about"),
                "flag",
                describe=describing.certificates,
            )
        )
        register(WorkKind(clock.LACK, _("Certificate"), _("Earn"), "flag", describe=describing.lacks))

    def _show(self) -> None:
        """Put certifications into the side bar and onto the pages of people, and say what a program may be good for."""
        from trellis.certifications import lists, rules  # noqa: PLC0415 - not before the apps are loaded
        from trellis.core import scopes  # noqa: PLC0415 - likewise
        from trellis.people import person_tabs  # noqa: PLC0415 - likewise
        from trellis.web import navigation, saving  # noqa: PLC0415 - likewise

        navigation.register(
            navigation.Room(
                key="certifications",
                title=_("Certifications"),
                icon="flag",
                url_name="certifications:home",
                order=43,
                allowed=navigation.whoever(rules.can_enter),
                within="learning",
            )
        )
        person_tabs.register(
            person_tabs.PersonTab(
                "certificates", _("Certificates"), "certifications:person", rules.can_see_person, order=62
            )
        )
        saving.register(lists.HOLDERS, "certifications:all-holders")
        scopes.register(scopes.Scope("certifications:read", _("see certifications, and who holds them")))
        scopes.register(
            scopes.Scope(
                "certifications:write", _("sign off, and extend, suspend, reinstate and revoke certificates")
            )
        )

    def _export(self) -> None:
        """Say what can be imported, and what an export of everything holds of this room."""
        from trellis.certifications import importers  # noqa: PLC0415 - likewise
        from trellis.core import exported, importing  # noqa: PLC0415 - not before the apps are loaded

        importing.register(importers.CERTIFICATES)
        exported.register("certifications.Award", without=("token",))
        exported.register(
            *(f"certifications.{each}" for each in ("Wording", "AwardEvidence", "AwardChange", "AwardRequest")),
            "certifications.Doubt", "certifications.SignOff", "certifications.Lack", "certifications.Must",
        )  # fmt: skip
