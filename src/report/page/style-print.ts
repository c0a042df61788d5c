/** The report on paper (A4): a first page like a certificate, all items, what is open with its octets; pages are numbered where the browser can. */
export const PRINT_STYLE = /* css */ `
.print-only { display: none; }
@page { size: A4; margin: 16mm 14mm 18mm; @bottom-left { content: "dmct conformance report"; font: 8pt sans-serif; color: #555; } @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #555; } }
@media print {
  :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --hover: #f2f2f2; }
  body { font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; } .page { padding: 0; max-width: none; }
  .totals th, .totals td { padding: 4px 4px; } .totals .long { display: none; } .totals th:first-child { min-width: 6em; } .totals .chip { font-size: .62rem; padding: 0 .25em; white-space: normal; }
  .tools, .panes, .keys, .skip { display: none; } .print-only { display: block; }
  .card, .list > li, .outcome, tr, .sequence, .dump { break-inside: avoid; } h2, h3 { break-after: avoid; } thead { display: table-header-group; }
  .chip { border: 1px solid currentColor; } a { color: inherit; text-decoration: none; }
  .scroll, .seq, .dump { overflow: visible; max-height: none; } .dump { font-size: 8pt; line-height: 1.35; white-space: pre; } .seq { border: 0; padding: 0; } .sequence { max-width: 100%; height: auto; }
  .facts { border: 0; margin: 6px 0 0; } .facts summary { list-style: none; color: var(--ink); font-weight: 650; padding: 4px 0; break-after: avoid; } .facts summary::-webkit-details-marker { display: none; }
  .facts.identity summary { font-size: 0; padding: 0; } .facts dl { margin-bottom: 6px; } .facts.statements { break-before: page; }
  .signatures { display: flex; gap: 12mm; margin-top: 18mm; } .signatures div { flex: 1; font-size: 8.5pt; color: var(--soft); } .signatures span { display: block; border-bottom: 1px solid #000; height: 12mm; margin-bottom: 2mm; }
  .sheet { break-before: page; margin-top: 0; }
  .plain { font-size: 8.5pt; } .plain td:first-child { font-family: var(--mono); font-size: 7.5pt; white-space: nowrap; }
}
`;
