/** The look of the report pages. Both colour schemes keep WCAG AA contrast; every verdict is a word and a sign before it is a colour. */
export const STYLE = /* css */ `
:root {
  color-scheme: light dark;
  --paper: #fbfbf9; --card: #ffffff; --ink: #1d2126; --soft: #5b6370; --line: #dfe1e4; --hover: #f1f3f4; --accent: #0b5cad;
  --mark: #ffe38a; --mark-ink: #1d2126; --mark-soft: #fff4cf;
  --pass: #17692f; --pass-bg: #e3f3e6; --fail: #b3201f; --fail-bg: #fde8e7; --error: #8a1a86; --error-bg: #f9e6f8;
  --inconclusive: #7d4e00; --inconclusive-bg: #fdf0d4; --review: #5a3fb0; --review-bg: #ece8fb; --none: #5b6370; --none-bg: #eef0f2;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --card: #1b1f25; --ink: #e7e9ec; --soft: #a2abb8; --line: #30363f; --hover: #232831; --accent: #79b8ff;
    --mark: #d9a514; --mark-ink: #14171b; --mark-soft: #4d401a;
    --pass: #7fd694; --pass-bg: #173322; --fail: #ff9d96; --fail-bg: #471d1c; --error: #f0a2ec; --error-bg: #41183f;
    --inconclusive: #f2c36b; --inconclusive-bg: #40300f; --review: #c3b3ff; --review-bg: #2c2450; --none: #a2abb8; --none-bg: #262b33;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
h1, h2, h3 { line-height: 1.25; margin: 0; font-weight: 650; text-wrap: balance; }
h1 { font-size: 1.55rem; } h2 { font-size: 1.15rem; } h3 { font-size: .95rem; }
code, pre, .mono { font-family: var(--mono); font-size: .86em; }
.page { max-width: 1480px; margin: 0 auto; padding: 28px 28px 64px; }
.soft { color: var(--soft); }
.break { overflow-wrap: anywhere; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 12px; top: 12px; background: var(--card); padding: 8px 12px; z-index: 9; }

.top { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 8px 32px; align-items: start; }
.top p { margin: 4px 0 0; }
.outcome { border-left: 5px solid currentColor; padding: 4px 0 4px 14px; max-width: 34ch; }
.outcome b { display: block; font-size: 1.15rem; letter-spacing: .02em; }
.outcome span { color: var(--soft); font-size: .9rem; }
.good { color: var(--pass); } .bad { color: var(--fail); } .open { color: var(--inconclusive); } .fault { color: var(--error); }
.bar { display: block; shape-rendering: crispEdges; width: 100%; height: 10px; border-radius: 5px; margin: 24px 0 14px; }

table { border-collapse: collapse; width: 100%; }
.scroll { overflow-x: auto; }
.totals th, .totals td { padding: 5px 12px; text-align: right; font-variant-numeric: tabular-nums; border-bottom: 1px solid var(--line); white-space: nowrap; }
.totals th:first-child { text-align: left; padding-left: 0; font-weight: 500; white-space: normal; min-width: 15em; }
.totals thead th { color: var(--soft); font-weight: 500; font-size: .82rem; vertical-align: bottom; }
.totals td a { text-decoration: none; display: block; margin: -5px -12px; padding: 5px 12px; } .totals td a:hover { background: var(--hover); }
.totals .zero { color: var(--soft); }
.totals tfoot th, .totals tfoot td { border-bottom: 0; font-weight: 650; }
.facts { margin: 18px 0 0; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); }
.facts ~ .facts { margin-top: 0; border-top: 0; }
.facts summary { cursor: pointer; padding: 9px 0; color: var(--soft); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 3px 20px; margin: 4px 0 14px; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }

.chip { display: inline-flex; align-items: center; gap: .35em; padding: 0 .55em; border-radius: 4px; font-size: .8rem; font-weight: 600; line-height: 1.55; white-space: nowrap; color: var(--none); background: var(--none-bg); }
.chip::before { content: attr(data-sign); font-family: var(--mono); font-weight: 700; }
.v-pass { color: var(--pass); background: var(--pass-bg); } .v-fail { color: var(--fail); background: var(--fail-bg); }
.v-error { color: var(--error); background: var(--error-bg); } .v-review { color: var(--review); background: var(--review-bg); }
.v-inconclusive { color: var(--inconclusive); background: var(--inconclusive-bg); }
.v-excluded, .v-not-applicable { background: none; box-shadow: inset 0 0 0 1px var(--line); }
.totals .t-pass { color: var(--pass); } .totals .t-fail { color: var(--fail); font-weight: 650; } .totals .t-error { color: var(--error); font-weight: 650; }
.totals .t-inconclusive { color: var(--inconclusive); } .totals .t-review { color: var(--review); } .totals .t-other { color: var(--ink); }
.fill-pass { fill: #2f9e4f; } .fill-fail { fill: #d23a37; } .fill-error { fill: #a83ba3; } .fill-inconclusive { fill: #e0a21b; } .fill-review { fill: #7b62d3; } .fill-none { fill: #b9bfc7; }
@media screen and (prefers-color-scheme: dark) { .fill-none { fill: #4a525e; } }

.tools { display: flex; flex-wrap: wrap; gap: 8px 10px; align-items: center; padding: 14px 0 10px; margin-top: 22px; border-bottom: 1px solid var(--line); }
.tabs { display: inline-flex; gap: 16px; margin-right: 8px; }
.tabs a { color: var(--soft); text-decoration: none; font-weight: 600; padding: 4px 0; border-bottom: 2px solid transparent; } .tabs a[aria-current] { color: var(--ink); border-color: var(--accent); }
input, select, button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 4px 9px; min-height: 34px; }
select { max-width: 100%; }
input[type=search] { flex: 1 1 180px; min-width: 0; max-width: 340px; }
button { cursor: pointer; } button:hover, select:hover { background: var(--hover); }
.verdicts { display: flex; flex-wrap: wrap; gap: 6px; border: 0; margin: 0; padding: 0; min-width: 0; }
.verdicts legend { position: absolute; clip-path: inset(50%); }
.verdicts button { border: 1px solid transparent; min-height: 28px; padding: 0 .6em; background: none; box-shadow: inset 0 0 0 1px var(--line); color: var(--soft); }
.verdicts button[aria-pressed=true] { color: var(--paper); background: var(--ink); box-shadow: none; }

.panes { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 32px; align-items: start; }
.list { list-style: none; margin: 0; padding: 0; }
.list > li { content-visibility: auto; contain-intrinsic-size: auto 66px; border-bottom: 1px solid var(--line); }
.row { display: grid; grid-template-columns: 8.6rem minmax(0, 1fr); gap: 2px 14px; padding: 10px 8px; color: inherit; text-decoration: none; }
.row:hover { background: var(--hover); } .row[aria-current] { background: var(--hover); box-shadow: inset 3px 0 var(--accent); }
.row .chip { justify-self: start; align-self: start; }
.row .name { font-weight: 600; font-family: var(--mono); font-size: .86rem; overflow-wrap: anywhere; }
.row .text { grid-column: 2; color: var(--soft); font-size: .92rem; } .row .why { color: inherit; overflow-wrap: anywhere; }
.count { margin: 10px 0 4px; color: var(--soft); font-size: .88rem; }
.more { display: block; width: 100%; margin: 12px 0; }
.detail:empty { display: none; }
.detail > header { display: flex; gap: 12px; align-items: start; justify-content: space-between; padding: 18px 0 8px; }
.detail > header h2 { overflow-wrap: anywhere; } .detail > header h2:focus { outline: none; }
.close { flex: none; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; margin: 10px 0; }
.card:target, .card.here { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.card > .head { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: baseline; }
.card .head .name { font-family: var(--mono); font-size: .86rem; font-weight: 600; overflow-wrap: anywhere; }
.card p { margin: 6px 0 0; }
.evidence { margin: 10px 0 0; padding: 8px 0 0; border-top: 1px dashed var(--line); }
.evidence dl { margin: 0 0 4px; } .evidence .hex { font-family: var(--mono); font-size: .82rem; overflow-wrap: anywhere; }
.section { margin: 20px 0 6px; }

.seq { overflow: auto; max-height: 80vh; margin: 8px 0 12px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 4px 0; }
.seq button { margin: 6px 10px; }
.purpose { max-width: 75ch; } .procedure { margin: 0 0 10px; padding-left: 1.6em; } .procedure > li { margin: 0 0 10px; } .procedure ul { margin: 4px 0 0; padding: 0; list-style: none; } .procedure ul li { padding: 3px 0; overflow-wrap: anywhere; }

.tree, .fold { border: 1px solid var(--line); border-radius: 8px; background: var(--card); margin: 8px 0; padding: 0 14px; }
.tree summary, .fold summary { cursor: pointer; padding: 8px 0; overflow-wrap: anywhere; } .tree .tree, .tree details { border-top: 1px dashed var(--line); } .tree > p { margin: 0 0 10px; }
.nodes { list-style: none; margin: 0 0 10px; padding: 0; font-family: var(--mono); font-size: .82rem; }
.nodes li { display: grid; grid-template-columns: 1.4em minmax(0, 1fr); padding: 2px 4px; overflow-wrap: anywhere; } .nodes .mark { font-weight: 700; background: none; color: inherit; }
.nodes b { font-weight: 600; } .nodes .fact { margin-left: .6em; } .nodes .said { position: absolute; clip-path: inset(50%); }
.nodes .added { background: var(--pass-bg); } .nodes .removed { background: var(--fail-bg); } .nodes .changed { background: var(--inconclusive-bg); }
.nodes .added, .nodes .removed, .nodes .changed { border-radius: 4px; margin: 2px 0; } .nodes .removed b { text-decoration: line-through; }
.nodes del { color: var(--ink); } .nodes ins { text-decoration: none; font-weight: 600; } .nodes li:not(.same) .soft { color: inherit; }

.headers { margin: 8px 0; overflow-wrap: anywhere; white-space: pre-wrap; }
.octets > div { min-width: 0; } .copies { margin: 8px 0 0; }
.dump { font-family: var(--mono); font-size: 12.5px; line-height: 19px; margin: 8px 0; overflow: auto; max-height: 75vh; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; }
.dump pre { margin: 0; font: inherit; }
.dump .ruler { position: sticky; top: -10px; background: var(--card); color: var(--soft); padding: 10px 0 2px; margin-top: -10px; border-bottom: 1px solid var(--line); }
.dump .o, .dump .sep { color: var(--soft); }
mark { background: var(--mark); color: var(--mark-ink); border-radius: 2px; font-weight: 700; } mark.also { background: var(--mark-soft); color: inherit; font-weight: 400; }
.ws { color: var(--accent); font-family: var(--mono); } mark.differs { background: var(--mark); color: var(--mark-ink); font-family: var(--mono); font-weight: 600; white-space: pre-wrap; }
mark.place { box-shadow: -2px 0 0 var(--fail); background: none; color: inherit; }
.decoded { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 75vh; overflow: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; margin: 8px 0; }
.decoded { position: relative; } .decoded .o { color: var(--soft); } .decoded .table { white-space: pre; overflow-wrap: normal; }
.decoded .line { display: grid; grid-template-columns: 8ch fit-content(40%) minmax(0, 1fr); } .decoded .in { overflow: hidden; white-space: pre; }
.decoded .hit { background: var(--mark); color: var(--mark-ink); } .decoded .hit .o { color: inherit; }
.keys { color: var(--soft); font-size: .85rem; margin-top: 40px; } kbd { font-family: var(--mono); font-size: .85em; border: 1px solid var(--line); border-radius: 4px; padding: 0 .35em; background: var(--card); }
.check { display: inline-flex; gap: .5em; align-items: center; color: var(--soft); } .check input { min-height: 0; margin: 0; width: 1.05rem; height: 1.05rem; }
.plain { font-size: .92rem; } .plain th, .plain td { text-align: left; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; } .plain th { color: var(--soft); font-weight: 500; }
.said { position: absolute; clip-path: inset(50%); }
.facts code { overflow-wrap: anywhere; }

@media (min-width: 1100px) {
  .panes.split { grid-template-columns: minmax(340px, 5fr) minmax(0, 7fr); }
  .split .detail { position: sticky; top: 8px; max-height: calc(100vh - 16px); overflow-y: auto; padding: 0 4px 24px; }
}
@media (max-width: 1099px) { .panes.split .lists { display: none; } }
@media (min-width: 1100px) and (max-width: 1799px) { .panes.split.wide { grid-template-columns: minmax(0, 1fr); } .panes.wide .lists { display: none; } .wide .detail { position: static; max-height: none; } }
@media (min-width: 1100px) { .wide .octets { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0 24px; } .wide .octets > div:only-child { grid-column: 1 / -1; } .wide .octets h3 { margin-top: 14px; } }
@media (max-width: 640px) {
  .page { padding: 18px 14px 48px; }
  .top { grid-template-columns: minmax(0, 1fr); } .outcome { max-width: none; margin-top: 8px; }
  .row { grid-template-columns: minmax(0, 1fr); } .row .text { grid-column: 1; } 
  .totals th, .totals td { padding: 5px 7px; } .totals td a { margin: -5px -7px; padding: 5px 7px; } .totals th:first-child { min-width: 7.5em; } .totals .long { display: none; }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; } dd { margin-bottom: 6px; }
  input[type=search] { max-width: none; flex-basis: 100%; }
  .decoded .in { font-size: .5em; } .dump { font-size: 11px; padding: 8px; } .dump .ruler { top: -8px; padding-top: 8px; margin-top: -8px; } input#in { flex-basis: 100%; max-width: none; }
}
`;
