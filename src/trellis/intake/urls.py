"""The addresses of requests for courses."""

from django.urls import path

from trellis.intake.views import asking, figures, looking, updates, working

app_name = "intake"
urlpatterns = [
    path("", looking.board, name="board"),
    path("list/", looking.directory, name="list"),
    path("list/course-requests.<slug:form>", looking.directory_file, name="export"),
    path("flow/", figures.flow, name="flow"),
    path("new/", asking.ask, name="new"),
    path("similar/", asking.similar, name="similar"),
    path("updates/", updates.directory, name="updates"),
    path("updates/content-updates.<slug:form>", updates.directory_file, name="updates-export"),
    path("updates/<uuid:key>/", updates.update, name="update"),
    path("<uuid:key>/", looking.request, name="request"),
    path("<uuid:key>/change/", asking.change, name="change"),
    path("<uuid:key>/<slug:deed>/", working.do, name="do"),
]
