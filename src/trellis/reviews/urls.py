"""The addresses of reviews."""

from django.urls import path

from trellis.reviews.views import boards, cycles, mine, team, writing

app_name = "reviews"
urlpatterns = [
    path("", mine.mine, name="mine"),
    path("write/<uuid:key>/", writing.write, name="write"),
    path("write/<uuid:key>/draft/", writing.draft, name="draft"),
    path("write/<uuid:key>/decline/", writing.decline, name="decline"),
    path("review/<uuid:key>/", mine.review, name="review"),
    path("review/<uuid:key>/<slug:deed>/", mine.do, name="do"),
    path("cycles/", cycles.cycles, name="cycles"),
    path("cycles/open/<slug:name>/", cycles.opening, name="open"),
    path("cycles/<uuid:key>/", cycles.cycle, name="cycle"),
    path("cycles/<uuid:key>/act/", cycles.act, name="cycle-act"),
    path("cycles/<uuid:key>/export/<slug:form>/", cycles.file, name="cycle-export"),
    path("boards/", boards.boards, name="boards"),
    path("boards/new/<uuid:key>/", boards.new, name="board-new"),
    path("boards/<uuid:key>/", boards.board, name="board"),
    path("boards/<uuid:key>/move/", boards.move, name="board-move"),
    path("boards/<uuid:key>/act/", boards.act, name="board-act"),
    path("team/", team.team, name="team"),
    path("people/<uuid:key>/", team.person, name="person"),
]
