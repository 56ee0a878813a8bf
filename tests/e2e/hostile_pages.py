"""Pages that have broken widgets: rules of real themes, frameworks, page swaps, policies, scripts."""

from dataclasses import dataclass

LIBRARIES = "/lib"  # the packages from npm

COMPLAINTS = """
window.complaints = [];
document.addEventListener("securitypolicyviolation",
  event => complaints.push(`${event.violatedDirective}: ${event.blockedURI}`));
"""


@dataclass(frozen=True)
class Hostile:
    """A page; `{tag}` in `head` or `body` is the widget's, at the end of `head` unless it is given.

    `swap` is a script that changes the page under the open panel, and `until` says when it has.
    """

    name: str
    head: str = ""
    body: str = "<h1>Shop</h1><p>Books and tea.</p>"
    policy: str = ""
    swap: str = ""
    until: str = "true"
    framed: bool = False
    media: tuple[tuple[str, str], ...] = ()

    def html(self, launcher: str, title: str, language: str) -> str:
        tag = f'<script src="{launcher}" data-language="{language}" nonce="n0nce" defer></script>'
        head, body = (part.replace("{tag}", tag) for part in (self.head, self.body))
        if "{tag}" not in self.head + self.body:
            head += tag
        seen = f'<script nonce="n0nce">{COMPLAINTS}</script>'
        start = f'<!doctype html><html><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>{title}</title>'
        return f"{start}{seen}{head}</head><body>{body}</body></html>"


def _css(name: str, rules: str, body: str = "<h1>Shop</h1><div>Books</div>") -> Hostile:
    return Hostile(name, head=f"<style>{rules}</style>", body=body)


def _sheet(name: str, *paths: str) -> Hostile:
    links = "".join(f'<link rel="stylesheet" href="{LIBRARIES}/{path}">' for path in paths)
    return Hostile(name, head=links)


def _script(path: str) -> str:
    return f'<script src="{LIBRARIES}/{path}" nonce="n0nce"></script>'


DIALOG = "<h1>Shop</h1><dialog id=pay><p>Pay</p><input id=card></dialog>"
MODAL = """<div class="modal" id="pay" tabindex="-1"><div class="modal-dialog"><div class="modal-content">
<input id="card"></div></div></div>"""
NEW_BODY = """
const {src} = document.querySelector("script[src$='/widget.js']");
const body = document.createElement("body");
body.innerHTML = "<h1 id=second>Second</h1>";
document.documentElement.replaceChild(body, document.body);
const tag = document.createElement("script");
body.append(Object.assign(tag, {src}));
"""
SHORTCUTS = """<input id="search"><script>
addEventListener("keydown", event => {
  if (event.target.matches("input,textarea")) return;
  if (event.key.length === 1) { event.preventDefault(); complaints.push(event.key); }
});
</script>"""

STYLES = [
    _css(
        "empty-elements",
        "a:empty,ul:empty,dl:empty,div:empty,section:empty,article:empty,p:empty,h1:empty{display:none}",
    ),
    _css("children-of-body", "body>div,html>div,:root>:not(head,body){display:none!important}"),
    _css("invisible", "div{visibility:hidden!important;opacity:0!important}"),
    _css(
        "transformed",
        "html,body{transform:scale(1);perspective:1px}div{transform:scale(0)!important;"
        "filter:blur(9px)!important;rotate:90deg!important;translate:-999px!important}",
    ),
    _css("contained", "*{contain:strict!important;content-visibility:auto!important}"),
    _css("zoomed", "div{zoom:.1!important}body{zoom:2}"),
    _css("everything-unset", "body,body *,div{all:unset!important}"),
    _css(
        "animated",
        "*{animation:gone .2s forwards!important;transition:all 9s!important}"
        "@keyframes gone{to{opacity:0;translate:-999px}}",
    ),
    _css("untouchable", "*{pointer-events:none!important;user-select:none!important}"),
    _css(
        "covered",
        "#cover{position:fixed;inset:0;z-index:2147483647;background:#fffc}",
        "<div id=cover>We use cookies</div>",
    ),
    _css("popovers-hidden", "[popover]{display:none!important;inset:50%!important}"),
    _css("backdrop", "::backdrop{background:#000!important;pointer-events:auto!important}"),
    _css(
        "clipped",
        "div{position:static!important;float:left;clip-path:inset(50%)!important;width:0!important;"
        "height:0!important;max-width:0!important;overflow:hidden!important;mask:linear-gradient(#0000)}",
    ),
    _css(
        "body-out-of-sight", "body{position:fixed;height:0;overflow:hidden;opacity:0;left:-999px}"
    ),
    _css("body-not-shown", "body{display:none}"),
    _css("inverted", "html{filter:invert(1) hue-rotate(180deg)}"),
    _css("tiny-letters", "html{font-size:10%}*{font-size:1px!important;line-height:0!important}"),
    _css("vertical", "*{direction:rtl!important;writing-mode:vertical-rl!important}"),
    _css("grid", "html,body{display:grid;grid-template-columns:1fr 1fr;gap:40px}"),
    Hostile(
        "reduced-motion",
        head="<style>@media (prefers-reduced-motion:reduce){*{animation-duration:.01ms!important;"
        "transition-duration:.01ms!important}}</style>",
        media=(("prefers-reduced-motion", "reduce"),),
    ),
    _sheet("bootstrap", "bootstrap/dist/css/bootstrap.min.css"),
    _sheet("tailwind", "tailwindcss/preflight.css"),
    _sheet("bulma", "bulma/css/bulma.min.css"),
    _sheet("normalize", "normalize.css/normalize.css", "modern-normalize/modern-normalize.css"),
    _sheet("pico", "@picocss/pico/css/pico.min.css"),
]

SWAPS = [
    Hostile("new-body", swap=NEW_BODY, until="!!document.querySelector('#second')"),
    Hostile(
        "new-body-tag-in-body",
        body="<h1>Shop</h1>{tag}",
        swap=NEW_BODY,
        until="!!document.querySelector('#second')",
    ),
    Hostile(
        "view-transition",
        swap="document.startViewTransition?.(() => {"
        "const body = document.createElement('body'); body.innerHTML = '<h1 id=second>Second</h1>';"
        "document.body.replaceWith(body) })",
        until="!!document.querySelector('#second') || !document.startViewTransition",
    ),
    Hostile(
        "turbo",
        head=_script("@hotwired/turbo/dist/turbo.es2017-umd.js"),
        swap="Turbo.visit(location.pathname + '?second')",
        until="document.title === 'Second'",
    ),
    Hostile(
        "turbo-tag-in-body",
        head=_script("@hotwired/turbo/dist/turbo.es2017-umd.js"),
        body="<h1>Shop</h1>{tag}",
        swap="Turbo.visit(location.pathname + '?second')",
        until="document.title === 'Second'",
    ),
    Hostile(
        "htmx",
        head=_script("htmx.org/dist/htmx.min.js"),
        body='<main hx-boost="true"><a id=next href="?second" hx-boost="true" hx-target="body">Next</a></main>',
        swap="document.querySelector('#next').click()",
        until="document.title === 'Second'",
    ),
    Hostile(
        "barba",
        head=_script("@barba/core/dist/barba.umd.js"),
        body='<div data-barba="wrapper"><main data-barba="container" data-barba-namespace="a">'
        "<a href='?second'>Next</a></main></div><script>barba.init()</script>",
        swap="barba.go(location.pathname + '?second')",
        until="document.title === 'Second'",
    ),
    Hostile(
        "swup",
        head=_script("swup/dist/Swup.umd.js"),
        body="<main id=swup class=transition-fade><a href='?second'>Next</a></main>"
        "<script>window.swup = new Swup({animationSelector: false})</script>",
        swap="swup.navigate(location.pathname + '?second')",
        until="document.title === 'Second'",
    ),
    Hostile(
        "removed",
        swap="document.querySelector('#firuze').remove()",
        until="!!document.querySelector('#firuze')",
    ),
    Hostile(
        "swept",
        body="<h1>Shop</h1><script>setInterval(() => { for (const each of "
        "document.querySelectorAll('body > div, [id=firuze]')) { if (!each.hidden) each.hidden = true;"
        "each.style.setProperty('display', 'none', 'important') } }, 50)</script>",
    ),
    Hostile(
        "dialog-before",
        body=f"{DIALOG}<script>pay.showModal()</script>",
    ),
    Hostile("dialog-after", body=DIALOG, swap="pay.showModal()", until="pay.open"),
    Hostile(
        "dialog-closed",
        body=f"{DIALOG}<script>pay.showModal()</script>",
        swap="pay.close()",
        until="!pay.contains(document.querySelector('#firuze'))",
    ),
    Hostile(
        "bootstrap-modal",
        head='<link rel="stylesheet" href="/lib/bootstrap/dist/css/bootstrap.min.css">'
        + _script("bootstrap/dist/js/bootstrap.bundle.min.js"),
        body=MODAL,
        swap="new bootstrap.Modal('#pay').show()",
        until="document.querySelector('#pay').classList.contains('show')",
    ),
    Hostile(
        "focus-elsewhere",
        body="<input id=search autofocus>",
        swap="window.old = 1; setTimeout(() => location.reload())",
        until="!window.old && document.activeElement.id === 'search' && !!document"
        ".querySelector('#firuze').shadowRoot.querySelector('[data-testid=composer]')?.offsetWidth",
    ),
    Hostile(
        "left-and-back",
        swap="setTimeout(() => { location.href = location.pathname + '?second' })",
        until="document.title === 'First' ? !!sessionStorage.been"
        " : sessionStorage.been ? false : (sessionStorage.been = 1, history.back(), false)",
    ),
]

POLICIES = [
    Hostile(
        "policy-of-the-docs",
        policy="default-src 'none'; img-src data:; script-src {gateway} 'nonce-n0nce'; connect-src {gateway} {socket}",
    ),
    Hostile(
        "nonce-only",
        policy="default-src 'self'; img-src data:; script-src 'nonce-n0nce' 'strict-dynamic'; connect-src {gateway} {socket}",
    ),
    Hostile(
        "nonce-alone",
        policy="default-src 'none'; img-src data:; script-src 'nonce-n0nce'; connect-src {gateway} {socket}",
    ),
    Hostile(
        "trusted-types",
        policy="require-trusted-types-for 'script'; trusted-types firuze; "
        "script-src 'nonce-n0nce' {gateway}",
    ),
    Hostile(
        "frame",
        head="{tag}",
        framed=True,
    ),
]

SCRIPTS = [
    Hostile("shortcuts", body=SHORTCUTS),
    Hostile(
        "mousetrap",
        head=_script("mousetrap/mousetrap.min.js"),
        body="<h1>Shop</h1><script>for (const key of 'abcdefghijklmnopqrstuvwxyz?')"
        "Mousetrap.bind(key, () => { complaints.push(key); return false })</script>",
    ),
    Hostile(
        "hotkeys",
        head=_script("hotkeys-js/dist/hotkeys-js.umd.cjs"),
        body="<h1>Shop</h1><script>(window.hotkeys.default ?? hotkeys)('s,h,i,p,g,l,e', event => {"
        "complaints.push(event.key); return false })</script>",
    ),
    Hostile(
        "no-copying",
        body="<h1>Shop</h1><script>for (const name of 'copy paste cut contextmenu selectstart keypress"
        " beforeinput wheel'.split(' ')) document.addEventListener(name, event => {"
        "event.preventDefault(); complaints.push(name) }, { passive: false })</script>",
    ),
    Hostile(
        "no-storage",
        head="<script>for (const name of ['localStorage', 'sessionStorage'])"
        "Object.defineProperty(window, name, { get() { throw new DOMException('', 'SecurityError') } })"
        "</script>",
    ),
    Hostile(
        "prototypes",
        head="<script>Object.prototype.extend = function () {}; Array.prototype.first = function () {};"
        "Array.prototype.remove = function () {}; Function.prototype.bindAll = function () {}</script>",
    ),
    Hostile(
        "loaders",
        head="<script>window.define = () => complaints.push('define'); define.amd = {};"
        "window.module = { exports: {} }; window.exports = module.exports; window.h = 1;"
        "window.io = window.preact = window.process = window.t = null</script>",
    ),
]

PAGES = {page.name: page for page in (*STYLES, *SWAPS, *POLICIES, *SCRIPTS)}
