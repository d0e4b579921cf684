"""The addresses of conversations."""

from django.urls import path

from trellis.conversations.views import feedback, mentoring, teams

app_name = "conversations"
urlpatterns = [
    path("", teams.home, name="home"),
    path("overview/", teams.overview, name="overview"),
    path("overview.<slug:form>", teams.overview_file, name="overview-export"),
    path("overview/mentoring/", mentoring.overview, name="pairs"),
    path("people/<uuid:key>/", teams.person, name="person"),
    path("feedback/", feedback.mine, name="feedback"),
    path("feedback/give/", feedback.give, name="give"),
    path("feedback/ask/", feedback.ask, name="ask"),
    path("feedback/asked/<uuid:key>/", feedback.answer, name="answer"),
    path("feedback/asked/<uuid:key>/decline/", feedback.decline, name="decline"),
    path("feedback/<uuid:key>/withdraw/", feedback.withdraw, name="withdraw"),
    path("mentoring/", mentoring.mine, name="mentoring"),
    path("mentoring/offers/", mentoring.offers, name="offers"),
    path("mentoring/offer/<slug:kind>/", mentoring.offer, name="offer"),
    path("mentoring/ask/<uuid:key>/<slug:kind>/", mentoring.ask, name="ask-mentor"),
    path("mentoring/<uuid:key>/", mentoring.pair, name="pair"),
    path("mentoring/<uuid:key>/<slug:deed>/", mentoring.do, name="pair-do"),
]
