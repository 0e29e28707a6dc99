"""Which language a text is in, by its commonest words: Danish left in English, English taken for Danish."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

# Common in Danish, and neither English words nor likely names in English text.
_DANISH = """
    af aldrig allerede altid anden andet andre blandt blev blive bliver både bør deltage denne deres
    derfor dermed det dette disse efter eftersom ej eller enten fik flere fordi frem få får før gennem
    gik gå går gør gøre han havde hele heller helt hende hendes hun hvad hvem hver hverken hvert hvilken
    hvilket hvis hvor hvordan hvorefter hvorfor hvornår ifølge igen igennem ikke imens imod indtil ingen
    jeg komme kommer kun kunne kvinder lige mange meget mellem mennesker må måned måske mænd nogen noget
    nogle nye når og også opad på sagde samt selv seneste siden sig siger skal skulle som stadig større
    så sådan således såvel tidligere til uden uge vil vores være været år
"""
# Danish too, but common in English or in names: they tell a source apart, not what is left in an output.
_ALSO_ENGLISH = """
    alle da dag de dem dig din en er et fra ham hans i ind kan kom lille med mens mere mig min mod nok
    nu om op på som var vi ville
"""
# Common in English and no Danish words.
_ENGLISH = """
    a about after also although and another any are around be because been before being between both but
    can could did does during each every first from get good great has he him how into it its know make
    many may might more most much must my new not now of off one only other our out people said same
    says she should since some such than that the their them then there these they this those through
    two until us was way we were what when where which while who with without would year years yesterday
    you your
"""
DANISH = frozenset(_DANISH.split())
ENGLISH_TOO = frozenset(("øre", "smørrebrød", "smørrebrøds"))
DANISH_SOURCE = DANISH | frozenset(_ALSO_ENGLISH.split())
ENGLISH = frozenset(_ENGLISH.split())
_WORD = re.compile(r"[^\W\d_]+")


def english_share(sentences: Iterable[str], *, limit: int = 400) -> float:
    """The share of English among the function words of the first `limit` sentences: 0 Danish, 1 English.

    Words that both languages write alike count for neither; 0.0 where fewer than four words tell.
    """
    danish = english = 0
    for sentence in islice(sentences, limit):
        for word in _WORD.findall(sentence[:2000].lower()):
            if word in ENGLISH:
                english += 1
            elif word in DANISH_SOURCE:
                danish += 1
    return english / (danish + english) if danish + english >= 4 else 0.0
