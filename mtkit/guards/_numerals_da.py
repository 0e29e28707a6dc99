"""Danish number words: data, read by mtkit.guards.numerals. Each word is followed by its value."""

from __future__ import annotations

UNITS = """
    nul en to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten
    nitten
"""

ORDINALS = """
    nulte første anden tredje fjerde femte sjette syvende ottende niende tiende ellevte tolvte
    trettende fjortende femtende sekstende syttende attende nittende
"""

TENS = """
    tyve 20 tredive 30 fyrre 40 fyrretyve 40 halvtreds 50 halvtredsindstyve 50 tres 60
    tresindstyve 60 halvfjerds 70 halvfjerdsindstyve 70 firs 80 firsindstyve 80 halvfems 90
    halvfemsindstyve 90
"""

# What stands before "og" in a compound: femogtyve.
JOINED = "en to tre fire fem seks syv otte ni"

ORDINAL_TENS = """
    tyvende 20 tredivte 30 tredvte 30 fyrretyvende 40 halvtredsindstyvende 50 tresindstyvende 60
    halvfjerdsindstyvende 70 firsindstyvende 80 halvfemsindstyvende 90
"""

OTHER_UNITS = """
    et 1 én 1 ét 1 een 1 eet 1 ethundrede 100 tohundrede 200 trehundrede 300 firehundrede 400
    femhundrede 500 sekshundrede 600 syvhundrede 700 ottehundrede 800 nihundrede 900 ettusind 1000
"""

OTHER_ORDINALS = """
    andet 2 tredie 3 hundrede 100 tusinde 1000
"""

DECADES = """
    tyverne 20 trediverne 30 fyrrerne 40 halvtredserne 50 tresserne 60 halvfjerdserne 70 firserne 80
    halvfemserne 90 nullerne 0
"""

SCALES = """
    hundrede 2 hundred 2 hundreder 2 hundredvis 2 tusind 3 tusinde 3 tusinder 3 tusindvis 3 million 6
    millioner 6
    miliard 9 miliarder 9 mio 6 mill 6 milliard 9 milliarder 9 mia 9 milliardær 9 millionær 6 billion 12
    billioner 12 titusinder 4 titusindvis 4 hundredtusinder 5 hundredtusindvis 5
"""

PARTS = """
    tredjedel 3 tredjedele 3 fjerdedel 4 fjerdedele 4 femtedel 5 femtedele 5 sjettedel 6 sjettedele 6
    syvendedel 7 syvendedele 7 ottendedel 8 ottendedele 8 niendedel 9 niendedele 9 tiendedel 10
    tiendedele 10 tyvendedel 20 tyvendedele 20 hundrededel 100 hundrededele 100 tusindedel 1000
    tusindedele 1000
"""

HALF = "halv halvdel halvdelen halve halvt halvårlig"
ARTICLES = "en et én ét"
CONNECTORS = "og"

MONTHS = """
    januar 1 jan 1 februar 2 feb 2 marts 3 mar 3 april 4 apr 4 maj 5 juni 6 jun 6 juli 7 jul 7
    august 8 aug 8 september 9 sep 9 sept 9 oktober 10 okt 10 november 11 nov 11 december 12 dec 12
"""

# word: the keys (mtkit.guards.keys) that it can stand for
IDIOMS = """
    halvanden: 15e-1 18e0 9e1 5e-1; halvandet: 15e-1 18e0 5e-1; begge: 2e0; par: 2e0; parret: 2e0;
    dobbelt: 2e0; dobbelte: 2e0; dobbeltså: 2e0; fordoblet: 2e0; tredobbelt: 3e0; tredoblet: 3e0;
    firedobbelt: 4e0; tvilling: 2e0; tvillinger: 2e0; dusin: 12e0; snes: 2e1; snese: 2e1;
    kvarter: 15e0 25e-2; kvart: 15e0 25e-2; kvartal: 3e0; døgn: 24e0; døgnet: 24e0 7e0; uge: 7e0;
    ugen: 7e0; ugers: 7e0; ugentlig: 7e0; halvår: 6e0 5e-1; årti: 1e1; årtier: 1e1; årtiet: 1e1;
    århundrede: 1e2; århundreder: 1e2; ene: 1e0; eneste: 1e0; engang: 1e0; andet: 2e0; andre: 2e0;
    næst: 2e0; næste: 2e0; midnat: t0:00; middag: t12:00; solo: 1e0; uafgjort: 0e0; ingen: 0e0;
    promille: 1e-3; fuldtids: 1e2;
"""
