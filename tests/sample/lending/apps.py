"""Where everything of this room is said to the rooms below."""

from django.apps import AppConfig


class LendingConfig(AppConfig):
    name = "lending"

    def ready(self):
        from lending import definitions, models, queries, services
        from trellis.core import attaching, events, exported, kinds, notifying, objects, scopes, searching
        from trellis.core.definitions import permissions
        from trellis.core.personal import Basis, Data, Declaration, declare
        from trellis.web import navigation
        from trellis.work import kinds as work_kinds
        from trellis.work.events import ApprovalGranted

        def sees(who, key):
            return queries.seen_by(who).filter(pk=key).exists()

        def described(keys):
            return queries.described(models.Loan.objects.filter(pk__in=keys))

        def seen(who, keys):
            return queries.described(queries.seen_by(who).filter(pk__in=keys))

        kinds.register(definitions.LendingKind())
        permissions.register([definitions.KEEP])
        events.subscribe(ApprovalGranted, services.approved)
        objects.register("loan", "loan", described, seen=seen)
        attaching.register(attaching.Attaching("loan", sees=sees, adds=sees))
        notifying.register(notifying.NoticeKind("loan", "Loans", "What I borrowed was brought back."))
        work_kinds.register(work_kinds.WorkKind("loan", "Loan", "Bring back", describe=described))
        exported.register("lending.Loan")
        declare(Declaration(
            "lending.Loan", "What somebody borrowed.", Basis.CONTRACT, Data.PERSONAL,
            accounts=("borrower",), plain=("thing", "title", "state", "revision"),
        ))  # fmt: skip
        scopes.register(scopes.Scope("loans:read", "see loans"))
        searching.register(
            searching.SearchKind(
                "loan", "Loan", "Loans", "folder", models.Loan, queries.noted,
                lambda asker, keys: queries.seen_by(asker.who).filter(pk__in=keys),
                lambda _asker, hit: queries.address(hit.object), frozenset({"title"}), "loans:read",
            )
        )  # fmt: skip
        navigation.register(navigation.Room("lending", "Lending", "folder", "lending:loans", order=50))
