"""The fixed parts of the side-by-side page: its style and its script, which load nothing from anywhere."""

STYLE = """
:root{color-scheme:light dark;--paper:#fdfcf9;--ink:#1d1f24;--faint:#5f6570;--rule:#e2dfd6;--lit:#ffe9a8;
--null:#b3402f;--flag:#8a5a00;--flagbg:#fff1cf;--accent:#2b5ea7}
@media (prefers-color-scheme:dark){:root{--paper:#15171b;--ink:#e6e4de;--faint:#9aa0ab;--rule:#2c3038
;--lit:#4a3f16;--null:#ff9482;--flag:#f2c265;--flagbg:#3a2f12;--accent:#8db6f2}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.55 Georgia,"Noto Serif",serif;
overflow-wrap:anywhere}
header,main,footer{max-width:76rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:1.5rem;padding-bottom:.75rem}
h1{font-size:1.15rem;margin:0 0 .25rem}
header p,footer{font:.82rem/1.5 system-ui,sans-serif;color:var(--faint)}
header p{margin:0}
footer{padding-top:1rem;padding-bottom:2rem}
.row{display:grid;grid-template-columns:1fr 1fr;gap:0 2rem;padding:.45rem .5rem;
border-top:1px solid var(--rule)}
.row>div{min-width:0}
.row p{margin:0 0 .4em}
.s{border-radius:3px;white-space:pre-line;cursor:default}
.s.on{background:var(--lit)}
.s:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
.s.flagged{text-decoration:underline wavy var(--flag) 1px;text-underline-offset:4px}
.s.alone{color:var(--null)}
.gap{color:var(--null);font:.82rem system-ui,sans-serif}
.why,.conf{font:.7rem/1.4 system-ui,sans-serif;border-radius:3px;padding:.05rem .3rem;margin-left:.3rem;
white-space:nowrap}
.why{background:var(--flagbg);color:var(--flag);white-space:normal}
.conf{color:var(--faint);border:1px solid var(--rule)}
.conf.low{color:var(--null);border-color:currentColor}
@media (max-width:640px){body{font-size:16px}header,main,footer{padding-left:.9rem;padding-right:.9rem}
.row{grid-template-columns:1fr;gap:.3rem;padding:.6rem 0}
.row>div+div{padding-left:.7rem;border-left:3px solid var(--rule)}}
@media print{.row{break-inside:avoid}}
"""

# Hover lights up both sides; a tap or the keyboard pins them until the next one.
SCRIPT = """
(function(){
var pinned=null;
function mark(id,on){if(id===null)return;var all=document.querySelectorAll('[data-b="'+id+'"]');
for(var i=0;i<all.length;i++)all[i].classList.toggle('on',on)}
function bead(e){var s=e.target.closest&&e.target.closest('[data-b]');return s?s.getAttribute('data-b'):null}
function pin(id){mark(pinned,false);pinned=id===pinned?null:id;mark(pinned,true)}
document.addEventListener('mouseover',function(e){mark(bead(e),true)});
document.addEventListener('mouseout',function(e){var id=bead(e);if(id!==pinned)mark(id,false)});
document.addEventListener('click',function(e){pin(bead(e))});
document.addEventListener('keydown',function(e){if(e.key==='Enter'||e.key===' '){var id=bead(e);
if(id!==null){e.preventDefault();pin(id)}}else if(e.key==='Escape'&&pinned!==null)pin(pinned)});
})();
"""
