"""English number words: data, read by mtkit.guards.numerals. Each word is followed by its value."""

from __future__ import annotations

UNITS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
"""

ORDINALS = """
    zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
"""

TENS = """
    twenty 20 thirty 30 forty 40 fourty 40 fifty 50 sixty 60 seventy 70 eighty 80 ninety 90
"""

# English writes its compounds as two words.
JOINED = ""

ORDINAL_TENS = """
    twentieth 20 thirtieth 30 fortieth 40 fourtieth 40 fiftieth 50 sixtieth 60 seventieth 70
    eightieth 80 ninetieth 90
"""

OTHER_UNITS = """
    a 1 an 1
"""

OTHER_ORDINALS = """
    secondly 2 firstly 1 thirdly 3 secondary 2 hundredth 100 thousandth 1000
"""

DECADES = """
    twenties 20 thirties 30 forties 40 fifties 50 sixties 60 seventies 70 eighties 80 nineties 90
    noughties 0
"""

SCALES = """
    hundred 2 hundreds 2 thousand 3 thousands 3 million 6 millions 6 millionaire 6 billion 9
    billions 9 billionaire 9 trillion 12 trillions 12 mio 6 mia 9 bn 9 tn 12 milliard 9 milliards 9
"""

PARTS = """
    third 3 thirds 3 quarter 4 quarters 4 fourth 4 fourths 4 fifth 5 fifths 5 sixth 6 sixths 6
    seventh 7 sevenths 7 eighth 8 eighths 8 ninth 9 ninths 9 tenth 10 tenths 10 twentieth 20
    twentieths 20 hundredth 100 hundredths 100 thousandth 1000 thousandths 1000
"""

HALF = "half halved halves"
ARTICLES = "a an one"
CONNECTORS = "and"

MONTHS = """
    january 1 jan 1 february 2 feb 2 march 3 mar 3 april 4 apr 4 may 5 june 6 jun 6 july 7 jul 7
    august 8 aug 8 september 9 sep 9 sept 9 october 10 oct 10 november 11 nov 11 december 12 dec 12
"""

# word: the keys (mtkit.guards.keys) that it can stand for
IDIOMS = """
    both: 2e0; couple: 2e0; pair: 2e0; pairs: 2e0; twice: 2e0; double: 2e0; doubled: 2e0;
    doubles: 2e0; doubling: 2e0; twin: 2e0; twins: 2e0; duo: 2e0; trio: 3e0; triple: 3e0;
    tripled: 3e0; treble: 3e0; thrice: 3e0; quadruple: 4e0; quarterly: 3e0 25e-2; dozen: 12e0;
    dozens: 12e0; score: 2e1; scores: 2e1; once: 1e0; single: 1e0; sole: 1e0; only: 1e0;
    another: 1e0 2e0; other: 2e0; others: 2e0; fortnight: 14e0 2e0; week: 7e0 8e0; weekly: 7e0;
    decade: 1e1; decades: 1e1; century: 1e2; centuries: 1e2; centenary: 1e2; day: 24e0; days: 24e0;
    noon: t12:00 12e0; midday: t12:00 12e0; midnight: t0:00 12e0 24e0; no: 0e0; none: 0e0; nil: 0e0;
    nought: 0e0; fourfold: 4e0; threefold: 3e0; twofold: 2e0; tenfold: 1e1; next: 2e0; monthly: 1e0;
    yearly: 1e0; daily: 1e0; per: 1e0; solo: 1e0;
"""
