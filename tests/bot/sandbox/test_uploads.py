"""Files that people choose in a modal."""

import urllib.request

import pytest

from bot.sandbox.harness import Failed
from tests.bot.sandbox.bolt_app import IMPORT

CSV = b"ref;note\nT18;buses\n"


@pytest.fixture
def modal(slack):
    return slack.as_("Plan coordinator").slash("/import")


def test_a_file_reaches_the_bot(pair, slack, client, modal):
    assert modal.labels == ["Table"] and modal.values == {"Table": []}
    assert modal.fill(Table=("plan.csv", CSV)).values == {"Table": ["plan.csv"]}
    assert modal.submit() is None
    assert slack.as_("Plan coordinator").dm.wait_for("Read plan.csv")
    held = pair.heard[-1]["view"]["state"]["values"]["table"]["given"]
    (file,) = held["files"]
    assert held["type"] == "file_input"
    assert (file["name"], file["mimetype"], file["size"], file["user"]) == ("plan.csv", "text/csv", 19, "U02PLANCOOR")
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    with urllib.request.urlopen(urllib.request.Request(file["url_private_download"], headers=headers)) as response:
        assert response.read() == CSV
    assert client.files_info(file=file["id"])["file"]["shares"] == {}


def test_several_files(pair, modal):
    modal.fill(Table=[("a.csv", b"a"), ("b.XLSX", b"b")]).submit()
    files = pair.heard[-1]["view"]["state"]["values"]["table"]["given"]["files"]
    assert [one["name"] for one in files] == ["a.csv", "b.XLSX"]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([("a.csv", b"a")] * 3, "no more than 2 files"),
        (("a.pdf", b"a"), "files of type csv, xlsx"),
        (("a.csv", b""), "empty"),
        (("a.csv", bytes(10 * 1024 * 1024 + 1)), "larger than 10 MB"),
    ],
)
def test_what_one_cannot_choose(modal, files, sentence):
    with pytest.raises(ValueError, match=sentence):
        modal.fill(Table=files)


def test_a_file_is_required(modal):
    assert modal.submit().errors == {"Table": "Please complete this required field."}
    modal.fill(Table=("a.csv", b"a")).fill(Table=None)
    assert modal.submit().errors


def test_ids_are_enough(pair, slack, modal):
    gestures, officer = slack.gestures, slack.as_("Plan coordinator")
    stored = slack.run(gestures.upload(officer.id, "a.csv", b"a"))
    wrong = slack.run(gestures.upload(officer.id, "a.pdf", b"a"))
    held = {"type": "file_input", "files": [wrong.id]}
    outcome = slack.run(gestures.submit(officer.id, modal.view_id, {"table": {"given": held}}))
    assert "csv" in outcome.errors["table"]
    slack.run(gestures.submit(officer.id, modal.view_id, {"table": {"given": held | {"files": [stored.id]}}}))
    assert pair.heard[-1]["view"]["state"]["values"]["table"]["given"]["files"][0]["id"] == stored.id


def test_only_in_modals(client, slack):
    block = {**IMPORT["blocks"][0], "block_id": "table"}
    with pytest.raises(Exception, match="invalid_blocks"):
        client.chat_postMessage(channel="C02LEDNET00", text="x", blocks=[block])
    with pytest.raises(Exception, match="invalid_arguments"):
        client.views_publish(user_id="U02PLANCOOR", view={"type": "home", "blocks": [block]})
    assert "file_input is for modals only" in slack.rejected[-1].messages[0]


def test_a_file_of_somebody_else_is_not_there(slack, modal):
    held = {"type": "file_input", "files": ["F0NONE"]}
    with pytest.raises(LookupError):
        slack.run(slack.gestures.submit("U02PLANCOOR", modal.view_id, {"table": {"given": held}}))
    with pytest.raises(Failed):
        slack.as_("Plan coordinator").slash("/nothing")
