"""Migrations are made for a site that runs: the version before goes on until its last process is replaced."""

from collections import Counter

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from trellis.config.tests.rolling import ALLOWED, BEGAN, faults_of
from trellis.core import migrating
from trellis.core.models import Run


def ours(loader):
    """Our migrations in their order, with what was there before each."""
    state = ProjectState(real_apps=loader.unmigrated_apps)
    plan = loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True)
    for app, name in plan:
        migration = loader.graph.nodes[app, name]
        if not migration.__module__.startswith("trellis.") or name <= BEGAN.get(app, ""):
            migration.mutate_state(state, preserve=False)
            continue
        yield migration, state
        vars(state).pop("apps", None)
        migration.mutate_state(state, preserve=False)


def test_no_migration_breaks_the_version_before():
    faults = []
    for migration, state in ours(MigrationLoader(None)):
        if (migration.app_label, migration.name) not in ALLOWED:
            faults += faults_of(migration, state.clone())

    assert faults == []


def test_names_of_indexes_and_constraints_are_unique_in_the_house():
    """PostgreSQL keeps those of all tables in one list."""
    named = [
        each.name
        for model in apps.get_models(include_auto_created=True)
        for each in (*model._meta.indexes, *model._meta.constraints)
    ]

    assert [name for name, times in Counter(named).items() if times > 1] == []


def test_models_of_tables_that_are_made_together_are_drawn_when_asked_for():
    state = ProjectState()
    shelf = migrations.CreateModel("Shelf", [("id", models.AutoField(primary_key=True))])
    book = migrations.CreateModel(
        "Book",
        [("id", models.AutoField(primary_key=True)), ("on", models.ForeignKey("lib.Shelf", models.CASCADE))],
    )
    migrating.Together([shelf, book]).state_forwards("lib", state)
    before = state.clone()

    migrations.AddField("shelf", "wide", models.BooleanField(default=True)).state_forwards("lib", state)

    columns = [field.name for field in state.apps.get_model("lib", "Shelf")._meta.get_fields()]
    assert sorted(columns) == ["book", "id", "wide"]
    assert "wide" not in [field.name for field in before.apps.get_model("lib", "Shelf")._meta.get_fields()]
    assert state.apps.get_model("lib", "Book").on.field.related_model is state.apps.get_model("lib", "Shelf")


def test_every_migration_that_is_let_through_is_there_and_needs_it():
    loader = MigrationLoader(None)
    needed = {
        (migration.app_label, migration.name)
        for migration, state in ours(loader)
        if faults_of(migration, state.clone())
    }

    assert set(ALLOWED) <= needed
    assert all(reason.endswith(".") for reason in ALLOWED.values())
    assert {(app, name) for app, name in BEGAN.items()} <= set(loader.graph.nodes)


# -- what is refused, and what is not


def before():
    state = ProjectState()
    fields = [
        ("id", models.AutoField(primary_key=True)),
        ("name", models.CharField(max_length=80)),
        ("note", models.CharField(max_length=80, null=True)),
    ]
    for name in ("Event", "Small"):
        state.add_model(ModelState("core", name, list(fields)))
    return state


def faults(*operations, atomic=True):
    migration = migrations.Migration("9999_change", "core")
    migration.operations, migration.atomic = list(operations), atomic
    return faults_of(migration, before())


def nothing(apps, schema_editor):
    """Does nothing."""


@migrating.touches_few("three rows")
def few(apps, schema_editor):
    """Touches few."""


INDEX = models.Index(fields=["name"], name="by_name")
UNIQUE = models.UniqueConstraint(fields=["name"], name="once")


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("small", "name"),
        migrations.RenameField("small", "name", "title"),
        migrations.DeleteModel("Small"),
        migrations.RenameModel("Small", "Little"),
        migrations.AlterModelTable("Small", "other"),
        migrations.AddField("small", "size", models.IntegerField(default=0)),
        migrations.AddField("event", "code", models.CharField(max_length=9, null=True, unique=True)),
        migrations.AlterField("small", "name", models.CharField(max_length=40)),
        migrations.AlterField("small", "name", models.IntegerField()),
        migrations.AlterField("small", "note", models.CharField(max_length=80)),
        migrations.AlterField("small", "name", models.CharField(max_length=80, unique=True)),
        migrations.AddIndex("event", INDEX),
        migrations.AddConstraint("small", UNIQUE),
        migrations.AlterUniqueTogether("small", {("name", "note")}),
        migrating.AddIndexConcurrently("event", INDEX),  # within a transaction
        migrations.RunPython(nothing, migrations.RunPython.noop),
        migrations.RunPython(few),
        migrations.RunSQL("DROP TABLE core_event"),
        migrations.SeparateDatabaseAndState(database_operations=[migrations.DeleteModel("Small")]),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_breaks_the_version_before_is_refused(operation):
    assert len(faults(operation)) == 1


@pytest.mark.parametrize(
    "operations",
    [
        [migrations.AddField("small", "size", models.IntegerField(null=True))],
        [migrations.AddField("small", "size", models.IntegerField(db_default=0))],
        [migrations.AlterField("small", "name", models.CharField(max_length=200, help_text="More."))],
        [migrations.AlterField("small", "name", models.CharField(max_length=80, null=True))],
        [migrations.AlterField("small", "name", models.CharField(max_length=80, choices=[("a", "a")]))],
        [migrations.AddIndex("small", INDEX)],
        [migrations.RemoveIndex("small", "by_name")],
        [migrations.RunPython(few, migrations.RunPython.noop)],
        [
            migrations.CreateModel(
                "New", [("id", models.AutoField(primary_key=True)), ("name", models.TextField())]
            ),
            migrations.AddField("new", "size", models.IntegerField()),
            migrations.AddConstraint("new", UNIQUE),
        ],
        [migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Small")])],
    ],
    ids=lambda operations: operations[0].describe(),
)
def test_what_the_version_before_does_not_notice_is_not(operations):
    if isinstance(operations[0], migrations.RemoveIndex):
        assert faults_without_state(operations) == []
    else:
        assert faults(*operations) == []


def faults_without_state(operations):
    migration = migrations.Migration("9999_change", "core")
    migration.operations = [migrations.AddIndex("small", INDEX), *operations]
    return faults_of(migration, before())


@pytest.mark.django_db(transaction=True)
def test_index_is_added_beside_writers_and_taken_away_again():
    operation = migrating.AddIndexConcurrently("run", models.Index(fields=["at"], name="run_by_time"))
    state = MigrationLoader(None).project_state()
    after = state.clone()
    operation.state_forwards("core", after)

    for _twice in range(2):  # the second time as after one that was cut off
        with connection.schema_editor(atomic=False) as editor:
            if connection.vendor == "postgresql" or not _twice:
                operation.database_forwards("core", editor, state, after)
    assert "run_by_time" in indexes()

    with connection.schema_editor(atomic=False) as editor:
        operation.database_backwards("core", editor, after, state)
    assert "run_by_time" not in indexes()


def indexes():
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, "core_run")


@pytest.mark.django_db
def test_rows_are_changed_in_batches_and_go_on_where_they_stopped():
    Run.objects.bulk_create(Run(name=f"old {n:02}") for n in range(25))
    sizes = []

    def change(batch):
        sizes.append(len(batch))
        if len(sizes) == 2:
            raise RuntimeError("cut off")
        Run.objects.filter(pk__in=[row.pk for row in batch]).delete()

    old = Run.objects.filter(name__startswith="old")
    with pytest.raises(RuntimeError):
        migrating.for_each_batch(old, change, size=10)
    assert migrating.for_each_batch(old, change, size=10) == 15
    assert sizes == [10, 10, 10, 5]
