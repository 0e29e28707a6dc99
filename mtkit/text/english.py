"""English for the sentence splitter: data only. Abbreviations: lower case, without their last stop."""

from __future__ import annotations

# Something always follows these: titles, and words that point forward.
NEVER = """
mr mrs ms mx dr prof st mt messrs mme mlle rev hon pres gov sen rep sens reps lt col gen maj capt cmdr cpl
sgt pvt adm brig supt insp fr msgr lt.col lt.gen maj.gen brig.gen atty asst e.g i.e cf viz nos vol vols
figs pp eq eqs secs ch chs paras approx
"""

# These end a sentence now and then. So they do where a word of a closed class follows (see STARTERS).
RARELY = """
u.s u.k u.n e.u u.s.a u.a.e d.c n.y n.j n.h n.m n.c n.d s.c s.d r.i l.a w.va eg ie vs v ca circa incl excl
resp p.o a.k.a op fig sec dept assn bldg est intl natl supp ext tel u.s.c s.a ala ark ariz calif colo conn
del fla ga ill ind kan mass md mich minn mo mont neb nebr nev okla ore pa tenn tex vt va wash wis wyo ont
que alta sask bros
"""

# These do before any common word; a name or a sum goes on.
SOMETIMES = """
jr sr inc ltd co corp plc llc esq ph.d phd m.d d.d.s j.d b.a m.a m.b.a b.sc m.sc b.s m.s r.n a.m p.m a.d
b.c b.c.e c.e al eds nr max jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur
thurs fri ave blvd univ ctr ft misc govt gov't
"""

# Where a capital follows these, a sentence begins.
OFTEN = "etc rpm nm hp db mhz ghz gb mb km kg cm mm lb lbs oz mph kph hrs hr mins secs yrs yr pct"

# Of the words above, those that are abbreviations only with a capital letter.
CAPITALISED = """
ala ark ariz calif colo conn del fla ga ill ind kan mass md mich minn mo mont neb nebr nev okla ore pa
tenn tex vt va wash wis wyo ont que alta sask bros jan feb mar apr jun jul aug sep sept oct nov dec mon
tue tues wed thu thur thurs fri co inc corp ave st rev hon pres gov sen rep gen maj capt col pvt sgt adm
brig fr
"""

# After a number these end a sentence where a capital follows, but not one of "USD": "on 1 Jan. Space is".
AMOUNTS = "jan feb mar apr jun jul aug sep sept oct nov dec"

# None in English.
DEGREES = ""

# After these a number goes on.
BEFORE_NUMBER = """
no nos nr p pp art para vol vols fig figs sec ch op c approx eq ext tel jan feb mar apr jun jul aug sep
sept oct nov dec
"""

# English writes ordinals without a stop.
ORDINAL_NOUNS = ""

# English writes ordinals without a stop.
BEFORE_ORDINAL = ""

# English writes ordinals without a stop.
REGNAL = ""

# A letter and a stop after one of these may end a sentence: "vitamin C."; no initial.
LETTERED = """
vitamin hepatitis plan group type class category grade section part exhibit schedule appendix copenhagen
århus aarhus odense
"""

# Words of closed classes, and a few adverbs: capitalised, they begin a sentence.
STARTERS = """
the a an this that these those it its he she they we you his her their our my your him them us and but or
nor so yet for if when while where why how what who whom whose which whether as at by in on of off to from
with without within under over after before since until during despite although though because however
therefore moreover furthermore meanwhile then there here now today yesterday tomorrow later earlier once
also even only just still not no none nothing nobody never always often sometimes perhaps maybe some any
all both each every many most much more few several such one two three four five six seven eight nine ten
another other others addition according among between about against instead indeed thus hence otherwise
nevertheless nonetheless besides finally first second third last next is are was were be been has have had
do does did can could will would shall should let i yes
"""

# Starters that names begin with too. A small letter must follow.
NAME_LIKE = """
an all first second third last next new no one two three four five six seven eight nine ten will other
others each such few more most for in a let at on of by over i under
"""

# Names that carry an exclamation or question mark.
MARKED_NAMES = "yahoo jeopardy joomla wham panic guess"

# Verbs that join a speaker to a quotation before them: "Why?" Peter asked.
SPEECH = """
said says asked asks cried shouted shouts replied answered added exclaimed whispered yelled wondered wrote
demanded inquired called screamed muttered murmured tweeted
"""

# Words that look like abbreviations and are none.
WORDS = "tv cd dvd pc sms hmm hm pst by my try fly sky dry cry shy why sly spy a http https html psst"

# Other words that are no names and often begin sentences: those that begin the most sentences of debates,
# news and web pages, and hardly ever have a capital letter elsewhere.
COMMON = """
above absent access accordingly across actually adding additional additionally addressing admittedly again
ahead aid allegedly allow allowing almost along alongside already altogether am amid amidst analysts
anyone anything apart apparently applicants applications approximately aren around aside ask attacks
attendees authorities authorizes background based basically bearing beginning being beyond bring bringing
businesses call cases cats certain certainly change charges civilians clashes clearly close closing
co-conspirator co-conspirators co-defendant co-defendants collectively combat combined come companies
companion compared compliance concerning condoms congratulations consequently consider considering
consistent conspiracy consumers contractors contrary conversely coordinated corruption count countless
countries counts cow create created creating criminals critical critics current currently customers damage
data days death decades defendant defendants demonstrations demonstrators denying depending developing
devices didn direct discrimination documents dogs doing dozens draw drink drone due early eat economists
effective efforts eighteen eighty either elections elements elephants eleven eligible eliminates
eliminating employees employers empty ending enlargement ensure ensuring equally especially establish
established establishing events eventually everybody everyone everything evidence examples except excuse
exiled exit expanding experience experts explosions extending extensive faced failing failure families far
farmers felony fifty fighting find firstly flights flooding folks follow following forcing fortunately
forty founded fourthly frankly full funding further future gas generally get getting give given go going
good greater groups growing gunmen half happy having heat heavy help helping high-ranking higher historic
holding hopefully hospitals hours humans hundreds hurry illegal imagine immediately implementation
implementing importantly improperly improving incidentally included includes including incoming increased
increasing incumbent individual individuals introduced investigators investing investments investors isn
jailed job joining judges keep keeping key kickbacks kiss knowing ladies landslides language large
large-scale lastly late lawmakers lawyers learn leave led legislation less life like likewise listen
little local located long look looking love main maintaining major make making man massive mediators meet
migrants militants milk millions money moving multinational multiple must nationally nationwide naturally
nature nearly needless negotiations neither newly nineteen ninety notably notwithstanding nowadays
numerous obviously offense officials oh ongoing open opening opposition originally out outgoing outside
overall overnight paramount parents part participants particularly passage passengers passing patients pay
people personally plastic please police political politicians potential power preliminary prepare
preventing previous previously prices prior private probably progress prohibit prohibits projections
projects promoting prosecuting prosecutors protect protesters protestors protests provide provides
providing pursuant put putting quality quite rain raising rather real recent recently recipient recipients
recognizing reducing reflecting regarding regardless regrettably religious remember removing replacing
report reports require requires requiring researchers residents respect results return returning right
riots roads roughly sadly sales say scientists search secondly securing see send sentence separately
sequestration serving settlements seventeen severe sex share shares shortly shots show shut sign
significant similar similarly simply simultaneously sit sixteen smoking somebody someone something soon
sooner sorry speak speaking specific specifically spending stand start starting stay stocks strengthening
strikes strong students subject subsequent subsequently summary summer support supporters supporting
surely suspected take taking talk talks tap taxpayers tell tens testimony testing thank thankfully thanks
thereafter thieves things think thirdly thirteen thirty thousands threats through throughout throw time
todays together tonight too total tragically train translate transparency trees troops true try tsunami
turn turning twelve twenty twenty-five twenty-four twenty-seven typically ultimately unemployment
unfortunately unknown unless unlike unrest up upon use using various vehicles very victims video videos
view violations voters wait want weigh welcome well whatever whenever whereas whilst whoever widespread
wildfires witnesses work workers worse write
"""
