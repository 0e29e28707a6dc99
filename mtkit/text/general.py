"""What the splitter adds to Danish and English for any other European language: data only, see danish.py."""

from __future__ import annotations

NEVER = """
herr hrn fr fru frl dipl.-ing dr.-ing prof.dr sr sra dr dra sres d dña mme mlle mm mgr me pr sig sig.ra
dott dott.ssa dhr mevr mej tzv bzw vgl bspw sog zzgl z.b z u.a d.h d.i i.d.r s.o v.a m.e u.u bl.a t.ex s.k
t.d p.ex par.ex n° núm
"""
RARELY = "ca s.u m p vol éd env av apr j.-c ggf evtl bes insb abb tab kap bd aufl hrsg jh jhdt str hl"
SOMETIMES = "usw usf u.s.w gmbh ag kg u.ä u.dgl osv o.s.v enz etc ecc ss"
OFTEN = "usw etc enz ecc osv"
CAPITALISED = "m p d j fr"
AMOUNTS = ""
DEGREES = ""
BEFORE_NUMBER = "nr no n° núm art abb kap bd s p pp vol"
ORDINAL_NOUNS = """
januar jänner februar feber märz april mai juni juli august september oktober november dezember januari
februari maart mei augustus december mars maj juin juillet août janvier février avril septembre octobre
novembre décembre jahrhundert jahrhunderts jh weltkrieg weltkriegs weltkrieges klasse stock kapitel
auflage band bundesliga liga platz runde
"""
BEFORE_ORDINAL = "am vom zum im der die das dem den des beim ab bis"
REGNAL = """
heinrich friedrich ludwig karl otto wilhelm konrad rudolf maximilian leopold franz joseph johann kaiser
könig papst
"""
LETTERED = ""
STARTERS = """
der die das ein eine er sie es wir ihr ich und aber oder denn doch wenn als weil da dann so nun hier dort
auch noch nur in im am auf aus bei mit nach von vor zu zum zur für durch über unter nicht kein keine
dieser diese dieses jener man wer was wie wo le la les un une il elle ils elles nous vous je et mais ou
donc or ni car si quand lorsque comme dans sur avec pour par sans sous ce cette ces cet c'est on ne qui
que où het een hij zij wij en maar want toen dit dat el los las una y pero él ella det den han hun hon vi
"""
NAME_LIKE = "die das le la les los las el der den als"
COMMON = ""
MARKED_NAMES = ""
SPEECH = ""
WORDS = ""
