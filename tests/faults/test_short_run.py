"""A short run of the suite itself, by the command that people use."""

import re
import subprocess
import sys

from stack.checkout import this_checkout

SECONDS_AT_MOST = 400  # on a machine that is busy with other things
RUN = ["faults", "--minutes", "0.45", "--seed", "7", "--pairs", "6", "--scripted-bot"]


def test_a_house_that_is_broken_in_every_way_keeps_its_word() -> None:
    """Everything dies once or is cut off: every message is acked, none is lost, doubled or out of
    order, the bot keeps quiet, nobody is left waiting, every word to be mailed is in one mail, and
    what must follow from events has followed."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", *RUN],
        cwd=this_checkout().root,
        capture_output=True,
        text=True,
        timeout=SECONDS_AT_MOST,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = dict(re.findall(r"^(\w[\w ]+?) {2,}([\d,]+)\s*$", done.stdout, re.MULTILINE))
    assert int(rows.pop("sent").replace(",", "")) > 30
    assert int(rows.pop("acked").replace(",", "")) > 30
    assert set(rows.values()) == {"0"}
    assert len(rows) == 9
    assert re.search(r"[1-9]\d* mails", done.stdout), done.stdout
    assert re.search(r"[1-9]\d* events handled by the witness", done.stdout), done.stdout
