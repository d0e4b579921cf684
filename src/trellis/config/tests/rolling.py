"""What a migration must not do while the version before still runs, and what is let through with a reason."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models.fields import NOT_PROVIDED

from trellis.core.migrating import AddIndexConcurrently, Together

BEGAN = {
    "core": "0012_people_of_accounts",
    "discussions": "0001_comments",
    "pages": "0007_identities",
    "roles": "0001_form_steps",
    "web": "0001_saved_views",
    "work": "0001_work",
}
"""The last migrations of before this was asked: they were applied with the site stopped."""

LARGE = {
    "core.accesschange", "core.account", "core.delivery", "core.event", "core.mail", "core.message", "core.notice",
    "core.provisioningcall", "core.treehead", "pages.comment", "pages.pageviews", "pages.recentpage",
    "sessions.session",
}  # fmt: skip
"""Tables that grow with the people and the years: an index is built beside those who write."""

ALLOWED: dict[tuple[str, str], str] = {
    ("growth", "0002_transfer_pay"): "it leaves the amounts empty, and the database their currencies.",
}
"""Migrations that are let through, and why the version before goes on all the same."""

_ONLY_IN_PYTHON = {
    "blank", "choices", "default", "editable", "error_messages", "help_text", "limit_choices_to", "on_delete",
    "related_name", "related_query_name", "validators", "verbose_name",
}  # fmt: skip


def faults_of(migration, state):
    """What a migration would break, in sentences; `state` is that of before it, and is moved on."""
    vars(state).pop("apps", None)  # no rule asks for models, and drawing them takes a hundred times as long
    new, found = set(), []
    for operation in flat(migration.operations):
        found += [f"{migration}: {fault}" for fault in _faults(operation, migration, state, new)]
        if isinstance(operation, migrations.CreateModel):
            new.add(operation.name_lower)
        operation.state_forwards(migration.app_label, state)
    return found


def flat(operations):
    """The operations that touch the database."""
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from flat(operation.database_operations)
        elif isinstance(operation, Together):
            yield from flat(operation.tables)
        else:
            yield operation


def _faults(operation, migration, state, new):  # noqa: C901 - a table
    match operation:
        case migrations.RunPython():
            return _of_python(operation)
        case migrations.RunSQL():
            return [
                "SQL of its own: nothing tells whether the version before goes on; list it with a reason."
            ]
        case migrations.CreateModel():
            return []
    name = getattr(operation, "model_name_lower", "") or getattr(operation, "name_lower", "")
    if name in new:
        return []  # nobody knows this table yet
    label = f"{migration.app_label}.{name}"
    match operation:
        case migrations.DeleteModel() | migrations.RenameModel() | migrations.AlterModelTable():
            return [f"the table of {label} goes or is renamed: the version before still asks for it."]
        case migrations.RemoveField() | migrations.RenameField():
            return [f"a column of {label} goes or is renamed: the version before still asks for it."]
        case migrations.AddField():
            return _of_new_field(operation.field, label, operation.name)
        case migrations.AlterField():
            before = state.models[migration.app_label, name].fields[operation.name]
            return _of_changed_field(before, operation.field, f"{label}.{operation.name}")
        case AddIndexConcurrently():
            return ["an index is built beside writers, but atomic is not False."] if migration.atomic else []
        case migrations.AddIndex() if label in LARGE:
            return [f"an index of {label}, which grows: use core.migrating.AddIndexConcurrently."]
        case migrations.AddConstraint():
            return [f"a constraint of {label}: what the version before writes may break it."]
        case migrations.AlterUniqueTogether() | migrations.AlterIndexTogether():
            return [f"a constraint of {label}: what the version before writes may break it."]
    return []


def _of_python(operation):
    found = []
    if operation.reverse_code is None:
        found.append("a RunPython has no way back (reverse_code, or RunPython.noop).")
    if getattr(operation.code, "touches", None) is None:
        found.append("a RunPython says neither @in_batches nor @touches_few (core.migrating).")
    return found


def _of_new_field(field, label, name):
    if isinstance(field, models.ManyToManyField):
        return []
    found = []
    if not field.null and field.db_default is NOT_PROVIDED:
        found.append(
            f"{label}.{name} may not be empty and has no db_default: the version before does not fill it in."
        )
    if label in LARGE and (field.unique or field.db_index):
        found.append(f"{label}.{name} makes an index of a table that grows: add it by AddIndexConcurrently.")
    return found


def _of_changed_field(before, after, what):
    old, new = (_in_database(field) for field in (before, after))
    if old == new:
        return []
    wider = {**old, "null": True, "max_length": new.get("max_length")}
    grows = (new.get("max_length") or 0) >= (old.get("max_length") or 0)
    if grows and {**new, "null": True} == wider and not (old.get("null") and not new.get("null")):
        return []  # holds all that it held, and more
    return [f"{what} becomes another kind of column, or a narrower one."]


def _in_database(field):
    _name, path, arguments, options = field.deconstruct()
    kept = {key: value for key, value in options.items() if key not in _ONLY_IN_PYTHON}
    return {"path": path, "arguments": arguments, "null": False, **kept}
