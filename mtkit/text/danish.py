"""Danish for the sentence splitter: data only.

Abbreviations stand without their last stop, in lower case; with a capital if they are some only with it.
"""

from __future__ import annotations

# Something always follows these: titles, and words that point forward.
NEVER = """
Mt Ft Gen Sen Gov Rep Col Capt Maj
hr hrn fr frk dr johs chr vald joh ths alfr thorv prof adv dir ing st skt sct pens kgl kongl kgs
fhv lt ltn sgt løjtn oblt pol.ass viceprs mrs mr ms messrs kl ca jf jfr jvf jævnf cf dvs d.v.s pr vha
v.h.a v.hj.a iflg vedr ang pga p.g.a p.gr.a mht m.h.t mhp m.h.p ift i.f.t iht i.h.t ifm i.f.m ifbm ifb hhv
h.h.v resp inkl incl ekskl excl sml smlgn nr nrs matr cvr lb.nr j.nr jr.nr sagsnr matr.nr konto.nr adm.dir
vicedir underdir fung sdr ndr gl s.k såk
"""

# These end a sentence now and then. So they do where a word of a closed class follows (see STARTERS).
RARELY = """
f.eks feks eks fx f.ex bl.a bla evt eventl el ell adm tidl nuv nuvær alm tlf telf tel spec gns
gnsn gnms max maks stk pkt kap afsn afs spm bet beskr fsva f.s.v.a f.s.v m.a.o u.s u.k u.n e.u d.c s.e
Kr Man f.d v.f p.o opr oprl oprind opl ovenn nedenn nærv forh vederl udg bearb arr komp illus ill reg formd
næstform sekr kass bestyr redak afd div sekt adr postb v bygn c/o co ltd bros vs
"""

# These do before any common word; a name or a sum goes on.
SOMETIMES = """
inc corp plc ph.d phd b.a m.a m.sc b.sc mba cand.mag cand.jur cand.polit cand.scient cand.theol
cand.med cand.merc cand.oecon cand.scient.pol cand.psych cand.pæd cand.polyt cand.phil cand.arch
cand.pharm cand.agro cand.med.vet cand.scient.soc cand.ling.merc cand lic stud mag lic.jur lic.phil
lic.scient stud.mag stud.jur stud.med stud.polit mag.art exam.art dr.med dr.phil dr.jur dr.scient dr.theol
dr.techn dr.pæd dr.polit dr.agro dr.merc dr.med.vet dr.odont jan feb febr mar apr aug sep sept okt nov dec
tirsd onsd torsd lørd sønd kbh kbhvn frb frbg str vejl pl boul forts sek mdr mdl månedl årl dgl dagl ugtl
vestl østl nordl sydl jyll sjæll nordsjæll sønderj bornh grønl amer engl o.k n.n b.n.p v.t t.o.m
f.o.m u.å s.u a.p temp hk lign o.s kreditomk ejd ejendomsmgl grdl etabl
"""

# Where a capital follows these, a sentence begins.
OFTEN = """
osv o.s.v mv p.t pt jr sr db hz khz mhz ghz gb mb kcal kj rpm omdr/min nm hp kn mol ppm m.v m.m
mm mfl m.fl m.fl.a o.l o.lign o.lgn olign o.m.a oma o.a etc et.c u.a m.m.m a.m.m o.m.m kr øre pct pc proc
km cm dm mm2 kg cl dl ml ha hk kw mw gw kwh mwh km/t km/h m/s m2 m3 kvm kbm tdr skr nkr dkr ekr s.d d.d
d.å d.m d.s f.n d.e ff f.kr e.kr fkr f.v.t e.v.t t.h t.v b.t a.s forf anm
"""

# Of the words above, those that are abbreviations only with a capital letter.
CAPITALISED = "joh frants alex"

# After a number these end a sentence where a capital follows, but not one of "USD" or "EU-midler".
AMOUNTS = "mio mia mill milld mrd tus min sek mdr t jan feb febr mar apr jun jul aug sep sept okt nov dec"

# Before a field of study these make a degree: "cand. jur.", "dr. phil.".
DEGREES = "cand. dr. lic. stud. mag. exam."

# After these a number goes on.
BEFORE_NUMBER = """
d s nr kl stk jf jfr ca art kap pkt fig tab bd vol f g no op tlf kr f.eks bl.a evt max maks min mio mia
jan feb mar apr aug sep sept okt nov dec
"""

# A small number with a stop before one of these is an ordinal, whatever their case.
ORDINAL_NOUNS = """
januar februar marts april maj juni juli august september oktober november december jan feb febr mar apr
jun jul aug sep sept okt nov dec division verdenskrig verden etape runde sal klasse kvartal halvår halvleg
århundrede søndag juledag påskedag pinsedag real omgang symfoni infanteridivision armé hær korps republik
internationale rige korstog dynasti etage liga armékorps divisionsfodbold hovedforløb panserdivision
regiment bataljon brigade flåde eskadrille kompagni golfkrig vatikankoncil vatikanerkoncil mosebog
kongebog samuelsbog krønikebog korintherbrev hovedstykke søndagsliga serie landsholdsspiller
"""

# A small number with a stop after one of these is an ordinal.
BEFORE_ORDINAL = "en et den det de d dens vor vores deres hans hendes sin sit sine hver"

# Kings, popes and their like carry an ordinal: "Christian 4."
REGNAL = """
christian kristian frederik frederic friedrich frederick margrethe margrete valdemar knud erik svend
magnus oluf olav olaf niels harald christoffer kristoffer haakon håkon gustav gustaf karl carl charles
johan johannes john henrik henry henri edward edvard george georg william wilhelm vilhelm willem james
jakob jacob elizabeth elisabeth richard robert alexander aleksandr nikolaj nikolai nicholas peter ivan
katarina katharina louis ludvig ludwig filip philip philippe felipe alfonso ferdinand juan pius leo gregor
benedikt benedict paul innocens klemens clemens urban sixtus bonifacius franz joseph josef otto konrad
leopold albert baudouin victor viktor napoleon ramses ptolemaios dareios xerxes mehmet abdullah hassan
faisal rama kong dronning kejser pave zar prins abdel
"""

# A letter and a stop after one of these may end a sentence: "København K.", "vitamin C."; no initial.
LETTERED = """
københavn kbh frederiksberg nykøbing stege brønshøj valby århus aarhus odense aalborg ålborg esbjerg
viborg horsens kolding vejle randers vitamin vitaminerne hepatitis influenza plan gruppe pulje type klasse
kategori hold afdeling opgang model punkt bogstav bogstavet streptokokker serie division scenarie bilag
fase gate hal linje
"""

# Words of closed classes, and a few adverbs: capitalised, they begin a sentence.
STARTERS = """
det den de der dette denne disse dem deres dens dets han hun hans hendes ham hende vi vores vor os jeg mit
min mine mig du din dit jer man en et ét én men og eller for så derfor derefter dermed derimod desuden
desværre dog da når hvis hvad hvem hvor hvordan hvorfor hvornår hvilken hvilket hvilke hver hvert hverken
nu her herefter hermed heller heldigvis således samtidig samme selv selvom ligesom ligeledes siden senere
snart måske mange meget mens med medens mod både blandt bortset uden under ved via over om omkring også
nogle nogen noget ingen intet ikke ifølge imidlertid imens især igen allerede aldrig alle alt alligevel
altså at af ad efter efterfølgende endelig endnu ellers endvidere enten fordi foruden forud fra før først
første flere få gennem hos hertil hvorvidt hvorefter inden indtil jo ja nej kun mellem næste næsten oven
som sådan sådanne tidligere til tilmed trods udover uanset undervejs var er har havde kan kunne skal
skulle må måtte bliver blev vil ville hvorimod yderligere ydermere derudover dernæst deraf dertil derved
derpå herved heraf heri netop nemlig nok ofte sammen på i sandsynligvis selvfølgelig slutteligt tværtimod
tværtom følgelig faktisk formentlig generelt hele hidtil idet imod ud ind ned lige jamen ak åh nå
"""

# Starters that names begin with too: "Det Radikale Venstre", "Hans Engell". A small letter must follow.
NAME_LIKE = "det den de hans vor man over under da for alt alle"

# Names that carry an exclamation or question mark.
MARKED_NAMES = "yahoo jeopardy joomla wham panic guess"

# Verbs after a speaker ("Why?" Peter asked); in Danish they come first, in small letters.
SPEECH = ""

# Words that look like abbreviations and are none.
WORDS = "tv cd dvd pc sms hmm hm pst i å ø up øst http https html mp psst hys brr nft gps wc"

# Other words that are no names and often begin sentences: those that begin the most sentences of debates,
# news and web pages, and hardly ever have a capital letter elsewhere.
COMMON = """
administrativt adskillige affaldet afgørelsen afslutningsvis afstanden afstemningen aftalen aftaler
aftenen afviser al alene almindelige alternativ amerikanerne amerikanske amtet analysen anbefalingerne
andelen anden anderledes andre angrebet angst anklagemyndigheden anklagen anklager anklageren anklagerne
anmeldelse ansvaret antallet arbejder arbejdet arbejdsgiverne arbejdsløsheden arbejdsretten argumentet
arrangørerne arten artikel august bag bagefter baggrunden banen banken bankens bankerne bankernes bare
beboere beboerne bed bedre befolkningen begge begrebet begrundelsen behandlingen behovet behøver beklager
beskrivelse beslutningen besparelser besparelserne bestyrelsen besættelsen besøget betegnelsen betyder
betænkning betænkningen biblioteket bilen biler bilerne billeder billederne billedet bland blodet
blomsterne blot bogen bor borgere borgerne borgmester borgmesteren bragt branchen branden brug bruger
brugeren brugerne bussen busser byen byens bygningen bør børn børnene chancen chaufføren chaufførerne
chefen cirka dagen dagens dansk danske danskere danskeren danskerne deadline debat debatten del dele dels
deltagerne delte demokrati dengang derfra dine direktivet direktøren diskussionen dk dollar dollaren
dommen dommer dommeren drenge drengen drengene drik drømmen dårlig dér dét døren effekten efterhånden
eftersom egen egentlig ej ejendommen ejer ejeren ejerne eksempel eksempelvis eksempler elev elever
eleverne elsker embedsmænd end enden ender engagementet engang englænderne enhver enkelte episoden
erfaringen erfaringerne euroen evalueringen fabrikken faderen fagforeningen faktum faldende falder familie
familien familiens fanger faren farligt fattigdom fejl fejlen fem fik film filmen fin finalen finanskrisen
findes fire firmaet firmaets fjerde fjern flaget flertallet flot fly flyene fodbold fokus folk foran
forbrugerne forbundet fordelene fordelingen forebyggelse foreløbig forestil forestillingen forfatteren
forfatterne forhandlingen forhandlinger forhandlingerne forholdet forhåbentlig forinden forklaringen
forleden forliget formand formanden formandskabet formålet forrige forskellen forskellige forskerne
forskningen forslag forslaget forstår forsvareren forsøg fortæl forvirring foråret forældre forældrene
fransk fredag fredagens fremgang fremover fremtiden frivillige fuglene fuld fx fysisk får fælles færgen
færre føler følgende føreren føringen gaden gamle gammel gang ganske gerne gerningsmanden gerningsmændene
giv giver glædelig glæder god gode godt gratis grunden grundlæggende gå går gården gælder gør halvdelen
handelen handlen handler handlingen havene havet hellere helt hen herfra herhjemme herudover herunder
himlen historien hjemme hjemmesiden hjælp hold holder holdet holdningen hospitalet hovedparten hunde
hunden hurtigt husk hvorledes håb håber hånden hård hæld hæren høj hør idag ideen idéen igennem ilden
indbrud inde indenfor indledningsvis indsendt information inspiration isen israelsk israelske jordbær
journalister julen juli kampagnen kampen kampene kampens kassen katte katten kendelsen kender kernen kig
kilde kineserne klageren klassen klokken klubben klubbens klubberne knap kog kollegaen kom kommentar
kommer kommissær kommissæren kommunen kommunens kommuner kommunerne koncernen konferencen konklusionen
konkret konkurrencen konsekvenserne kontakt koret kort krav kravene kravet krigen kræver kulturelt kunder
kunderne kunsten kunstner kursen kvinden kvindens kvinder kvinderne kvindernes kæden kære kærlighed køb
køberen køkkenet kører lad landbruget landene landet landmænd landmændene landsbyen lange langs langt
lastbiler lav laver lavere ledelse ledelsen ledende leder lederen ledigheden lejligheden lejren lever
levering lidt ligeså lighed lille links livet lokale loven lovforslaget lukker lukningen lyt lån læg lægen
lægerne længe længere lærer lærere læreren lærerne læs løbet løn lørdag lørdagens løsningen mad maden
magen mandag manden manglen manglende mangler markeder markederne markedet masser massive materialet
medarbejdere medarbejderen medarbejderne meddelelsen medierne medlem medlemmer medlemmerne medlemsstaterne
medmindre medvirkende meldingen mener meningen mennesker mennesket menneskets mere mest mht mia midlet
millioner mindre mindst ministeren mio mobilen modellen moderne modsat moren motoren mulighed muligvis
musik musikken myndighederne måden målet målingen målsætningen måneder mænd mændene mængden mærk møder
mødet møllerne natten naturen naturligvis navn navnet navnlig nede nedenstående nedskæringer net netværket
ni nogenlunde nordmændene normalt norske nummer nuværende ny nye nyheden nyheder nyt næppe nær officielt
ofrene olie olien olieprisen omfanget området omsætningen omvendt onsdag op opbakning opfattelsen
opfordringen opgaven opgørelsen opgøret opkøb oplysningen oplysninger oplysningerne oprindelig oprindeligt
oprør opskrifter ordet ordføreren ordningen ordren orientering oveni overalt overfor overskuddet overvejer
pakken parterne partiet pas pc penge pengene perfekt perioden personer personligt pigen piger pigerne pisk
pladsen plan planen pludselig politiet politikerne politisk pres presset pris prisen priser priserne
private problemer problemerne problemet professor prognoserne programmet projektet protokollen provenuet
præcis præsident præsten prøv publikum punkt pædagogerne rapporten reaktionen rederierne rederiet reelt
regeringen regeringens regionen regionens regionerne regler reglerne regningen rektor rene resten
resultaterne resultatet retten rigtig ring risikoen ro russerne ruten rygterne rør sagde sagen salget
samarbejde samarbejdet samlet sammenlægningen samt samtidigt samtlige sandheden sangen savner se seerne
sejren seks selskaberne selskabet selve send sender senest seneste ser serien set sidenhen sidst sidste
sidstnævnte sig siger sikke situationen sjovt skattestoppet skibet skilsmisse skolen skolens skyldes skær
skærmen skønt sludder små smør sol sommeren sover spansk specielt spil spiller spillerne spillet spiser
spændende spørg spørger spørgsmål spørgsmålene spørgsmålet stationen stedet steg stigningen stk stor store
stort stykket står størrelse størstedelen støtte støtten succes surt svar svaret svensk svenske svenskerne
sygdommen sygehuset sygeplejerskerne synes systemet syv såfremt såvel sælger særlig særligt sæt søen
søndag søndagens sønnen sørg tab tabene tag tage tager tak takket tal taler tallene tanken taxa tegn
tegningerne teknik teknisk teknologi teknologien tema tendensen ti tid tiden tilbage tilbud tilbuddet
tillad tilsammen tilsvarende tilsyneladende timingen tingene tirsdag tjek to tog toget topmødet toppen
torsdag torsdagens traditionen trafikken tre tredje tro tror truslerne trykket træ træk træner turen
turneringen tusind tusinder tusindvis tv typisk tysk tyske tyskerne tyven tyveri tænk tænker uddannelse
uddannelsen ude udenfor udenlandske udgangspunktet udgifterne udgivelsen udgivet udlændinge udspillet
udstillingen udtalelsen udvidelsen udviklingen uenighed ugen ugens uheldigvis ulykken ulykker umiddelbart
undersøgelse undersøgelsen undersøgelser undervisningen undskyld unge uroen uroligheder usikkerhed valg
valget vand vandt varm varmen vedkommende vedrørende vedtaget vejen vejledning vejret vel velkommen verden
verdens vilkårene vinden vinder vinderen vinderne virkeligheden virksomheden virksomhedens virksomheder
virksomhederne virksomhedernes vis viser visse voksne volden vore vurderingen væk vælger vælgerne vær
værdien værelset værsgo weekendens åbnede åbningen året årets årsag årsagen æblet ældre ændrer ændring
ændringen ændringer ændringerne ændringsforslag ærgerligt øen økonomer økonomerne økonomien økonomisk
ønsker
"""
