"""Loans in the browser and for programs."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from ninja import Query, Schema

from lending import queries, services
from trellis.core.api.calls import caller_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.rooms import Room
from trellis.web.tables import Column, table_of

room = Room("Lending")
COLUMNS = (
    Column("title", "Thing", lambda each: each.title, sort=("title",)),
    Column("borrower", "Who has it", lambda each: each.borrower.name, sort=("borrower__name",)),
)


def loans(request):
    if request.method == "POST":
        return redirect("lending:loan", services.ask(thing=request.POST["thing"], by=request.user).pk)
    table = table_of(
        request, "t-loans", "Loans", COLUMNS, queries.seen_by(request.user),
        row_url=lambda each: queries.address(each.pk),
    )  # fmt: skip
    return render(request, "lending/page.html", {"table": table})


def loan(request, key):
    found = get_object_or_404(queries.seen_by(request.user), pk=key)
    if request.method == "POST":
        found = services.bring_back(loan=found, by=request.user)
    return render(request, "lending/page.html", {"loan": found})


class LoanSchema(Schema):
    """A loan, as programs see it."""

    title: str
    state: str


@room.read("/loans", LoanSchema, scope="loans:read", listed=True)
def list_loans(request, paging: Query[Paging]):
    """The loans that whoever calls may see."""
    part = part_of_query(request, paging, queries.seen_by(caller_in(request).account), "pk")
    return {**part, "items": [LoanSchema(title=each.title, state=each.state) for each in part["items"]]}


app_name = "lending"
urlpatterns = [path("loans/", loans, name="loans"), path("loans/<uuid:key>/", loan, name="loan")]
