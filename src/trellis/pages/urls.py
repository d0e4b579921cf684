"""Addresses of the handbook. `-` keeps sources, files and the tree's parts apart from pages."""

from django.urls import path, register_converter
from django.views.generic import RedirectView

from trellis.handbook import githistory
from trellis.pages.views import (
    editing,
    health,
    history,
    mending,
    moving,
    proposals,
    reading,
    reviews,
    translations,
    upstream,
    writing,
)
from trellis.web.guarding import open_to_all

app_name = "pages"


class CommitName:
    """The name of a commit in an address. No file of a handbook is called so: files have a suffix."""

    regex = githistory.NAME.pattern

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CommitName, "commit")

urlpatterns = [
    path("", open_to_all(RedirectView.as_view(pattern_name="pages:home")), name="root"),
    path("handbook/", reading.page, name="home"),
    path("handbook/-/source/<path:path>", reading.source, name="source"),
    path("handbook/-/files/<path:path>", reading.file, name="file"),
    path("handbook/-/tree/", reading.branch, name="tree"),
    path("handbook/-/pdf/", reading.printed_as_pdf, name="pdf-all"),
    path("handbook/-/pdf/<path:path>/", reading.printed_as_pdf, name="pdf"),
    path("handbook/-/print/", reading.printed, name="print-all"),
    path("handbook/-/print/<path:path>/", reading.printed, name="print"),
    path("handbook/-/star/<path:path>", reading.star, name="star"),
    path("handbook/-/recent/forget/", reading.forget, name="forget-recent"),
    path("handbook/-/history/<path:path>/export.<str:form>", history.history_file, name="history-export"),
    path("handbook/-/history/<path:path>/<commit:commit>/", history.change, name="change"),
    path("handbook/-/history/<path:path>/", history.history, name="history"),
    path("handbook/-/at/<commit:commit>/<path:path>/", history.then, name="then"),
    path("handbook/-/blame/<path:path>/", history.blame, name="blame"),
    path("handbook/-/edit/<path:path>", editing.edit, name="edit"),
    path("handbook/-/preview/<path:path>", editing.preview, name="preview"),
    path("handbook/-/mend/<path:path>", editing.mend, name="mend"),
    path("handbook/-/discard/<path:path>", editing.discard, name="discard"),
    path("handbook/-/complete/<slug:what>/<path:path>", writing.complete, name="complete"),
    path("handbook/-/blocks/<path:path>", writing.blocks, name="blocks"),
    path("handbook/-/block/<path:path>", writing.block, name="block"),
    path("handbook/-/picture/<path:path>", writing.picture, name="picture"),
    path("handbook/-/draft-picture/<path:path>", writing.draft_picture, name="draft-picture"),
    path("handbook/-/new/", editing.new, name="new"),
    path("handbook/-/move/<path:path>", moving.move, name="move"),
    path("handbook/-/delete/<path:path>", moving.delete, name="delete"),
    path("handbook/<path:path>/", reading.page, name="page"),
    path("proposals/", proposals.directory, name="proposals"),
    path("proposals/export.<str:form>", proposals.directory_file, name="proposals-export"),
    path("proposals/<int:number>/", proposals.proposal, name="proposal"),
    path("proposals/<int:number>/changes/", proposals.changes, name="proposal-changes"),
    path("proposals/<int:number>/checks/", proposals.checks, name="proposal-checks"),
    path("proposals/<int:number>/edit/<path:path>", editing.edit, name="proposal-edit"),
    path("proposals/<int:number>/files/<path:path>", writing.proposal_file, name="proposal-file"),
    path("proposals/<int:number>/conflicts/", proposals.conflicts, name="proposal-conflicts"),
    path("proposals/<int:number>/describe/", proposals.describe, name="proposal-describe"),
    path("proposals/<int:number>/comment/", proposals.comment, name="proposal-comment"),
    path("proposals/<int:number>/review/", proposals.review, name="proposal-review"),
    path("proposals/<int:number>/<str:act>/", proposals.end, name="proposal-end"),
    path(
        "proposals/<int:number>/comments/<uuid:key>/apply/",
        proposals.apply_suggestion,
        name="suggestion-apply",
    ),
    path("handbook-source/", upstream.state, name="upstream"),
    path("handbook-source/<slug:what>/", upstream.act, name="upstream-act"),
    path("hooks/upstream", upstream.hook, name="upstream-hook"),
    path("health/", health.health, name="health"),
    path("health/mend/", mending.mend, name="health-mend"),
    path("health/reviews/", reviews.reviews, name="reviews"),
    path("health/reviews/export.<str:form>", reviews.reviews_file, name="reviews-export"),
    path("health/reviews/<path:path>/reviewed/", reviews.reviewed, name="reviewed"),
    path("health/translations/", translations.translations, name="translations"),
    path("health/translations/export.<str:form>", translations.translations_file, name="translations-export"),
    path("health/trend/", health.trend, name="trend"),
    path("health/export.<str:form>", health.health_file, name="health-export"),
    path("health/codes/<str:code>/", health.code, name="code"),
]
