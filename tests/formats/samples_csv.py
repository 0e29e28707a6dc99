"""Comma-separated values as spreadsheets, scripts and people write them."""


def commas() -> bytes:
    return (
        'id,text,note\r\n1,"Hej, verden",a\r\n2,"Han sagde ""nej"" i går\nog gik",b\r\n3,Uden gåseøjne,\r\n'
    ).encode()


def semicolons_with_mark() -> bytes:
    return "\ufeffid;dansk\n1;Regeringen træder tilbage\n2;Prisen er 3,50 kr.\n".encode()


def one_column_without_line_end() -> bytes:
    return "text\nEn sætning uden komma\nEn anden".encode()
