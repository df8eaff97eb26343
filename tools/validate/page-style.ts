/** Of the validation page; light and dark by the reader's preference. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf8; --card: #ffffff; --ink: #1f2328; --quiet: #6a7079; --line: #e3e1dc; --soft: #f1efea;
  --good: #1a7f4b; --bad: #c2322d; --short: #a06a00;
  --c0: #2f6fde; --c1: #d2601a; --c2: #1c8f6a; --c3: #9a4fb8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15171a; --card: #1c1f23; --ink: #e4e6e9; --quiet: #969da6; --line: #31363c; --soft: #25292e;
    --good: #4cc38a; --bad: #ff7a70; --short: #e0a83c;
    --c0: #7aa7ff; --c1: #ff9a57; --c2: #4fd0a5; --c3: #cf92ea;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1480px; margin: 0 auto; padding: 40px 32px 64px; }
h1 { font-size: 28px; font-weight: 650; letter-spacing: -0.01em; margin: 0 0 8px; }
h2 { font-size: 20px; font-weight: 620; margin: 48px 0 4px; }
h3 { font-size: 15px; font-weight: 620; margin: 28px 0 8px; }
p { max-width: 84ch; margin: 0 0 12px; color: var(--quiet); }
.tiles { display: flex; gap: 14px; margin: 22px 0 10px; flex-wrap: wrap; }
.tile { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--good); border-radius: 8px; padding: 12px 22px 12px 18px; min-width: 190px; }
.tile.required.bad { border-left-color: var(--bad); }
.tile.aim.bad { border-left-color: var(--short); }
.tile b { display: block; font-size: 30px; line-height: 1.15; font-weight: 650; }
.tile small { font-size: 15px; font-weight: 400; color: var(--quiet); }
.tile span { color: var(--quiet); }
.missed { margin: 14px 0 0; } .missed summary { cursor: pointer; color: var(--quiet); } .missed ul { margin: 6px 0 0; padding-left: 20px; color: var(--bad); columns: 2; column-gap: 40px; font-size: 13.5px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; list-style: none; margin: 0 0 12px; padding: 0; color: var(--quiet); font-size: 13.5px; }
.swatch { display: inline-block; width: 14px; height: 3px; border-radius: 2px; margin-right: 7px; vertical-align: 4px; background: currentColor; }
.swatch.c0 { background: var(--c0); } .swatch.c1 { background: var(--c1); } .swatch.c2 { background: var(--c2); } .swatch.c3 { background: var(--c3); }
.figures { display: grid; gap: 16px; }
.columns, .rows .charts { grid-template-columns: repeat(auto-fill, minmax(min(400px, 100%), 1fr)); }
.charts { display: grid; gap: 6px 14px; }
figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 12px 8px; }
figcaption { font-weight: 600; font-size: 14px; padding: 0 4px 8px; }
svg { display: block; width: 100%; height: auto; }
svg text { font: 11px system-ui, sans-serif; fill: var(--quiet); }
.tick.x, .stripe-label { text-anchor: middle; } svg .stripe-label { font-style: italic; }
.tick.y, .label.x, .limit-label { text-anchor: end; }
.grid { stroke: var(--line); stroke-width: 1; }
.axis, .tick-mark { stroke: var(--quiet); stroke-width: 1; fill: none; }
svg .label { fill: var(--ink); }
.stripe { fill: var(--soft); }
.limit { fill: none; stroke-dasharray: 5 4; stroke-width: 1; }
.limit.required { stroke: var(--bad); }
.limit.aim { stroke: var(--good); }
svg .limit-label { font-size: 10px; paint-order: stroke; stroke: var(--card); stroke-width: 3px; }
svg .limit-label.required { fill: var(--bad); } svg .limit-label.aim { fill: var(--good); }
.curve { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
.dots { fill: none; stroke-width: 4; stroke-linecap: round; opacity: 0.55; }
.c0 { stroke: var(--c0); } .c1 { stroke: var(--c1); } .c2 { stroke: var(--c2); } .c3 { stroke: var(--c3); }
.table { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; min-width: 1080px; table-layout: fixed; font-size: 13.5px; }
col.case { width: 15%; } col.quantity { width: 22%; } col.reference { width: 11.5%; } col.n { width: 6%; } col.unit { width: 11%; } col.m { width: 2.6%; }
th, td { text-align: left; padding: 4px 9px; font-weight: 400; vertical-align: baseline; }
thead th { color: var(--quiet); font-size: 12.5px; border-bottom: 1px solid var(--line); padding: 7px 9px; }
tbody th { font-weight: 600; white-space: nowrap; }
tr.first > * { border-top: 1px solid var(--line); padding-top: 7px; }
tbody tr.first:first-child > * { border-top: 0; }
.number { text-align: right; white-space: nowrap; } .strong { font-weight: 600; }
td.unit { padding-left: 0; font-size: 12.5px; } .quiet { color: var(--quiet); }
.mark { padding: 4px 0; text-align: center; } .yes { color: var(--good); } .no { color: var(--bad); font-weight: 700; } .short { color: var(--short); }
footer { margin-top: 48px; color: var(--quiet); font-size: 13px; }
`;
