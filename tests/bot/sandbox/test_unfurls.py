"""Links of the app's domains, and what it shows below the message."""

import pytest
from slack_sdk.errors import SlackApiError

from tests.bot.sandbox.bolt_app import section

LEDNET, LINK = "C02LEDNET00", "https://plan.council.example/actions?a=T18&b=1"


def error_of(call, **arguments):
    with pytest.raises(SlackApiError) as raised:
        call(**arguments)
    return raised.value.response["error"]


@pytest.fixture
def posted(slack):
    return slack.as_("Transport officer").write(f"Look at {LINK}, please", "#lednet")


def test_a_link_is_unfurled(pair, slack, posted):
    event = pair.heard[-1]
    assert (event["type"], event["channel"], event["message_ts"]) == ("link_shared", LEDNET, posted.ts)
    assert event["links"] == [{"domain": "council.example", "url": LINK.replace("&", "&amp;")}]
    assert event["is_bot_user_member"] is True and event["unfurl_id"].startswith(f"{LEDNET}.{posted.ts}.")
    shown = slack.as_("Participant").channel("#lednet").wait_for("Buses")
    assert shown.text == f"Look at {LINK}, please\nT18 Buses\n[Update]"
    (unfurl,) = shown.unfurls
    assert (unfurl.url, unfurl.text, unfurl.raw["is_app_unfurl"]) == (LINK, "T18 Buses\n[Update]", True)


def test_a_button_below_a_link(pair, slack, posted):
    shown = slack.as_("Participant").channel("#lednet").wait_for("Buses")
    assert shown.press("Update").title == "Update T18"
    container = pair.heard[-1]["container"]
    assert (container["type"], container["app_unfurl_url"]) == ("message_attachment", LINK)
    assert pair.heard[-1]["app_unfurl"]["blocks"][1]["block_id"] == "below"


def test_other_links_are_not_heard_of(pair, slack):
    officer = slack.as_("Transport officer")
    officer.write("https://example.org/T18 https://notcouncil.example/ council.example", "#lednet")
    assert pair.heard == []
    officer.write("https://council.example/ and https://council.example/", "#general")
    assert len(pair.heard[-1]["links"]) == 1 and pair.heard[-1]["is_bot_user_member"] is False
    officer.channel("#general").wait_for("Buses")


def test_five_domains_at_most(slack):
    with pytest.raises(ValueError, match="5"):
        slack.unfurl_domains = tuple(f"{n}.example" for n in range(6))


def test_changing_and_taking_away(client, slack, posted):
    channel = slack.as_("Participant").channel("#lednet")
    channel.wait_for("Buses")
    client.chat_unfurl(channel=LEDNET, ts=posted.ts, unfurls={LINK: {"title": "T18", "text": "*Trams*"}})
    (shown,) = channel.messages
    assert [one.text for one in shown.unfurls] == ["T18\nTrams"] and shown.buttons == []
    unfurl_id = slack.state.message(LEDNET, posted.ts).unfurl_id
    client.chat_unfurl(unfurl_id=unfurl_id, source="conversations_history", unfurls={LINK: {}})
    assert channel.messages[0].unfurls == [] and "Look at" in channel.messages[0].text


def test_what_cannot_be_unfurled(client, slack, posted):
    def code(**arguments):
        return error_of(client.chat_unfurl, **{"channel": LEDNET, "ts": posted.ts, "unfurls": {LINK: {}}} | arguments)

    assert code(channel="C0NOWHERE") == "cannot_find_channel"
    assert code(ts="1.0") == "cannot_find_message"
    assert code(unfurls={"https://council.example/other": {}}) == "cannot_unfurl_url"
    assert code(unfurls={LINK: "words"}) == "cannot_parse_attachment"
    assert code(unfurls={LINK: {"blocks": [section("")]}}) == "invalid_blocks"
    assert slack.rejected[-1].messages[0].startswith("must be more than 0")
    bare = {"channel": LEDNET, "ts": posted.ts}
    assert error_of(client.api_call, api_method="chat.unfurl", params=bare) == "missing_unfurls"
    assert error_of(client.api_call, api_method="chat.unfurl", json=bare | {"unfurls": [1]}) == "invalid_unfurls_format"
    assert error_of(client.api_call, api_method="chat.unfurl", params={"ts": posted.ts}) == "missing_channel"
    assert error_of(client.api_call, api_method="chat.unfurl", params={"channel": LEDNET}) == "missing_ts"
    assert code(unfurl_id="none", source="conversations_history") == "invalid_unfurl_id"
