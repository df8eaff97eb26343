/**
 * Writes the reference of the plan language, docs/reference/, from what the product itself goes by: its vocabulary and explanations, its units, the evidence base
 * and the catalogue of diagnostics. A test holds the pages to it.
 *
 *   npm run reference
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { standardEvidence } from '../src/evidence/base.ts';
import { courseText, limitText, ntcpText } from '../src/evidence/row-text.ts';
import { biologicalMetrics } from '../src/language/biological-metrics.ts';
import { format } from '../src/language/format.ts';
import { statistics } from '../src/language/metrics.ts';
import { publishedGroups, ruleCitation } from '../src/language/published-protocols.ts';
import { protocolModules, standardModules, standardNames } from '../src/language/scope.ts';
import { type BlockName, vocabulary, wordOfEveryBlock } from '../src/language/vocabulary.ts';
import type { CatalogueEntry } from '../src/plan/diagnostic.ts';
import { catalogue } from '../src/plan/diagnostics/catalogue.ts';
import { describeName } from '../src/server/hover-names.ts';
import { keywordHelp, metricHelp } from '../src/server/keyword-help.ts';
import { statementSnippet, withoutPlaceholders } from '../src/server/snippets.ts';
import { baseUnit, kindInWords, refusedUnit, unitNamed, unitPattern, unitSymbols } from '../src/units/units.ts';
import { unmarked } from '../test/support/markers.ts';
import { statementFrame } from '../test/support/statement-frame.ts';
import { wholePlan } from '../test/server/whole-plan.ts';

const root = join(import.meta.dirname, '..');
export const referenceFolder = join(root, 'docs/reference');
const made = '<!-- Made by tools/reference.ts; edit what it reads, then run `npm run reference`. -->';

/** Each page by its file's name, as it has to stand there. */
export async function referencePages(): Promise<Map<string, string>> {
  const pages: Readonly<Record<string, string>> = {
    'README.md': contentsPage(),
    'statements.md': statementsPage(),
    'metrics.md': metricsPage(),
    'units.md': unitsPage(),
    'modules.md': await modulesPage(),
    'diagnostics.md': diagnosticsPage(),
  };
  const options = await prettier.resolveConfig(join(root, 'README.md'));
  const written = Object.entries(pages).map(async ([name, text]): Promise<[string, string]> => [
    name,
    await prettier.format(`${made}\n\n${text}`, { ...options, parser: 'markdown' }),
  ]);
  return new Map(await Promise.all(written));
}

function contentsPage(): string {
  return `# Reference of the plan language

The guide with whole plans is [examples/README.md](../../examples/README.md). These pages list what there is. Research use only – not for clinical use.

- [Statements](statements.md): every statement and property, what it means, what holds where it is not written, and an example.
- [Metrics](metrics.md): what goals and tests may ask of a region.
- [Units](units.md): how quantities are written.
- [Standard modules](modules.md): machines, tissues, density curves, limits and protocols that come with the product, each with its source.
- [Diagnostics](diagnostics.md): every finding by its code.
`;
}

const titles: Readonly<Record<BlockName, string>> = {
  file: 'A plan file',
  patient: 'patient { }',
  images: 'patient { images { } }',
  facts: 'patient { clinical { } }, pathology, molecular, genetic',
  phantom: 'phantom { }',
  solid: 'A solid of a phantom',
  tissue: 'tissue { }',
  repopulation: 'repopulation { }',
  repair: 'repair { }',
  region: 'organ, target and subtarget { }',
  schedule: 'schedule { }',
  phase: 'phase { }',
  beams: 'beams { }',
  beam: 'beam { }',
  arc: 'arc { }',
  goals: 'goals { }',
  protocol: 'protocol { }',
  group: 'group { }',
  optimise: 'optimise { }',
  test: 'test { }',
  compute: 'compute { }',
};

function statementsPage(): string {
  const blocks = (Object.keys(vocabulary) as BlockName[]).map(blockSection);
  return `# Statements

A whole plan:

\`\`\`rtplan
${format(wholePlan.replace(/ \{\n {2}alpha\/beta = 8 Gy\n\}/, '')).trimEnd()}
\`\`\`

The examples below are parts of plans, each in the block that it belongs to. Order within a block is free. \`${wordOfEveryBlock}\` may stand in every block.

${blocks.join('\n')}`;
}

function blockSection(block: BlockName): string {
  const { statements, properties = [], named, later = [], laterAnywhere = [] } = vocabulary[block];
  // Said once, with the file's own statements.
  const words = [...Object.keys(statements), ...properties].filter(
    (word) => block === 'file' || word !== wordOfEveryBlock,
  );
  const parts = [`## ${titles[block]}`, ''];
  if (named)
    parts.push(
      named.opens
        ? `A line may begin with a name of your own; its braces hold what is listed under "${titles[named.opens]}".`
        : 'A line may begin with a name.',
      '',
    );
  if (words.length > 0) {
    const rows = words.map((word) => [code(word), quantityOf(block, word), keywordHelp(word, block) ?? '']);
    const haveValues = rows.some(([, value]) => value !== '');
    parts.push(
      haveValues
        ? table(['Word', 'Value', 'Meaning'], rows)
        : table(
            ['Word', 'Meaning'],
            rows.map(([word, , meaning]) => [word, meaning]),
          ),
      '',
    );
    for (const word of words) parts.push('```rtplan fragment', example(block, word), '```', '');
  }
  const notYet = [...later, ...laterAnywhere];
  if (notYet.length > 0)
    parts.push(`Read and kept, and not computed in this version (RT0001): ${notYet.map(code).join(', ')}.`, '');
  return parts.join('\n');
}

function example(block: BlockName, word: string): string {
  const snippet = withoutPlaceholders(statementSnippet(block, word) ?? word);
  return format(statementFrame[block](snippet)).trimEnd();
}

/** The kind of quantity that a property takes, as its example has it. */
function quantityOf(block: BlockName, word: string): string {
  const snippet = withoutPlaceholders(statementSnippet(block, word) ?? '');
  const found = new RegExp(`^${word.replace('/', '\\/')} = [\\d.e]+ (${unitPattern})$`).exec(snippet);
  const kind = found && unitNamed(found[1])?.kind;
  if (kind) return `${kindInWords(kind)}, as ${code(snippet.slice(word.length + 3))}`;
  return /= [\d.e]+$/.test(snippet) ? 'a plain number' : '';
}

function metricsPage(): string {
  const volumes = ['D95%', 'D0.03cc', 'V20Gy', 'V95%'].map((metric) => [code(metric), withoutName(metricHelp(metric))]);
  const plain = Object.keys(statistics).map((word) => [code(word), keywordHelp(word, 'goals') ?? '']);
  const biological = Object.entries(biologicalMetrics).map(([word, written]) => [
    code(written),
    withoutName(metricHelp(word)),
  ]);
  const words = (['must', 'prefer', 'weight', 'P_plus'] as const).map((word) => [
    code(word),
    keywordHelp(word, 'goals') ?? '',
  ]);
  const lines = ['D95%', 'D0.03cc', 'mean', 'max', 'min', ...Object.values(biologicalMetrics)];
  return `# Metrics

A goal is a region, a metric, a limit and how much it counts. Tests ask the same metrics of the plan and its baselines.

${table(['Metric', 'Meaning'], [...volumes, ...plain, ...biological])}

${table(['Word', 'Meaning'], words)}

Each as a goal:

\`\`\`rtplan fragment
${format(`goals {\n${lines.map((metric) => `  PTV ${metric} ${limitFor(metric)} prefer 1`).join('\n')}\n  PTV V20Gy <= 30 % must\n  P_plus >= 50 % prefer 2 weight 3\n}`).trimEnd()}
\`\`\`
`;
}

function limitFor(metric: string): string {
  if (/^(TCP|QF|NTCP)/.test(metric)) return metric === 'TCP' ? '>= 80 %' : '<= 20 %';
  if (metric === 'conformity') return '>= 0.7';
  if (metric === 'homogeneity') return '<= 0.1';
  return metric.startsWith('eqd2') ? '<= 50 Gy EQD2[2]' : '<= 60 Gy';
}

/** "**TCP**: probability" without its first words. */
function withoutName(help = ''): string {
  const text = help.replace(/^\*\*[^*]+\*\*: /, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function unitsPage(): string {
  const rows = unitSymbols
    .map((symbol) => unitNamed(symbol)!)
    .filter(({ symbol }) => symbol !== refusedUnit)
    .sort((a, b) => kindInWords(a.kind).localeCompare(kindInWords(b.kind), 'en') || a.toBase - b.toBase)
    .map(({ symbol, kind, toBase }) => [
      code(symbol),
      kindInWords(kind),
      toBase === 1 ? '' : `${Number(toBase.toPrecision(6))} ${baseUnit(kind)}`,
    ]);
  return `# Units

A quantity is a number and its unit: \`5 mm\`. Quantities of different kinds are never mixed, nor physical doses with EQD2, BED or RBE-weighted ones.

${table(['Unit', 'Is', 'Equals'], rows)}

\`Gy EQD2[2]\` and \`Gy BED[10]\` are doses bound to the alpha/beta in brackets. \`${refusedUnit}\` is refused: write the value in Gy.
`;
}

async function modulesPage(): Promise<string> {
  const described = async (name: string): Promise<string> =>
    (await describeName({ key: `std.${name}`, name } as Parameters<typeof describeName>[0], {
      names: new Map(),
      plan: undefined,
      evidence: () => ({ ...standardEvidence(), files: [] }) as never,
      file: '',
      imageHeaders: () => Promise.resolve(undefined),
    })) ?? '';
  const sorts = { 'std/machines': 'machine', 'std/tissues': 'tissue', 'std/curves': 'curve' } as const;
  const parts = [
    '# Standard modules',
    '',
    'Everything here is visible as `std.NAME`; `import "std/tissues"` makes the names of a module visible without `std.`.',
    '',
  ];
  for (const [module, sort] of Object.entries(sorts)) {
    parts.push(`## ${module}`, '', '```rtplan fragment', `import "${module}"`, '```', '');
    for (const name of standardNames(sort)) parts.push(await described(name), '');
  }
  parts.push('## std/constraints', '', '```rtplan fragment', 'import "std/constraints"', '```', '');
  for (const name of standardNames('constraints')) parts.push(await described(name), '', limitRows(name), '');
  parts.push('## Complications', '', 'What `NTCP(endpoint)` goes by.', '', complicationRows(), '');
  for (const module of protocolModules()) {
    parts.push(`## ${module}`, '', '```rtplan fragment', `import "${module}"`, '```', '');
    const groups = publishedGroups(module.replace('std/protocols/', ''));
    parts.push(
      table(
        ['Group', 'Patients', 'Status', 'Source'],
        groups.map(({ name, rule }) => [
          code(name),
          Object.entries(rule.conditionText)
            .map(([fact, value]) => `${fact}: ${String(value)}`)
            .join('; '),
          rule.status,
          ruleCitation(rule),
        ]),
      ),
      '',
    );
  }
  const known = new Set<string>([...Object.keys(sorts), 'std/constraints']);
  const missed = standardModules.filter((module) => !known.has(module));
  if (missed.length > 0) throw new Error(`no section for ${missed.join(', ')}`);
  return parts.join('\n');
}

function limitRows(module: string): string {
  const { sources, constraints } = standardEvidence();
  const keys = new Set(sources.filter((source) => source.module === module).map(({ key }) => key));
  const rows = constraints.filter(({ source }) => keys.has(source));
  return table(
    ['Organ', 'Limit', 'Endpoint', 'Course'],
    rows.map((row) => [row.structure ?? row.organs.join(', '), limitText(row), row.endpoint, courseText(row.course)]),
  );
}

function complicationRows(): string {
  return table(
    ['Organ', 'Endpoint', 'Model', 'Source'],
    standardEvidence().ntcp.map((row) => [
      row.organs.join(', '),
      row.endpoint,
      ntcpText(row),
      standardEvidence().sources.find(({ key }) => key === row.source)?.citation ?? row.source,
    ]),
  );
}

const tiers: Readonly<Record<string, string>> = {
  RT0: 'Syntax',
  RT1: 'Names and rules',
  RT2: 'Quantities',
  RT3: 'Inputs',
  RT4: 'Geometry',
  RT5: 'Plausibility',
  RT6: 'Results',
};

function diagnosticsPage(): string {
  const entries = Object.entries(catalogue as Readonly<Record<string, CatalogueEntry>>).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const parts = ['# Diagnostics', '', 'Every finding has a code that does not change.', ''];
  for (const [tier, title] of Object.entries(tiers)) {
    const own = entries.filter(([name]) => name.startsWith(tier));
    parts.push(`## ${tier}nnn: ${title}`, '');
    parts.push(
      table(
        ['Code', 'Severity', 'Title'],
        own.map(([name, { severity, title: what }]) => [`[${name}](#${anchor(`${name} ${what}`)})`, severity, what]),
      ),
      '',
    );
    for (const [name, { severity, title: what, explanation }] of own)
      parts.push(`### ${name} ${what}`, '', `*${severity}.* ${escaped(explanation)}`, '', ...wrongLine(name));
  }
  return parts.join('\n');
}

/** The line that the code's bad fixture marks, of which a test says that it has this finding. */
function wrongLine(name: string): string[] {
  const file = join(root, 'test/language/diagnostics', name, 'bad.rtplan');
  if (!existsSync(file)) return [];
  const { text, ranges } = unmarked(readFileSync(file, 'utf8'));
  if (ranges.length === 0) return [];
  const [{ start, end }] = ranges;
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, text.indexOf('\n', start)).trim();
  const isPlain = line.length > 0 && line.length <= 120 && !/[`\p{Cc}]/u.test(line);
  return isPlain && !text.slice(start, end).includes('\n') ? [`Found in: ${code(line)}`, ''] : [];
}

function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function code(text: string): string {
  return `\`${text}\``;
}

/** Text that no Markdown takes for its own. */
function escaped(text: string): string {
  return text.replace(/[\\*_[\]<>~]/g, (sign) => `\\${sign}`);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  mkdirSync(referenceFolder, { recursive: true });
  for (const [name, text] of await referencePages()) writeFileSync(join(referenceFolder, name), text);
}
