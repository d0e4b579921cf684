"""The addresses of certifications and certificates, and that by which strangers check one."""

from django.urls import path

from trellis.certifications.views import awards, mine, verifying

app_name = "certifications"
_ROOM = "certifications"
urlpatterns = [
    path(f"{_ROOM}/", mine.home, name="home"),
    path(f"{_ROOM}/all/", mine.every, name="all"),
    path(f"{_ROOM}/holders/", awards.holders, name="all-holders"),
    path(f"{_ROOM}/holders.<slug:form>", awards.holders_file, name="all-holders-export"),
    path(f"{_ROOM}/required/", awards.required, name="required"),
    path(f"{_ROOM}/required.<slug:form>", awards.required_file, name="required-export"),
    path(f"{_ROOM}/lacking/", awards.lacking, name="lacking"),
    path(f"{_ROOM}/lacking.<slug:form>", awards.lacking_file, name="lacking-export"),
    path(f"{_ROOM}/people/<uuid:key>/", mine.person, name="person"),
    path(f"{_ROOM}/sign-offs/<uuid:key>/", mine.sign_off, name="sign-off"),
    path(f"{_ROOM}/awards/<uuid:key>/", awards.award, name="award"),
    path(f"{_ROOM}/awards/<uuid:key>.pdf", awards.paper_of, name="paper"),
    path(f"{_ROOM}/awards/<uuid:key>/evidence/", awards.evidence, name="evidence"),
    path(f"{_ROOM}/awards/<uuid:key>/do/<slug:deed>", awards.act, name="act"),
    path(f"{_ROOM}/of/<str:name>/", mine.certification, name="certification"),
    path(f"{_ROOM}/of/<str:name>/ask", mine.ask, name="ask"),
    path(f"{_ROOM}/of/<str:name>/look", mine.look_again, name="look"),
    path("verify/<str:token>/", verifying.verify, name="verify"),
]
