"""English for the sentence splitter: data only. Abbreviations: lower case, without their last stop."""

from __future__ import annotations

# Something always follows these: they never end a sentence.
NEVER_FINAL = """
mr mrs ms mx dr prof st mt ft messrs mme mlle rev hon pres gov sen rep sens reps lt col gen maj capt cmdr
cpl sgt pvt adm brig supt insp det fr sr.st msgr vice.adm lt.col lt.gen maj.gen brig.gen rear.adm atty
asst dep e.g eg i.e ie cf viz vs v approx ca circa c esp incl excl resp al.st nos vol vols fig figs pp eq
eqs sec secs ch chs art arts para paras pt pts ed.st eds.st tel ext
"""

# These may end a sentence, and where a capital letter follows they nearly always do.
OFTEN_FINAL = "etc et.c km kg cm mm lb lbs oz mph kph sq hrs hr mins secs yrs yr pct"

# These may end a sentence too, but a name often follows: they do so where a common word follows.
SOMETIMES_FINAL = """
jr sr inc ltd co corp plc llc bros esq ph.d phd m.d d.d.s b.a m.a b.sc m.sc ba.st r.n d.c u.s u.s.a u.k
u.n e.u u.a.e a.m p.m am.st pm.st a.d b.c b.c.e c.e al ed eds no nr op min max jan feb mar apr jun jul aug
sep sept oct nov dec mon tue tues wed thu thur thurs fri ala ariz ark calif colo conn del fla ga ill ind
kan kans ky la mass md mich minn miss mo mont neb nebr nev n.h n.j n.m n.y n.c n.d okla ore pa r.i s.c s.d
tenn tex vt va wash w.va wis wyo ont que alta sask ave blvd rd dept univ assn bldg est intl natl gov't ctr
"""

BEFORE_NUMBER = "no nos nr p pp vol vols fig figs sec ch art para pt op ca c approx eq ext tel"

MONTHS = """
january february march april may june july august september october november december jan feb mar apr jun
jul aug sep sept oct nov dec
"""

# English writes its ordinals without a stop.
ORDINAL_NOUNS = ""
BEFORE_ORDINAL = ""
REGNAL = ""

# Words that begin sentences and are no names.
STARTERS = """
the a an this that these those it its he she they we you i his her their our my your him them us and but
or nor so yet for if when while where why how what who whom whose which whether as at by in on of off to
from with without within under over after before since until during despite although though because
however therefore moreover furthermore meanwhile then there here now today yesterday tomorrow later
earlier once also even only just still not no none nothing nobody never always often sometimes perhaps
maybe some any all both each every many most much more few several such one two three another other others
addition according among between about against instead indeed thus hence otherwise nevertheless
nonetheless besides finally first second third last next is are was were be been has have had do does did
can could will would shall should may might must let
"""

MARKED_NAMES = "yahoo jeopardy joomla wham panic guess"

# After a quotation that ends in ! or ?, a name and one of these still belong to it: "Why?" Peter asked.
SPEECH = """
said says asked asks cried shouted shouts replied answered added exclaimed whispered yelled wondered wrote
demanded inquired called screamed muttered murmured tweeted
"""

WORDS = "tv cd dvd pc sms hmm hm pst by my try fly sky dry cry shy why sly spy i a"
