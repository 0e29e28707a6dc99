"""Danish for the sentence splitter: data only. Abbreviations: lower case, without their last stop."""

from __future__ import annotations

# Something always follows these: they never end a sentence (titles, and words that point forward).
NEVER_FINAL = """
hr fr frk dr prof adv dir ing lic cand stud mag cand.mag cand.jur cand.polit cand.scient cand.theol
cand.med cand.merc cand.oecon cand.scient.pol cand.psych cand.pæd cand.polyt dr.med dr.phil dr.jur
dr.scient dr.theol dr.techn dr.pæd dr.polit dr.agro dr.merc dr.med.vet dr.odont lic.jur lic.phil stud.mag
stud.jur stud.med mag.art exam.art st skt sct pens fhv afd lt ltn kapt sgt gen løjtn pol.ass kst konst fm
viceprs form bestyrelsesform mrs mr ms messrs kl ca cirk jf jfr jvf jævnf cf f.eks feks fx ex eks bl.a bla
blandt.a dvs d.v.s ds dv p.gr.a p.g.a pga pgra mht m.h.t mhp m.h.p m.h.b mhb ift i.f.t iht i.h.t ifm i.f.m
ifbm i.f.b.m ifb i.fb.m iflg ifl if.flg vedr ang incl inkl ekskl excl evt event eventl el ell hhv h.h.v
resp respektiv vha v.h.a v.hj.a vhja ved.hj.a pr per.pr tlf tel telf mobil nr nrs no stk pkt art par kap
afsn afs sml smlgn jfv alm gl ny.gl l.c ibid udg red.v overs opr oprl oprind opl spec specif bet gns
gnsntl gnmsn max maks min.st nuv nuvær daværende nærv ovenn nedenn ovf nedf f.s.v.a fsva f.s.v forh forsk
vederl m.a.o mao m.u.h.t o.br u.d.o adm adm.dir adm.direktør vicedir underdir kgl kongl sdr ndr nrd øst.f
nord.f syd.f vest.f ø.f n.f s.f v.f f.d fung tidl sen.t senest.t oprind.t sek.t int bygn forf forts
kom.form næstform vestl østl nordl sydl matr matr.nr cvr cvr.nr reg reg.nr konto.nr postnr tinglyst s.k
såk sk dateret sidstn førstn ovenst nedenst vers bd nævnte.st ugtl mdl månedl årl dagl gnst sags sagsnr
j.nr jr.nr lb.nr hc.nr
"""

# These may end a sentence, and where a capital letter follows they nearly always do.
OFTEN_FINAL = """
osv o.s.v mv m.v m.m mm mfl m.fl m.fl.a o.l ol o.lign o.lgn olign o.m.a oma o.a oa etc et.c u.a ua kr øre
pct pc proc km m cm dm kg gr cl dl ml ha hk kw mw gw kwh km/t km/h m/s m2 m3 kvm kbm tdr s.d sd d.d dd d.å
då d.m d.s ds f.n fn p.t pt s.u su u.b f.v b.n.p ff flg følg d.e f.kr e.kr fkr ekr v.t t.h t.v th tv.v mf
n.n a.a tr red forf anm sign overs
"""

# These may end a sentence too, but a name or a sum often follows: they do so where a common word follows.
SOMETIMES_FINAL = """
mio mia mill milliard milld mrd mia.kr mio.kr tus jr sr jun sen inc ltd co corp plc bros ph.d phd b.a m.a
m.sc b.sc d.c u.s u.s.a usa a.m p.m am.pm a/s aps i/s k/s aps.st & dep univ inst cia vs v vol pp p a b c d
e f g h jan feb febr mar apr jul aug sep sept okt nov dec man tirs ons tors fre lør søn mand tirsd onsd
torsd fred lørd sønd kbh kbhvn århus.c københ frb frbg bl bl.st gade vejl str stræd tværv pl boul allé all
sal etg min sek sk timer t uger md mdr mdl dg dgl årg bilag hft mod antal stat instr jyll sjæll nordsjæll
bornh grønl færø amer eng engl fr franz ty tysk lat gr græsk sv svensk norsk no dansk da isl
"""

# After these a number goes on; none of them is a word that ends sentences.
BEFORE_NUMBER = "d s side nr kl stk jf jfr ca art kap pkt fig tab pk tlf bd bind vol f g § §§ no op"

MONTHS = """
januar februar marts april maj juni juli august september oktober november december jan feb febr mar apr
jun jul aug sep sept okt nov dec
"""

# A small number with a stop before one of these is an ordinal, whatever their case.
ORDINAL_NOUNS = """
januar februar marts april maj juni juli august september oktober november december jan feb febr mar apr jun
jul aug sep sept okt nov dec
division verdenskrig verden etape runde sal klasse kvartal halvår halvleg århundrede søndag juledag påskedag
pinsedag real omgang sæson symfoni infanteridivision armé korps republik internationale rige korstog dynasti
"""

# "den 5." and the like: what stands before a number that is an ordinal.
BEFORE_ORDINAL = "den det de d dens vor vores deres hans hendes sin sit sine hver"

# Kings, popes and their like, who carry an ordinal: "Christian 4."
REGNAL = """
christian kristian frederik frederic friedrich frederick margrethe margrete valdemar knud erik svend
magnus oluf olav olaf niels harald hans christoffer kristoffer haakon håkon gustav gustaf gustavus karl
carl charles johan johannes john henrik henry henri edward edvard george georg william wilhelm vilhelm
willem james jakob jacob mary elizabeth elisabeth richard robert david alexander aleksandr nikolaj nikolai
nicholas peter pjotr ivan katarina katharina katrine louis ludvig ludwig filip philip philippe felipe
alfonso ferdinand juan pius leo gregor gregorius benedikt benedict paul paulus innocens klemens clemens
urban sixtus bonifacius franz joseph josef otto konrad leopold albert baudouin victor viktor umberto
napoleon ramses amenhotep thutmose ptolemaios dareios xerxes darius artaxerxes mehmet selim süleyman
abdullah hussein mohammed muhammed hassan faisal rama kong dronning kejser pave zar prins
"""

# Words that begin sentences and are no names; the closed classes and what reports begin with.
STARTERS = """
det den de der dette denne disse dem deres dens dets han hun hans hendes ham hende vi vores vor os jeg mit
min mine mig du din dit i jer man en et ét men og eller for så derfor derefter dermed derimod desuden
desværre dog da når hvis hvad hvem hvor hvordan hvorfor hvornår hvilken hvilket hvilke hver hvert hverken
nu her herefter hermed heller heldigvis således samtidig samme selv selvom ligesom ligeledes siden senere
snart måske mange meget mens med medens mod både blandt bare bortset uden under ved via over om omkring op
også nogle nogen noget ingen intet ikke ifølge imidlertid imens især igen allerede aldrig alle alt
alligevel altså at af ad efter efterfølgende endelig endnu ellers endvidere enten fordi foruden forud fra
før først første flere få gennem hos hertil hvorvidt hvortil hvorefter inden indtil jo ja nej kun mellem
næste næsten oven på per sidste som sådan sådanne tidligere tilmed til trods udover uanset undervejs var
vil er har havde kan kunne skal skulle må måtte bliver blev været hvorimod yderligere ydermere derudover
dernæst deraf dertil derved derpå herved herudover heraf heri netop nemlig nok ofte sammen sandsynligvis
selvfølgelig slutteligt tværtimod tværtom følgelig faktisk formentlig generelt hele hidtil idet imod
indenfor udenfor igennem ud ind ned hjemme ude inde oppe nede tilbage
"""

# Names that carry an exclamation or question mark.
MARKED_NAMES = "yahoo jeopardy joomla wham oh! panic guess"

# Verbs after a quotation: in Danish they come before the speaker, so their lower case already says it.
SPEECH = ""

# Short words without a vowel, or single letters, that are words all the same.
WORDS = "tv cd dvd pc sms hmm hm pst hr. i å ø km/t vs nft bnp gps wc"
