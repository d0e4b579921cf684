"""The addresses of pay."""

from django.urls import path

from trellis.compensation.views import bonuses, calculator, changes, interim, lists, person, review

app_name = "compensation"
urlpatterns = [
    path("", calculator.calculator, name="calculator"),
    path("list/", lists.directory, name="list"),
    path("list/pay.<slug:form>", lists.directory_file, name="list-export"),
    path("people/<uuid:key>/", person.person, name="person"),
    path("people/<uuid:key>/change/", changes.ask, name="ask"),
    path("people/<uuid:key>/keep/", person.keep, name="keep"),
    path("people/<uuid:key>/interim/", interim.ask, name="interim-new"),
    path("interim/", interim.directory, name="interims"),
    path("interim/interim-bonuses.<slug:form>", interim.directory_file, name="interims-export"),
    path("interim/<uuid:key>/", interim.interim, name="interim"),
    path("rows/<uuid:key>/withdraw/", person.withdraw, name="withdraw"),
    path("changes/<uuid:key>/", changes.change, name="change"),
    path("review/", review.own, name="review"),
    path("review/<uuid:key>/", review.sheet, name="sheet"),
    path("bonuses/", bonuses.directory, name="bonuses"),
    path("bonuses/bonuses.<slug:form>", bonuses.directory_file, name="bonuses-export"),
    path("bonuses/new/", bonuses.nominate, name="nominate"),
    path("bonuses/<uuid:key>/", bonuses.bonus, name="bonus"),
]
