"""Gettext catalogues with everything translated, since what is missing would be filled in."""


def catalogue() -> bytes:
    return r"""# Oversættelse
msgid ""
msgstr ""
"Project-Id-Version: prøve 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Language: en\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#. forklaring
#: src/a.c:12 src/b.c:7
#, c-format
msgid "Kunne ikke åbne »%s«"
msgstr "Could not open “%s”"

msgctxt "menu"
msgid ""
"En lang tekst som går over flere linjer, fordi den er for lang til at stå på "
"én.\n"
"Og en linje til."
msgstr ""
"A long text over several "
"lines.\n"
"And one more."

#, python-format
msgid "%d fil"
msgid_plural "%d filer"
msgstr[0] "%d file"
msgstr[1] "%d files"

#~ msgid "gammel"
#~ msgstr "old"
""".encode()
