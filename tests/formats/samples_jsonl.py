"""JSON Lines as programs write them."""


def compact() -> bytes:
    return '{"id":1,"text":"En rød bil","tags":["a","b"],"n":1e400}\n{"text":"Linje\\nto","id":2}\n'.encode()


def escaped() -> bytes:
    return b'{"id": 1, "text": "En r\\u00f8d bil", "u": "a\\/b"}\r\n\r\n{"id": 2, "text": "R\\u00f8dt"}'


def nothing_but_text() -> bytes:
    return '{"da": "Regeringen træder tilbage"}\n'.encode()
