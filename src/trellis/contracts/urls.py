"""The addresses of documents and benefits."""

from django.urls import path

from trellis.contracts.views import benefits, documents, links, making

app_name = "contracts"
urlpatterns = [
    path("", documents.directory, name="documents"),
    path("documents.<slug:form>", documents.directory_file, name="documents-export"),
    path("link/<str:token>/", links.link, name="link"),
    path("link/<str:token>/document.pdf", links.paper, name="link-paper"),
    path("letters/", making.letters, name="letters"),
    path("verify/", documents.verify, name="verify"),
    path("of/<uuid:key>/", documents.of_person, name="person"),
    path("of/<uuid:key>/new/<path:template>", making.make, name="make"),
    path("benefits/", benefits.own, name="benefits"),
    path("benefits/programs/", benefits.programs, name="programs"),
    path("benefits/programs/<slug:name>/", benefits.program, name="program"),
    path("benefits/programs/<slug:name>/enrolled.<slug:form>", benefits.program_file, name="program-export"),
    path("benefits/<slug:name>/choose/", benefits.choose, name="choose"),
    path("<uuid:key>/", documents.document, name="document"),
    path("<uuid:key>/text/", documents.preview, name="preview"),
    path("<uuid:key>/sign/", making.sign, name="sign"),
    path("<uuid:key>/new-version/", making.new_version, name="new-version"),
    path("<uuid:key>/do/<slug:deed>/", documents.act, name="act"),
]
