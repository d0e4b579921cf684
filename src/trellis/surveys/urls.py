"""The addresses of surveys."""

from django.urls import path

from trellis.surveys.views import actions, analysis, mine, results, rounds, selfid

app_name = "surveys"
urlpatterns = [
    path("", mine.home, name="home"),
    path("<uuid:key>/answer/", mine.answer, name="answer"),
    path("<uuid:key>/results/", results.results, name="results"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<uuid:key>/", rounds.survey_round, name="round"),
    path("rounds/<uuid:key>/do/", rounds.act, name="round-act"),
    path("actions/", actions.actions, name="actions"),
    path("actions.<slug:form>", actions.actions_file, name="actions-export"),
    path("actions/new/", actions.new, name="new-action"),
    path("actions/<uuid:key>/", actions.action, name="action"),
    path("self-identification/", selfid.own, name="self-identification"),
    path("self-identification/report/", selfid.report, name="self-report"),
    path("turnover/", analysis.turnover, name="turnover"),
    path("turnover.<slug:form>", analysis.turnover_file, name="turnover-export"),
    path("turnover/left/", analysis.leavers, name="leavers"),
    path("turnover/left.<slug:form>", analysis.leavers_file, name="leavers-export"),
    path("risks/", analysis.risks, name="risks"),
]
