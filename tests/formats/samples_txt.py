"""Plain texts for the contract tests."""


def samples() -> dict[str, bytes]:
    wrapped = (
        "Regeringen vil nu undersøge, om de nye regler for\nvindmøller kan indføres allerede næste år, siger\n"
        "ministeren til avisen, der har fulgt sagen tæt i\nflere måneder.\n"
    )
    return {
        "article": "Overskrift\n\nDet er en sætning. Her er én til.\n\n- Ja, siger han.\n\n/ritzau/\n".encode(),
        "windows": "Linje et.\r\n\r\nLinje to.\r\n".encode(),
        "old-mac": b"Et.\rTo.\r",
        "mixed": b"Et.\nTo.\r\nTre.\rFire.",
        "mark": b"\xef\xbb\xbf" + "Æble.\n".encode(),
        "no-end": b"Uden linjeskift til sidst",
        "blank": b"\n \n\t\n",
        "wrapped": wrapped.encode(),
    }
