"""WebVTT files with all that the standard allows."""


def everything() -> bytes:
    return """WEBVTT - Prøve

STYLE
::cue(.gul) { color: yellow }

NOTE
Denne note er ikke tekst --

REGION
id:fred

intro
00:01.000 --> 00:03.000 position:10%,line-left align:left
<v.gul Mette Hansen>Hvis du kommer &amp; spørger,</v>

00:03.000 --> 00:04.000
<v.gul Mette Hansen>så svarer <c.gul>jeg</c> dig.</v>

NOTE slut

00:05.000 --> 00:06.000
<00:05.200>Nu <00:05.600>synger vi
- Ja, <lang en>please</lang>!
""".encode()


def small() -> bytes:
    return b"WEBVTT\r\n\r\n00:00.000 --> 00:01.000\r\nHej\r\n"
