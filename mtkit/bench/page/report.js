(function () {
"use strict";
var STEP = 20;

/* Ranked tables: a click on a head sorts by that column, a second one the other way. */
document.querySelectorAll("table[data-sortable]").forEach(function (table) {
  var body = table.tBodies[0], original = Array.from(body.rows);
  var parted = original.map(function (row) { return row.classList.contains("cluster"); });
  table.tHead.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) return;
    var head = button.closest("th"), column = Number(button.dataset.col);
    var downward = head.getAttribute("aria-sort") !== "descending";
    table.tHead.querySelectorAll("[aria-sort]").forEach(function (th) { th.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", downward ? "descending" : "ascending");
    var rows = original.slice().sort(function (a, b) { return order(key(a, column), key(b, column), downward); });
    var same = rows.every(function (row, i) { return row === original[i]; });
    rows.forEach(function (row) {
      row.classList.toggle("cluster", same && parted[original.indexOf(row)]);
      body.appendChild(row);
    });
  });
});
function key(row, column) {
  var cell = row.cells[column], value = cell.dataset.v;
  if (value === undefined) return cell.textContent.trim();
  return value === "" ? null : Number(value);
}
function order(a, b, downward) {
  if (a === null || b === null) return (a === null) - (b === null);
  var found = typeof a === "string" ? -a.localeCompare(b) : a - b;
  return downward ? -found : found;
}

/* The explorer. All text goes in as text nodes: nothing of a test set is ever read as markup. */
var holder = document.getElementById("data");
if (!holder) return;
var sets = JSON.parse(holder.textContent);
var $ = function (id) { return document.getElementById(id); };
var state = { rows: [], shown: 0, hidden: {} };
$("controls").hidden = false;
$("controls").addEventListener("submit", function (event) { event.preventDefault(); });
$("which").addEventListener("change", choose);
["sort", "document", "flagged", "diffs"].forEach(function (id) { $(id).addEventListener("change", refresh); });
var waiting;
$("query").addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(refresh, 120); });
$("systems").addEventListener("change", function (event) {
  state.hidden[event.target.value] = !event.target.checked;
  refresh();
});
$("more").addEventListener("click", function () { more(); });
choose();

function current() { return sets[Number($("which").value)]; }
function full(system) { return system[0] + (system[1] ? " " + system[1] : ""); }
function choose() {
  var set = current();
  state.hidden = {};
  fill($("sort"), [["spread", "difference between systems"], ["text", "order of the text"], ["flags", "flags"]]
    .concat(set.systems.map(function (s, i) { return ["low" + i, "worst by " + full(s)]; }))
    .concat(set.systems.map(function (s, i) { return ["high" + i, "best by " + full(s)]; })));
  var documents = [];
  set.rows.forEach(function (row) { if (row.d && documents.indexOf(row.d) < 0) documents.push(row.d); });
  fill($("document"), [["", "all"]].concat(documents.map(function (d) { return [d, d]; })));
  $("document").parentNode.hidden = documents.length < 2;
  var flags = set.rows.some(function (row) { return row.o.some(function (o) { return o[2].length; }); });
  $("flagged").parentNode.hidden = !flags;
  $("flagged").checked = false;
  $("systems").querySelectorAll("label").forEach(function (label) { label.remove(); });
  set.systems.forEach(function (system, i) {
    var label = make("label", "chip"), box = make("input");
    box.type = "checkbox"; box.checked = true; box.value = i;
    label.append(box, full(system));
    $("systems").append(label);
  });
  refresh();
}
function fill(select, options) {
  select.replaceChildren.apply(select, options.map(function (pair) {
    var option = make("option", "", pair[1]);
    option.value = pair[0];
    return option;
  }));
}
function visible() {
  return current().systems.map(function (_, i) { return i; }).filter(function (i) { return !state.hidden[i]; });
}
function refresh() {
  var set = current(), systems = visible(), query = $("query").value.trim().toLocaleLowerCase();
  var only = $("document").value, flagged = $("flagged").checked;
  var rows = set.rows.filter(function (row) {
    if (only && row.d !== only) return false;
    if (flagged && !systems.some(function (i) { return row.o[i][2].length; })) return false;
    if (!query) return true;
    return [row.s].concat(row.r, systems.map(function (i) { return row.o[i][0]; }))
      .some(function (text) { return text.toLocaleLowerCase().indexOf(query) >= 0; });
  });
  var by = measure($("sort").value, systems);
  if (by) rows = rows.map(function (row) { return [by(row), row]; })
    .sort(function (a, b) { return b[0] - a[0] || a[1].n - b[1].n; })
    .map(function (pair) { return pair[1]; });
  state.rows = rows;
  state.shown = 0;
  state.query = query;
  $("list").replaceChildren();
  $("shown").textContent = rows.length.toLocaleString("en") + " of " + set.rows.length.toLocaleString("en");
  if (!rows.length) $("list").append(make("p", "empty", "No segment matches."));
  more();
}
function measure(how, systems) {
  if (how === "text") return null;
  if (how === "flags") return function (row) {
    return systems.reduce(function (sum, i) { return sum + row.o[i][2].length; }, 0);
  };
  if (how === "spread") return function (row) {
    var scores = systems.map(function (i) { return row.o[i][1]; });
    return scores.length ? Math.max.apply(null, scores) - Math.min.apply(null, scores) : 0;
  };
  var column = Number(how.replace(/\D/g, "")), sign = how.indexOf("low") === 0 ? -1 : 1;
  return function (row) { return sign * row.o[column][1]; };
}
function more() {
  var next = state.rows.slice(state.shown, state.shown + STEP), systems = visible();
  next.forEach(function (row) { $("list").append(item(row, systems)); });
  state.shown += next.length;
  $("more").hidden = state.shown >= state.rows.length;
  $("more").textContent = "Show " + Math.min(STEP, state.rows.length - state.shown) + " more of "
    + (state.rows.length - state.shown).toLocaleString("en");
}
function item(row, systems) {
  var set = current(), article = make("article", "item"), list = make("dl");
  article.append(make("p", "no", "Segment " + row.n.toLocaleString("en") + (row.d ? " · " + row.d : "")));
  entry(list, ["Source"], "", "source").append(highlighted(row.s));
  row.r.forEach(function (text, i) {
    entry(list, [row.r.length > 1 ? "Reference " + (i + 1) : "Reference"], "", "reference").append(highlighted(text));
  });
  systems.slice().sort(function (a, b) { return row.o[b][1] - row.o[a][1]; }).forEach(function (i) {
    var output = row.o[i], cell = entry(list, set.systems[i], output[1].toFixed(1), "output");
    if (!output[0]) cell.append(make("span", "empty", "nothing"));
    else if ($("diffs").checked) cell.append(diff(row.r[0], output[0]));
    else cell.append(highlighted(output[0]));
    output[2].forEach(function (flag) { cell.append(" ", make("span", "flag", flag.replace(/[-_]/g, " "))); });
  });
  article.append(list);
  return article;
}
function entry(list, name, value, kind) {
  var term = make("dt"), who = make("span"), cell = make("dd", kind);
  who.append(kind === "output" ? make("b", "", name[0]) : name[0]);
  if (name[1]) who.append(" ", make("span", "detail", name[1]));
  term.append(who);
  if (value) term.append(make("span", "value", value));
  list.append(term, cell);
  return cell;
}
function make(tag, kind, text) {
  var element = document.createElement(tag);
  if (kind) element.className = kind;
  if (text !== undefined) element.textContent = text;
  return element;
}
function highlighted(text) {
  var parts = document.createDocumentFragment(), low = text.toLocaleLowerCase(), at = 0, next;
  if (state.query && low.length === text.length)
    while ((next = low.indexOf(state.query, at)) >= 0) {
      parts.append(text.slice(at, next), make("mark", "", text.slice(next, next + state.query.length)));
      at = next + state.query.length;
    }
  parts.append(text.slice(at));
  return parts;
}

/* Word differences: the longest common subsequence of the words of reference and output. */
function words(text) { return text.match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)?|[^\s\p{L}\p{N}]|\s+/gu) || []; }
function diff(reference, output) {
  var a = words(reference), b = words(output), parts = document.createDocumentFragment();
  if (a.length * b.length > 250000) { parts.append(highlighted(output)); return parts; }
  var table = [], i, j;
  for (i = a.length; i >= 0; i--) {
    table[i] = new Uint16Array(b.length + 1);
    if (i < a.length) for (j = b.length - 1; j >= 0; j--)
      table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
  }
  var gone = "", added = "", same = "";
  function flush() {
    var before = /^\s/.test(added || gone), after = /\s$/.test(added || gone);
    if (before) parts.append(" ");
    if (gone.trim()) parts.append(make("del", "", gone.trim()), added.trim() ? " " : "");
    if (added.trim()) parts.append(make("ins", "", added.trim()));
    if (after && (gone + added).trim()) parts.append(" ");
    gone = added = "";
  }
  i = j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      if (gone || added) {
        if (!a[i].trim() && !breaks(i, j)) { gone += a[i++]; added += b[j++]; continue; }
        flush();
      }
      parts.append(a[i]); i++; j++;
    } else if (j >= b.length || (i < a.length && table[i + 1][j] >= table[i][j + 1])) gone += a[i++];
    else added += b[j++];
  }
  flush();
  parts.normalize();
  return parts;
  /* Whether a real word agrees right after this space; a space alone does not end a changed stretch. */
  function breaks(x, y) { return x + 1 < a.length && y + 1 < b.length && a[x + 1] === b[y + 1]; }
}
})();
