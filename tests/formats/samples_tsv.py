"""Tab-separated values with and without a spreadsheet's quotation marks."""


def plain() -> bytes:
    return 'id\tda\tkilde\n1\t"Kom nu," sagde hun\tavis\n2\tRegeringen træder tilbage\tavis\n'.encode()


def quoted() -> bytes:
    return b'id\ttext\r\n1\t"Et ""stort"" hus"\r\n\r\n2\tEt lille hus\r\n'
