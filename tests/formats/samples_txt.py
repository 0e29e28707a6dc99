"""Plain texts for the contract tests."""


def samples() -> dict[str, bytes]:
    wrapped = (
        "Regeringen vil nu undersøge, om de nye regler for\n"
        "vindmøller kan indføres allerede næste år, siger\n"
        "ministeren til avisen, der har fulgt sagen tæt i\n"
        "flere måneder.\n"
    )
    return {
        "article": "Overskrift\n\nEn sætning. Her er én til.\n\n- Ja, siger han.\n\n/ritzau/\n".encode(),
        "windows": b"Linje et.\r\n\r\nLinje to.\r\n",
        "old-mac": b"Et.\rTo.\r",
        "mixed": b"Et.\nTo.\r\nTre.\rFire.",
        "mark": b"\xef\xbb\xbf" + "Æble.\n".encode(),
        "no-end": b"Uden linjeskift til sidst",
        "blank": b"\n \n\t\n",
        "wrapped": wrapped.encode(),
    }
