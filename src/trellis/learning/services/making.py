"""Writes of paths that are made for people: from a template by what each has, items added to it, and how they end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import defined
from trellis.core.records import uuid7
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.courses.definitions.courses import LearningPath
from trellis.learning import rules, terms
from trellis.learning.definitions.notices import ASSIGNED
from trellis.learning.events import MadePathMoved, PathMade
from trellis.learning.models import ItemKind, MadeItem, MadePath, MadeState
from trellis.learning.queries import made as queries
from trellis.learning.queries import tailoring
from trellis.learning.services.errors import LearningError
from trellis.pages.queries.current import current_edition
from trellis.people.days import today
from trellis.work.phrases import filled

MOST_PEOPLE = 100
MOST_ITEMS = 60
LONGEST_ADDRESS = 500


@dataclass(frozen=True, slots=True)
class OwnItem:
    """An item that is added by hand: `what` is the key of a course, the path of a page, or an address."""

    kind: str
    title: str
    what: str = ""


def make(
    *,
    people: Collection[Person],
    title: str,
    by: Account,
    template: str = "",
    own: Sequence[OwnItem] = (),
    why: str = "",
    due_on: date | None = None,
    key: UUID | None = None,
) -> list[MadePath]:
    """Make a path for each of some people: what each still needs of a template, and own items for all of them.

    Who needs nothing of it, where there are no own items, gets none. `key` names the group: with the same key again
    those who have theirs keep it. Raises NotAllowedError, LearningError.
    """
    name = " ".join(title.split())[:300]
    path = _checked(people, name, by, template, own, due_on)
    picked = tailoring.tailored(path, [each.pk for each in people]) if path is not None else {}
    group = key or uuid7()
    found = []
    with transaction.atomic():
        have = {each.person_id: each for each in MadePath.objects.filter(group=group)}
        if any(each.made_by_id != by.pk for each in have.values()):
            raise NotAllowedError(_("This path was made by somebody else."))
        for person in people:
            items = picked[person.pk].items if path is not None else ()
            if person.pk in have:
                found.append(have[person.pk])
            elif items or own:
                found.append(_one(person, name, by, path.key if path else "", items, own, why, due_on, group))
    return found


def add(*, path: MadePath, item: OwnItem, by: Account, to_all: bool = False) -> int:
    """Add an item at the end, also `to_all` of the same group that one may change; to how many. Twice is once.

    Raises NotAllowedError, LearningError.
    """
    _check_item(item)
    with transaction.atomic():
        rows = MadePath.objects.select_for_update(of=("self",)).select_related("person__account")
        found = list(rows.filter(group=path.group, state=MadeState.ACTIVE).order_by("pk")) if to_all else [
            rows.get(pk=path.pk)
        ]  # fmt: skip
        mine = [each for each in found if rules.can_shape(by, each) or each.person_id == by.person_id]
        if not mine:
            raise NotAllowedError(_("This is somebody else's path."))
        n = 0
        for each in mine:
            if each.state == MadeState.WITHDRAWN:
                raise LearningError(_("This path was given up."))
            if each.items.count() >= MOST_ITEMS:
                raise LearningError(_("A path has at most %(n)s items.") % {"n": MOST_ITEMS})
            if item.what and each.items.filter(kind=item.kind, key=_key_of(item)).exclude(key="").exists():
                continue
            last = each.items.aggregate(last=Max("place"))["last"] or 0
            _write(each, item, last + 1, by)
            _set(each, MadeState.ACTIVE, by)
            n += 1
    return n


def take_out(*, item: MadeItem, by: Account) -> None:
    """Take an item out: who may change the path, and who added it. Raises NotAllowedError."""
    with transaction.atomic():
        path = _locked(item.path_id)
        if not (rules.can_shape(by, path) or item.added_by_id == by.pk):
            raise NotAllowedError(_("Who made the path takes items out."))
        MadeItem.objects.filter(pk=item.pk).delete()
        _finish_if_done(path, by)


def tick(*, item: MadeItem, done: bool, by: Account) -> MadeItem:
    """Say that one has done an item, or not after all. Courses are done by completing them.

    Raises NotAllowedError for anybody but whose path it is, LearningError.
    """
    with transaction.atomic():
        path = _locked(item.path_id)
        if not rules.can_see(by) or by.person_id != path.person_id:
            raise NotAllowedError(_("This is somebody else's path."))
        found = MadeItem.objects.select_for_update().get(pk=item.pk)
        if found.kind == ItemKind.COURSE:
            raise LearningError(_("A course is done once you complete it."))
        if (found.done_at is not None) != done:
            found.done_at = timezone.now() if done else None
            found.save(update_fields=["done_at"])
            if done:
                _finish_if_done(path, by)
            elif path.state == MadeState.COMPLETED:
                _set(path, MadeState.ACTIVE, by)
    return found


def give_up(*, path: MadePath, by: Account) -> MadePath:
    """End a path that is not wanted any more; its courses go on one by one. Raises NotAllowedError."""
    with transaction.atomic():
        found = _locked(path.pk)
        if by.person_id != found.person_id and not rules.can_shape(by, found):
            raise NotAllowedError(_("This is somebody else's path."))
        if found.state == MadeState.ACTIVE:
            _set(found, MadeState.WITHDRAWN, by)
    return found


def look_at(person: UUID, course: str) -> int:
    """Complete the paths of somebody whose last item a course was; how many."""
    n = 0
    rows = MadeItem.objects.filter(
        path__person=person, path__state=MadeState.ACTIVE, kind=ItemKind.COURSE
    ).values_list("path", "key")
    paths = {path for path, key in rows if course in terms.counting_as(key)}
    for key in sorted(paths):
        with transaction.atomic():
            n += _finish_if_done(_locked(key), None)
    return n


def open_again(person: UUID, course: str) -> int:
    """Have paths go on that were completed by a course which is not completed after all; how many."""
    n = 0
    rows = MadePath.objects.filter(person=person, state=MadeState.COMPLETED, items__kind=ItemKind.COURSE)
    for key in sorted(set(rows.values_list("pk", flat=True))):
        with transaction.atomic():
            path = _locked(key)
            if not queries.is_complete(queries.views(person, [path])[0]):
                _set(path, MadeState.ACTIVE, None)
                n += 1
    return n


def _one(
    person: Person,
    title: str,
    by: Account,
    template: str,
    items: Sequence[tailoring.Picked],
    own: Sequence[OwnItem],
    why: str,
    due_on: date | None,
    group: UUID,
) -> MadePath:
    made = MadePath.objects.create(
        person=person, group=group, title=title, why=" ".join(why.split())[:500], template=template,
        revision=defined.revision()[:200], made_by=by, due_on=due_on,
    )  # fmt: skip
    MadeItem.objects.bulk_create(
        MadeItem(
            path=made, place=at, kind=each.kind, key=each.key, title=each.title[:300], why=each.why[:300]
        )
        for at, each in enumerate(items, start=1)
    )
    for at, item in enumerate(own, start=len(items) + 1):
        _write(made, item, at, by)
    publish(PathMade(made.pk, by.pk, person.pk, template))
    account = getattr(person, "account", None)
    if account is not None:
        said = gettext_lazy("A learning path is made for you: %(title)s")
        notices.notify(
            ASSIGNED, [account], subject=filled(said, title=title), text=made.why, actor=by,
            address=reverse("learning:made", args=[made.pk]), key=f"learning made {made.pk}",
        )  # fmt: skip
    return made


def _write(path: MadePath, item: OwnItem, place: int, by: Account) -> MadeItem:
    is_link = item.kind == ItemKind.LINK or (item.kind == ItemKind.MEETING and item.what)
    return MadeItem.objects.create(
        path=path, place=place, kind=item.kind, key=_key_of(item), title=_title_of(item)[:300],
        url=item.what.strip() if is_link else "", is_own=True, added_by=by,
    )  # fmt: skip


def _key_of(item: OwnItem) -> str:
    return item.what.strip() if item.kind in (ItemKind.COURSE, ItemKind.READING) else ""


def _title_of(item: OwnItem) -> str:
    title = " ".join(item.title.split())
    if title:
        return title
    if item.kind == ItemKind.COURSE:
        return terms.title_of("course", item.what.strip())
    return current_edition().handbook.pages[item.what.strip()].title


def _checked(
    people: Collection[Person],
    title: str,
    by: Account,
    template: str,
    own: Sequence[OwnItem],
    due_on: date | None,
) -> LearningPath | None:
    if not title:
        raise LearningError(_("The path needs a name."), field="title")
    if not people:
        raise LearningError(_("Choose people."), field="people")
    if len(people) > MOST_PEOPLE:
        raise LearningError(
            _("Make it for at most %(n)s people at once.") % {"n": MOST_PEOPLE}, field="people"
        )
    if not all(rules.can_make_path_for(by, each) for each in people):
        raise NotAllowedError(_("You make paths for yourself and for the people below you."))
    if due_on is not None and due_on < today():
        raise LearningError(_("Choose a day to come."), field="due_on")
    path = terms.path(template) if template else None
    if template and (path is None or not current_edition().sees(path.path)):
        raise LearningError(_("The handbook has no such path."), field="template")
    if path is None and not own:
        raise LearningError(_("Choose a template, or add items."), field="template")
    if len(own) > MOST_ITEMS:
        raise LearningError(_("A path has at most %(n)s items.") % {"n": MOST_ITEMS})
    for each in own:
        _check_item(each)
    return path


def _check_item(item: OwnItem) -> None:
    what, edition = item.what.strip(), current_edition()
    if item.kind not in ItemKind.values:
        raise LearningError(_("Choose one of the kinds that are offered."), field="kind")
    if item.kind == ItemKind.COURSE:
        course = terms.course(what)
        if course is None or not edition.sees(course.path):
            raise LearningError(_("There is no course “%(key)s”.") % {"key": what}, field="what")
        return
    if item.kind == ItemKind.READING:
        if what not in edition.handbook.pages or not edition.sees(what):
            raise LearningError(
                _("The handbook has no page “%(path)s”.") % {"path": what},
                hint=_("Write its path, such as people/feedback.md."), field="what",
            )  # fmt: skip
        return
    if not item.title.strip():
        raise LearningError(_("Say what it is."), field="title")
    needs_address = item.kind == ItemKind.LINK or (item.kind == ItemKind.MEETING and what)
    if needs_address and not _is_address(what):
        raise LearningError(_("Write a whole address that begins with https://."), field="what")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(text) <= LONGEST_ADDRESS


def _finish_if_done(path: MadePath, by: Account | None) -> int:
    if path.state != MadeState.ACTIVE or not queries.is_complete(queries.views(path.person_id, [path])[0]):
        return 0
    _set(path, MadeState.COMPLETED, by)
    return 1


def _set(path: MadePath, state: str, by: Account | None) -> None:
    path.state = state
    path.completed_on = today() if state == MadeState.COMPLETED else None
    path.save(update_fields=["state", "completed_on"])
    publish(MadePathMoved(path.pk, by.pk if by is not None else None, path.person_id, str(state)))


def _locked(key: UUID) -> MadePath:
    return MadePath.objects.select_for_update(of=("self",)).select_related("person").get(pk=key)
