"""The migrations: they make what `storage/tables.py` says, undo it, and fail as a whole."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from storage import migrate
from storage.engine import Database
from storage.search import is_ours
from storage.tables import metadata
from tests.databases import empty
from tests.storage.rows import ROWS, counts, fill


@pytest.fixture
def blank(blank_url: str) -> Iterator[Database]:
    database = Database(blank_url)
    yield database
    database.close()


def tables(database: Database) -> set[str]:
    with database.reading() as db:
        return set(inspect(db).get_table_names())


def names(database: Database) -> dict[str, Any]:
    """The names and texts of all constraints and indexes: what compare_metadata does not look at."""
    with database.reading() as db:
        at = inspect(db)
        return {
            table: (
                at.get_pk_constraint(table)["name"],
                sorted(str(each) for each in at.get_check_constraints(table)),
                sorted(str(each) for each in at.get_foreign_keys(table)),
                sorted(str(each) for each in at.get_unique_constraints(table)),
                sorted(index_text(each) for each in at.get_indexes(table)),
                [str(each) for each in at.get_columns(table)],
                at.get_table_comment(table) if not database.is_sqlite else None,
            )
            for table in at.get_table_names()
            if table != "alembic_version" and is_ours(table, "table")
        }


def index_text(index: Any) -> str:
    options = {key: str(value) for key, value in index.get("dialect_options", {}).items()}
    return str({**index, "dialect_options": options})


def set_revision(database: Database, revision: str) -> None:
    with database.writing() as db:
        db.execute(text("update alembic_version set version_num = :revision"), {"revision": revision})


def test_revisions_are_the_files_in_order() -> None:
    script = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))
    found = list(script.walk_revisions())[::-1]
    assert tuple(each.revision for each in found) == migrate.REVISIONS
    assert [Path(each.path).name[:5] for each in found] == [f"{number}_" for number in migrate.REVISIONS]
    assert script.get_heads() == [migrate.HEAD]


def test_a_migrated_database_is_what_the_tables_say(database: Database) -> None:
    with database.reading() as db:
        context = MigrationContext.configure(
            db, opts={"compare_type": True, "compare_server_default": True, "include_name": is_ours}
        )
        assert compare_metadata(context, metadata) == []


def test_a_migrated_database_is_what_the_tables_would_make(database: Database, blank: Database) -> None:
    with blank.writing() as db:
        metadata.create_all(db)
    assert names(database) == names(blank)


def test_comments_are_in_postgresql(postgresql_database: Database) -> None:
    with postgresql_database.reading() as db:
        for table in metadata.sorted_tables:
            found = {each["name"]: each["comment"] for each in inspect(db).get_columns(table.name)}
            assert found == {column.name: column.comment for column in table.columns}


def test_up_and_down_and_up_again_with_data(blank: Database) -> None:
    assert migrate.revision(blank) is None
    migrate.upgrade(blank)
    shape = names(blank)
    with blank.writing() as db:
        fill(db)
    migrate.downgrade(blank, "base")
    assert tables(blank) == {"alembic_version"}
    assert migrate.revision(blank) is None
    migrate.upgrade(blank)
    assert names(blank) == shape
    with blank.writing() as db:
        assert set(counts(db).values()) == {0}
        fill(db)


def test_data_of_the_first_tables_lives_through_0002_and_back(blank: Database) -> None:
    migrate.upgrade(blank, "0001")
    with blank.writing() as db:
        db.execute(text("insert into organisations (id, slug, name, kind) values (1, 'a', 'A', 'council')"))
        db.execute(
            text(
                "insert into plans (slug, title, organisation_id, roles, stages, uses_rag, wants_review) "
                "values ('p', 'P', 1, '[]', '[]', false, false)"
            )
        )
    migrate.upgrade(blank)
    with blank.reading() as db:
        assert db.execute(text("select is_public, shown_to_all from plans")).one() == (False, False)
        assert db.execute(text("select what, merged_into_id from organisations")).one() == (None, None)
    migrate.downgrade(blank, "0001")
    assert "review_items" not in tables(blank)
    with blank.reading() as db:
        assert db.execute(text("select title from plans")).scalar_one() == "P"


def test_an_answer_of_0004_lives_through_0005_and_back(blank: Database) -> None:
    migrate.upgrade(blank, "0004")
    rows = {
        "organisations": "(id, slug, name, kind) values (1, 'a', 'A', 'council')",
        "plans": "(slug, title, organisation_id, roles, stages, uses_rag, wants_review) "
        "values ('p', 'P', 1, '[]', '[]', false, false)",
        "sections": "(id, plan_slug, title, position) values ('p/s', 'p', 'S', 1)",
        "actions": "(id, plan_slug, ref, ref_key, printed_ref, section_id, position, title, outcomes, uncertain) "
        "values ('p:T1', 'p', 'T1', 't1', 'T1', 'p/s', 1, 'T', '[]', '[]')",
        "status_entries": "(id, action_id, kind, stages, note, as_of, as_of_precision, state, created_at) "
        "values (7, 'p:T1', 'no_change', '[]', 'As before', '2024-12-02', 'day', 'accepted', '2024-12-02 09:00:00')",
    }
    with blank.writing() as db:
        for table, row in rows.items():
            db.execute(text(f"insert into {table} {row}"))
    migrate.upgrade(blank)
    with blank.writing() as db:
        kept = db.execute(text("select note, milestone, period_id from status_entries where id = 7")).one()
        assert kept == ("As before", None, None)
        db.execute(text("update status_entries set state = 'taken_back'"))
    migrate.downgrade(blank, "0004")
    assert not {"periods", "extensions", "snapshots", "drafts", "passes", "queue"} & tables(blank)
    with blank.reading() as db:
        assert db.execute(text("select note, state from status_entries")).one() == ("As before", "returned")


def test_roles_of_0005_know_in_0006_where_they_came_from(blank: Database) -> None:
    migrate.upgrade(blank, "0005")
    rows = (
        "people (id, name, created_at) values (1, 'A', '2026-01-05 09:00:00')",
        *(
            "assignments (person_id, role, subject_kind, subject_id, from_at, given_by_id) "
            f"values (1, '{role}', 'all', '*', '2026-01-05 09:00:00', {giver})"
            for role, giver in (("admin", "null"), ("admin", "1"), ("lead", "null"))
        ),
    )
    with blank.writing() as db:
        for row in rows:
            db.execute(text(f"insert into {row}"))
    migrate.upgrade(blank)
    with blank.reading() as db:
        assert db.execute(text("select origin from assignments order by id")).scalars().all() == [
            "setting",
            "slack",
            "demo",
        ]
    migrate.downgrade(blank, "0005")
    with blank.reading() as db:
        assert db.execute(text("select count(*) from assignments")).scalar_one() == 3


def test_down_leaves_nothing_else_in_postgresql(postgres: Any) -> None:
    with postgres.database(migrated=False) as url:
        database = Database(url)
        migrate.upgrade(database)
        migrate.downgrade(database, "base")
        with database.reading() as db:
            left = db.scalars(text("select relname from pg_class where relnamespace = 'public'::regnamespace"))
            assert set(left) == {"alembic_version", "alembic_version_pkc"}
        database.close()


def test_a_second_upgrade_keeps_the_data(database: Database) -> None:
    with database.writing() as db:
        fill(db)
    migrate.upgrade(database)
    with database.reading() as db:
        assert counts(db) == dict.fromkeys(ROWS, 1)


def test_current_is_known(blank: Database) -> None:
    assert not migrate.is_current(blank)
    migrate.upgrade(blank)
    assert migrate.is_current(blank)
    assert migrate.revision(blank) == migrate.HEAD
    migrate.downgrade(blank, "base")
    assert not migrate.is_current(blank)


def test_an_older_database_is_not_current(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "REVISIONS", ("0000", *migrate.REVISIONS))
    set_revision(sqlite_database, "0000")
    assert not migrate.is_current(sqlite_database)


def test_a_newer_database_is_refused_and_left_alone(blank: Database) -> None:
    migrate.upgrade(blank)
    with blank.writing() as db:
        fill(db)
    set_revision(blank, "9999")
    for attempt in (migrate.is_current, migrate.upgrade, lambda d: migrate.downgrade(d, "base")):
        with pytest.raises(migrate.NewerSchema, match=f"schema 9999.*up to {migrate.HEAD}.*Install that version"):
            attempt(blank)
    assert migrate.revision(blank) == "9999"
    with blank.reading() as db:
        assert counts(db) == dict.fromkeys(ROWS, 1)


def test_a_failing_first_migration_leaves_an_empty_database(blank: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    create_index = op.create_index

    def fails_at_last(name: str, *args: Any, **options: Any) -> None:
        if name == "ix_audit_subject":
            raise OSError("no space left")
        create_index(name, *args, **options)

    monkeypatch.setattr(op, "create_index", fails_at_last)
    with pytest.raises(OSError, match="no space left"):
        migrate.upgrade(blank)
    assert tables(blank) == set()
    monkeypatch.undo()
    migrate.upgrade(blank)
    assert migrate.is_current(blank)


def test_a_failing_downgrade_leaves_the_data(database_url: str, database: Database, monkeypatch: Any) -> None:
    drop_table = op.drop_table

    def fails_at_last(name: str, **options: Any) -> None:
        if name == "workspaces":
            raise OSError("no space left")
        drop_table(name, **options)

    with database.writing() as db:
        fill(db)
    monkeypatch.setattr(op, "drop_table", fails_at_last)
    with pytest.raises(OSError, match="no space left"):
        migrate.downgrade(database, "base")
    assert migrate.is_current(database)
    with database.reading() as db:
        assert counts(db) == dict.fromkeys(ROWS, 1)


def upgrade_in_a_process(url: str) -> subprocess.CompletedProcess[str]:
    program = (
        "import sys; from storage.engine import Database; from storage.migrate import upgrade;"
        "database = Database(sys.argv[1]); upgrade(database); database.close()"
    )
    return subprocess.run([sys.executable, "-c", program, url], capture_output=True, text=True, timeout=60)


def test_replicas_that_start_at_once_do_not_collide(blank_url: str, blank: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(upgrade_in_a_process, [blank_url] * 4))
    assert [(end.returncode, end.stderr) for end in ends] == [(0, "")] * 4
    assert migrate.is_current(blank)


def test_a_second_migration_waits_for_the_first(blank_url: str, blank: Database) -> None:
    other = Database(blank_url)
    with ThreadPoolExecutor(1) as pool:
        with migrate._transaction(blank) as db:
            waiting = pool.submit(migrate.upgrade, other)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.4)
            db.execute(text("create table alembic_version (version_num varchar(32) not null)"))
            db.execute(text("insert into alembic_version values ('9999')"))
        with pytest.raises(migrate.NewerSchema):
            waiting.result(timeout=10)
    other.close()


def test_start_up_imports_no_alembic(sqlite_database: Database) -> None:
    url = sqlite_database.url.render_as_string()
    program = (
        "import sys; from storage import engine, migrate;"
        "assert migrate.is_current(engine.Database(sys.argv[1]));"
        "print([name for name in sys.modules if name.startswith('alembic')])"
    )
    done = subprocess.run([sys.executable, "-c", program, url], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_migrations_work_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    database = Database("sqlite:///here.db")
    migrate.upgrade(database)
    assert migrate.is_current(database)
    database.close()


def test_sqlite_is_in_wal_mode_from_the_first_migration(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new.db")
    migrate.upgrade(database)
    database.close()
    assert (tmp_path / "new.db").read_bytes()[18:20] == b"\x02\x02"  # file format 2: write-ahead log


def test_a_table_is_copied_without_losing_what_refers_to_it(sqlite_database: Database) -> None:
    """SQLite alters a table by a copy, and dropping the old one would delete all that cascades from it."""
    with sqlite_database.writing() as db:
        fill(db)
    with migrate._transaction(sqlite_database) as db:
        rebuild(db, "plans")
    with sqlite_database.reading() as db:
        assert counts(db) == dict.fromkeys(ROWS, 1)
        assert db.execute(text("pragma foreign_keys")).scalar_one() == 1


def rebuild(db: Any, table: str) -> None:
    from alembic.operations import Operations

    with Operations(MigrationContext.configure(db)).batch_alter_table(table, recreate="always"):
        pass


def test_a_migration_that_breaks_references_is_undone(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        fill(db)
    with (
        pytest.raises(RuntimeError, match="refer to nothing"),
        migrate._transaction(sqlite_database) as db,
    ):
        db.execute(text("delete from organisations"))
    with sqlite_database.reading() as db:
        assert counts(db) == dict.fromkeys(ROWS, 1)


def test_a_draft_of_the_next_revision_is_empty_while_nothing_changed(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = migrate.draft(database, "nothing new", tmp_path)
    assert path.name == f"{len(migrate.REVISIONS) + 1:04}_nothing_new.py"
    source = path.read_text()
    assert f'down_revision = "{migrate.HEAD}"' in source.replace("'", '"')
    assert source.count("    pass\n") == 2


def test_empty_lets_keys_begin_again(postgresql_database: Database) -> None:
    row = "insert into organisations (slug, name, kind) values ('a', 'A', 'council') returning id"
    for _ in range(8):
        with postgresql_database.writing() as db:
            assert db.execute(text(row)).scalar_one() == 1
        empty(postgresql_database)
