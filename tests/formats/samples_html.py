"""HTML pages for the tests: tidy, careless, and broken."""

from __future__ import annotations

PAGE = """<!DOCTYPE html>
<html lang="da">
<head>
  <meta charset="utf-8">
  <title>Min &aelig;gte side</title>
  <meta name="description" content="En beskrivelse &amp; mere">
  <meta property="og:title" content='Delt "titel"'>
  <style>p > a { color: red }</style>
  <script>if (1 < 2) document.write("<p>nej</p>");</script>
</head>
<body class="forside">
  <h1>Overskrift med <em>tryk</em></h1>
  <p>Hej <b>fede <i>verden</i></b>, se <a href="/x?a=1&b=2" title="et link">dette link</a>.<br>
  Ny linje<!-- en <b>kommentar</b> --> her <img src=a.png alt="Et billede"> og <code>x &lt; 1</code> slut.</p>
  <p translate="no">Uden mig</p>
  <p>Men <span class="notranslate">Firma A/S</span> og mig</p>
  <ul>
    <li>Et<li>To <b>fed</b>
  </ul>
  <pre>linje et
    linje to</pre>
  <pre><code>kode = her</code></pre>
  <table><tr><td>Celle 1<td>Celle 2</table>
  <form><input type=submit value=Send><input placeholder='Skriv "her"'><button>Tryk</button></form>
  <svg width="8"><path d="M0 0"/></svg>
</body>
</html>
"""


def page() -> bytes:
    """A whole page."""
    return PAGE.encode()


def fragment() -> bytes:
    """A piece of a page."""
    return "<p>Første afsnit</p>\r\n<p>Andet <em>afsnit</em> &ndash; med &nbsp;tegn</p>\r\n".encode()


def broken() -> bytes:
    """What people write by hand."""
    return "<b>Fed <p>afsnit <i>skråt</b> mere</i> <p>5 < 6 & 7 > 3 </div> <a href=x>slut".encode()


def latin() -> bytes:
    """A page in an older encoding."""
    return '<html><head><meta charset="iso-8859-1"></head><body><p>Blåbærgrød €</body>'.encode("cp1252")


def text_only() -> bytes:
    """No markup at all."""
    return "Bare tekst uden mærker".encode()


def nothing() -> bytes:
    """An empty file."""
    return b""


def many(count: int) -> bytes:
    """A page of `count` paragraphs."""
    return b"<body>" + b"".join(b"<p>Afsnit %d med <b>fed</b> tekst</p>\n" % i for i in range(count))
