"""The look, the words and the behaviour of the QA report: nothing is fetched from anywhere."""

from __future__ import annotations

import html

SEVERITY_NAMES = {
    "critical": ("Crítica", "Critical"),
    "warning": ("Advertencia", "Warning"),
    "info": ("Aviso", "Notice"),
}

CSS = """
:root{--ink:#1d2733;--soft:#5b6b7c;--line:#d9e0e7;--paper:#fff;--wash:#f4f7fa;--blue:#0b5c96;
--critical:#b3261e;--warning:#8a5a00;--info:#3c5a73}
*{box-sizing:border-box}body{margin:0;color:var(--ink);background:var(--wash);
font:15px/1.5 system-ui,"Segoe UI",Roboto,Arial,sans-serif}
html[lang=es] .en,html[lang=en] .es{display:none}
header,main{max-width:1180px;margin:0 auto;padding:20px}
header{display:flex;flex-wrap:wrap;gap:12px;align-items:end;justify-content:space-between}
h1{font-size:26px;line-height:1.2;margin:0}h2{font-size:19px;margin:32px 0 10px}
header p{margin:4px 0 0;color:var(--soft)}
button{font:inherit;padding:6px 14px;border:1px solid var(--blue);border-radius:6px;
background:var(--paper);color:var(--blue);cursor:pointer}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(108px,1fr));gap:10px}
.card{background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:12px 14px}
.card b{display:block;font-size:26px;line-height:1.2;font-variant-numeric:tabular-nums}
.card span{color:var(--soft)}.card.critical b{color:var(--critical)}
.card.warning b{color:var(--warning)}.card.info b{color:var(--info)}
.scroll{overflow-x:auto;background:var(--paper);border:1px solid var(--line);border-radius:8px}
table{border-collapse:collapse;width:100%}th,td{padding:7px 10px;text-align:left;
vertical-align:top;border-bottom:1px solid var(--line)}tr:last-child td{border-bottom:0}
th{font-size:13px;color:var(--soft);font-weight:600;background:var(--wash);white-space:nowrap}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.v{font-family:ui-monospace,Consolas,monospace;overflow-wrap:anywhere;max-width:260px}
td.h{min-width:240px}
details{background:var(--paper);border:1px solid var(--line);border-radius:8px;margin:8px 0}
details .scroll{border:0;border-top:1px solid var(--line);border-radius:0 0 8px 8px}
summary{padding:9px 14px;cursor:pointer}summary small{color:var(--soft)}
.tag{display:inline-block;padding:0 8px;border-radius:9px;font-size:12px;color:#fff;
white-space:nowrap}.tag.critical{background:var(--critical)}.tag.warning{background:var(--warning)}
.tag.info{background:var(--info)}
label{display:block;margin:0 0 10px;color:var(--soft)}
input{font:inherit;width:100%;max-width:420px;padding:7px 10px;border:1px solid var(--line);
border-radius:6px}
.none{padding:14px;background:var(--paper);border:1px solid var(--line);border-radius:8px}
@media print{button,label{display:none}body{background:#fff}}
"""

# Finding rows are drawn when their group is opened, so that thousands of them do not slow the page.
# Values are set as text, never as markup.
JS = """
(function(){
var root=document.documentElement,data=JSON.parse(document.getElementById('findings').textContent);
var SHOWN=500,names={critical:['Crítica','Critical'],warning:['Advertencia','Warning'],
info:['Aviso','Notice']};
function el(tag,cls,text){var e=document.createElement(tag);if(cls)e.className=cls;
if(text!==undefined&&text!==null)e.textContent=text;return e}
function both(parent,es,en){parent.appendChild(el('span','es',es));
parent.appendChild(el('span','en',en));return parent}
document.getElementById('language').addEventListener('click',function(){
root.lang=root.lang==='es'?'en':'es'});
function draw(box,list,by){
var table=el('table'),head=el('tr'),i;
[[by==='rule'?'Archivo':'Regla',by==='rule'?'File':'Rule'],['Hoja','Sheet'],['Fila','Row'],
['Columna','Column'],['Valor','Value'],['Cómo corregir','How to fix']].forEach(function(h){
both(head.appendChild(el('th')),h[0],h[1])});table.appendChild(head);
for(i=0;i<Math.min(list.length,box.shown);i++){var f=data.rows[list[i]],rule=data.rules[f[1]],
row=el('tr'),file=data.files[f[0]],first=row.appendChild(el('td'));
if(by==='rule'){first.textContent=file}else{both(first.appendChild(el('span','tag '+rule[2])),
names[rule[2]][0],names[rule[2]][1]);
both(first.appendChild(el('div')),rule[0]+' '+rule[3],rule[0]+' '+rule[4])}
row.appendChild(el('td','',f[2]));row.appendChild(el('td','n',f[3]));
row.appendChild(el('td','',f[4]));row.appendChild(el('td','v',f[5]));
both(row.appendChild(el('td','h')),f[6]===null?rule[5]:f[6],f[7]===null?rule[6]:f[7]);
table.appendChild(row)}
var scroll=el('div','scroll');scroll.appendChild(table);box.textContent='';box.appendChild(scroll);
if(list.length>box.shown){var more=el('button');
both(more,'Mostrar más ('+(list.length-box.shown)+')','Show more ('+(list.length-box.shown)+')');
more.addEventListener('click',function(){box.shown+=SHOWN;draw(box,list,by)});box.appendChild(more)}
}
document.querySelectorAll('details[data-by]').forEach(function(group){
group.addEventListener('toggle',function(){var box=group.querySelector('div');
if(!group.open||box.firstChild)return;var by=group.dataset.by,key=Number(group.dataset.key),
list=[],place=by==='rule'?1:0;data.rows.forEach(function(f,i){if(f[place]===key)list.push(i)});
box.shown=SHOWN;draw(box,list,by)})});
document.getElementById('filter').addEventListener('input',function(){
var wanted=this.value.toLowerCase();document.querySelectorAll('details[data-by]').forEach(
function(group){group.hidden=group.querySelector('summary').textContent.toLowerCase()
.indexOf(wanted)<0})});
})();
"""


def both(es: str, en: str) -> str:
    """Return a text in both languages; the page shows one."""
    return f'<span class="es">{html.escape(es)}</span><span class="en">{html.escape(en)}</span>'


def heading(es: str, en: str) -> str:
    """Return a section's heading."""
    return f"<h2>{both(es, en)}</h2>"


def tag(severity: str) -> str:
    """Return a severity as a coloured label."""
    return f'<span class="tag {severity}">{both(*SEVERITY_NAMES[severity])}</span>'


def nothing() -> str:
    """Return the sentence for an empty section."""
    return f'<p class="none">{both("Sin observaciones. ¡Gracias!", "No findings. Thank you!")}</p>'


def number(figure: int) -> str:
    """Return a figure, thousands apart by a narrow space: the same in both languages."""
    return f"{figure:,}".replace(",", "\u202f")


def text(value: object) -> str:
    """Return a text, or nothing for a null."""
    return value if isinstance(value, str) else ""
