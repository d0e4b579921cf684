"""The addresses of growth."""

from django.urls import path

from trellis.growth.views import career, plans, promotions, succession, transfers

app_name = "growth"
urlpatterns = [
    path("", career.home, name="home"),
    path("people/<uuid:key>/", career.person, name="person"),
    path("people/<uuid:key>/level/", career.level, name="level"),
    path("people/<uuid:key>/transfer/", transfers.ask, name="transfer-new"),
    path("plans/<uuid:key>/", plans.plan, name="plan"),
    path("plans/<uuid:key>/<slug:deed>/", plans.do, name="plan-do"),
    path("promotions/", promotions.directory, name="promotions"),
    path("promotions/promotions.<slug:form>", promotions.directory_file, name="promotions-export"),
    path("promotions/<uuid:key>/", promotions.promotion, name="promotion"),
    path("calibration/", promotions.calibration, name="calibration"),
    path("succession/", succession.directory, name="succession"),
    path("succession/key-roles.<slug:form>", succession.directory_file, name="succession-export"),
    path("succession/new/", succession.mark, name="key-role-new"),
    path("succession/<uuid:key>/", succession.key_role, name="key-role"),
    path("succession/<uuid:key>/<slug:deed>/", succession.do, name="key-role-do"),
    path("transfers/<uuid:key>/", transfers.transfer, name="transfer"),
]
