/** Of the report: one column, light or dark as the reader's system is, always light on paper. */
export const reportStyle = `:root { color-scheme: light dark; --paper: #ffffff; --raised: #f5f6f8; --ink: #23272d; --quiet: #626a73; --line: #dfe3e8; --accent: #0b5cad; --good: #1b7a3d; --bad: #b3261e; --warn: #8a5a00; --word: #7a2fa0; --number: #0b6a6f; --string: #94461a }
@media screen and (prefers-color-scheme: dark) { :root { --paper: #1f1f1f; --raised: #282a2e; --ink: #dcdfe3; --quiet: #9aa2ac; --line: #3a3e44; --accent: #6cb2ff; --good: #6fd08c; --bad: #ff8a7d; --warn: #f0b95a; --word: #d3a4f2; --number: #7cd0d4; --string: #e6b48a } }
* { box-sizing: border-box }
html { scroll-padding-top: 3rem }
body { font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; max-width: 1120px; margin: 0 auto; padding: 0 1.5rem 3rem; color: var(--ink); background: var(--paper) }
.notice { max-width: none; position: sticky; top: 0; z-index: 1; margin: 0 -1.5rem; padding: .4rem 1.5rem; font-weight: 600; font-size: 13px; color: var(--warn); background: var(--raised); border-bottom: 1px solid var(--line) }
h1 { font-size: 28px; line-height: 1.25; margin: 1.6rem 0 .2rem; text-wrap: balance }
h2 { font-size: 19px; margin: 2.6rem 0 .7rem; padding-bottom: .3rem; border-bottom: 2px solid var(--line) }
h3 { font-size: 15px; margin: 1.4rem 0 .4rem }
p { margin: .4rem 0 .7rem; max-width: 90ch }
a { color: var(--accent); text-decoration: none } a:hover, a:focus-visible { text-decoration: underline }
.quiet { color: var(--quiet); font-size: 13px } .bad { color: var(--bad); font-weight: 600 } .good { color: var(--good); font-weight: 600 } .warn { color: var(--warn); font-weight: 600 }
.alarm { padding: .5rem .8rem; font-weight: 700; color: var(--bad); border: 2px solid var(--bad) }
nav { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; font-size: 13px; margin: 1rem 0 0 }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: .7rem; margin: 1.1rem 0 .9rem; padding: 0; list-style: none }
.figures li { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: .55rem .8rem }
.figures b { display: block; font-size: 21px; line-height: 1.3; font-variant-numeric: tabular-nums } .figures li > span { display: block; font-size: 12px; color: var(--quiet) }
.table { overflow-x: auto; margin: .5rem 0 1rem }
table { border-collapse: collapse; font-size: 13.5px; font-variant-numeric: tabular-nums; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line) }
th { font-size: 12px; font-weight: 600; color: var(--quiet); white-space: nowrap; border-bottom-width: 2px }
.verdict, .level { white-space: nowrap } .number { text-align: right; white-space: nowrap } caption { text-align: left; font-weight: 600; padding: .3rem 0 }
figure { margin: .6rem 0 1rem } figcaption { font-size: 12.5px; color: var(--quiet); margin-top: .3rem } img { display: block; width: 100%; height: auto; border-radius: 4px }
.slices { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .8rem } .slices figure { margin: 0 }
.framed img { border: 1px solid var(--line) } .narrow { max-width: 720px }
pre { font: 12.5px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem; tab-size: 2 }
code, .hash { font: 12px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere }
.plan i { font-style: normal; color: var(--quiet) } .plan b { font-weight: 600; color: var(--word) } .plan u { text-decoration: none; color: var(--number) } .plan s { text-decoration: none; color: var(--string) }
ol.works { padding-left: 2.2rem; font-size: 13.5px } ol.works li { margin-bottom: .55rem } ol.works li:target { background: var(--raised) } .uses { display: block; color: var(--quiet); font-size: 12.5px }
ul { margin: .3rem 0 .8rem; padding-left: 1.3rem } footer { margin-top: 3rem; padding-top: .6rem; border-top: 1px solid var(--line) }
@media (max-width: 640px) { body { padding: 0 1rem 2rem } .notice { margin: 0 -1rem; padding: .4rem 1rem } .slices { grid-template-columns: 1fr } }
@page { margin: 14mm 14mm 18mm; @bottom-center { content: "Research use only – not for clinical use"; font: 9pt sans-serif; color: #8a5a00 } @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; color: #626a73 } }
@media print { body { max-width: none; padding: 0; font-size: 10pt; -webkit-print-color-adjust: exact; print-color-adjust: exact } .notice { position: static; margin: 0; padding: .3rem .6rem } nav { display: none } h2 { break-after: avoid } tr, figure, li { break-inside: avoid } a { color: inherit } table { font-size: 8.5pt } .table { overflow: visible } pre { font-size: 8pt } }
`;
