"""Markdown as people and site generators write it."""


def everything() -> bytes:
    return """---
title: Prøve
---

Overskrift
==========

## Afsnit med *vægt* {#afsnit .stor}

En **fed** tekst med `kode`, et [link](http://eksempel.dk/a_b "Titel her") og et
![billede af et hus](hus.png) midt i, samt en fodnote[^1]. Og 5 \\* 3.
Slut\u0020\u0020
ny linje\\
og en til &amp; mere.

- [x] Gør dette
- Et punkt
  over to linjer

  med et afsnit til
* * *
1. Først
2) Så

> Citat med <b>html</b> og <br> brud
> > i to lag,
dovent skrevet.

> [!NOTE]
> Husk det.

| Navn | Antal *ialt* |
|------|-------------:|
| fed \\| streg | `a \\| b` stykker |

[^1]: Noten er her.

    indrykket kode

```python
print("hej")
```

<div>
Hej
</div>

[reference]: http://eksempel.dk "En titel"

Se [reference] og [den][reference] og <http://eksempel.dk/x> med $x^2$ og {{ variabel }}.

:::tip
Et råd.
:::

$$
x = y
$$
""".encode()


def windows_without_last_line_end() -> bytes:
    return "\ufeff# Titel #\r\n\r\nEn linje\r\nog en *anden*\r\n\r\n+ punkt".encode()


def toml() -> bytes:
    return b"+++\ntitle = 'x'\n+++\nTekst _her_.\n"
