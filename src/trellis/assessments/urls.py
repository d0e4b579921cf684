"""The addresses of quizzes."""

from django.urls import path

from trellis.assessments.views import appeals, bank, extra_time, grading, mine, playing, results

app_name = "assessments"
urlpatterns = [
    path("", mine.home, name="home"),
    path("attempts/", mine.attempts, name="attempts"),
    path("attempts/<uuid:key>/", playing.attempt, name="attempt"),
    path("attempts/<uuid:key>/save/", playing.save, name="save"),
    path("attempts/<uuid:key>/now/", playing.now, name="now"),
    path("attempts/<uuid:key>/appeal/", appeals.make, name="appeal-make"),
    path("attempts/<uuid:key>/void/", grading.void, name="void"),
    path("grading/", grading.queue, name="queue"),
    path("grading/<uuid:key>/", grading.grade, name="grading"),
    path("appeals/", appeals.every, name="appeals"),
    path("appeals/<uuid:key>/", appeals.one, name="appeal"),
    path("extra-time/", extra_time.every, name="extra-time"),
    path("extra-time/<uuid:key>/end/", extra_time.end, name="extra-time-end"),
    path("bank/", bank.every, name="bank"),
    path("bank.<slug:form>", bank.file, name="bank-export"),
    path("results/", results.every, name="all-results"),
    path("results/export/<slug:form>/<path:path>", results.file, name="results-export"),
    path("results/question/<slug:name>/<path:path>", results.question, name="question"),
    path("results/<path:path>", results.quiz, name="results"),
    path("quiz/<path:path>", mine.quiz, name="quiz"),
]
