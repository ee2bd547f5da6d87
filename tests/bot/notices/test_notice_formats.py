"""Whatever a notice says, no product reads markup in it that we did not mean."""

from html.parser import HTMLParser

import pytest

from bot.notices.formats import letter, matrix, mattermost, slack, telegram
from bot.notices.wording import Notice

NOTICE = Notice(
    "Une conversation attend.", ("Motif : <!channel> & *gras* _it_ [lien](http://a) \\n `c` @all.",),
    "https://exemple.fr/console?a=1&b=2",
)  # fmt: skip


class Shown(HTMLParser):
    """What a reader of HTML sees, and the tags that it obeys."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags = "", list[str]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.text += "\n" if tag == "br" else ""
        self.links = [value for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_slack_reads_no_mention_and_one_link() -> None:
    headline, detail, link = slack(NOTICE)["text"].split("\n")
    assert headline == "*Une conversation attend.*"
    assert detail.startswith("Motif : &lt;!channel&gt; &amp; *gras*")
    assert link == "<https://exemple.fr/console?a=1&amp;b=2>"
    assert detail.count("<") == 0


def test_mattermost_reads_no_emphasis_no_link_and_no_code() -> None:
    headline, detail, link = mattermost(NOTICE)["text"].split("\n\n")
    assert headline == "**Une conversation attend.**"
    assert r"\*gras\* \_it\_ \[lien\]\(http://a\) \n \`c\`" in detail
    assert link == f"<{NOTICE.link}>"


def test_matrix_takes_a_notice_with_the_same_words_twice() -> None:
    content = matrix(NOTICE)
    assert content["msgtype"] == "m.notice"
    assert content["format"] == "org.matrix.custom.html"
    assert content["body"] == NOTICE.text
    shown = Shown(content["formatted_body"])
    assert shown.text == NOTICE.text
    assert shown.tags == ["strong", "br", "br", "a"]
    assert shown.links == [NOTICE.link]


def test_telegram_takes_the_same_words_in_bold_and_plain() -> None:
    message = telegram(NOTICE)
    assert Shown(message.html).text == NOTICE.text
    assert Shown(message.html).tags == ["b"]
    assert message.buttons == ()


def test_a_letter_has_one_line_as_its_subject_and_says_why_it_came() -> None:
    written = letter(NOTICE, "equipe@exemple.fr", "k")
    assert (written.to, written.subject, written.key) == ("equipe@exemple.fr", "Une conversation attend", "k")
    assert written.text.startswith("Une conversation attend.\nMotif : ")
    assert NOTICE.link in written.text.splitlines()
    assert "GUICHET_NOTIFY" in written.text


@pytest.mark.parametrize("sign", ["\n", "\xa0", "\u2028"])
def test_a_subject_holds_no_sign_that_ends_a_line(sign: str) -> None:
    assert letter(Notice(f"3{sign}conversations.", (), ""), "a@exemple.fr", "k").subject == "3 conversations"
