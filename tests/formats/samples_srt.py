"""SubRip files as players and transcribers write them."""


def film() -> bytes:
    return """1
00:00:01,000 --> 00:00:03,000
Da jeg kom hjem i går aftes,
var der ingen, der

2
00:00:03,100 --> 00:00:05,000
<i>ville</i> tale med mig.

3
00:00:06,000 --> 00:00:08,000 X1:10 X2:200 Y1:20 Y2:80
- Hvad mener du?
- <i>Ikke noget.</i>

4
00:00:09,000 --> 00:00:11,000
{\\an8}<font color="#ff0000">Han sagde, at han...</font>

5
00:00:11,100 --> 00:00:13,000
{\\an8}<font color="#ff0000">...aldrig kom tilbage.</font>

6
00:00:14,000 --> 00:00:15,000
♪ Vi synger en sang ♪

""".encode()


def windows_with_mark_and_no_last_line_end() -> bytes:
    first = "1\r\n00:00:01,000 --> 00:00:02,000\r\nHej\r\nmed dig\r\n\r\n\r\n"
    text = first + "2\r\n00:00:03,000 --> 00:00:04,000\r\nFarvel"
    return b"\xef\xbb\xbf" + text.encode()


def without_numbers_and_with_blank_lines() -> bytes:
    first = b"00:01.5 --> 00:02.5\nEn\n\nlinje mere\n\n0:00:03,000 --> 0:00:04,000\n\n"
    return first + b"00:00:05,000 --> 00:00:06,000\nTo\n"
