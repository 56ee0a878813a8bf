"""The pages around a gallery's pictures."""

from pathlib import Path

from cli.gallery_pages import write_pages

FILES = (
    "en/console-03-sign-in-desktop-dark.png",
    "en/console-03-sign-in-desktop-light.png",
    "en/widget-12-bot-talk-desktop-light.png",
    "fa/widget-12-bot-talk-phone-dark.png",
)


def test_each_picture_is_on_the_page_of_its_language_and_device(tmp_path: Path) -> None:
    """The widget's states come first, and the light theme before the dark one."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert write_pages(tmp_path) == len(FILES)
    desktop = (tmp_path / "en-desktop.html").read_text("utf-8")
    places = [desktop.index(name) for name in (FILES[2], FILES[1], FILES[0])]
    assert places == sorted(places)
    assert "widget: bot talk" in desktop
    assert FILES[3] in (tmp_path / "fa-phone.html").read_text("utf-8")
    index = (tmp_path / "index.html").read_text("utf-8")
    assert index.count("<li>") == 2
    assert "en-desktop.html" in index
