import type { EvidenceBase } from '../evidence/base.ts';
import { hitLine } from '../evidence/hit-line.ts';
import type { PetThreshold } from '../evidence/pet-thresholds.ts';
import { type Hit, searchEvidence } from '../evidence/search.ts';
import { courseOf, organNamedBy } from '../language/goal-citation.ts';
import { possibleAt } from './completion-grammar.ts';
import { canBeGoal, goalLine } from './completion-evidence.ts';
import type { PlanDocument } from './plan-document.ts';
import type { EvidenceItem, EvidenceQuestion } from './protocol.ts';
import { withoutPlaceholders } from './snippets.ts';
import type { Workspace } from './workspace.ts';

const most = 50;

/** Rows of the evidence that words are about, with what each writes at a place of the plan: a goal, a tissue, a threshold. */
export function evidenceItems(
  plan: PlanDocument,
  { query, position }: EvidenceQuestion,
  workspace: Workspace,
): EvidenceItem[] {
  const { base } = workspace.inspectionOf(plan).evidence();
  return searchEvidence(base, query, { limit: most }).map((hit) => {
    const { id, says, course, rate, source, citation, sure } = hitLine(hit, base);
    const insert = construct(hit, plan, plan.offsetAt(position), workspace);
    return {
      id,
      label: says,
      description: [source, sure].filter((text) => text !== '').join(' · '),
      detail: [course, rate, citation].filter((text) => text !== '').join(' · '),
      citation,
      ...(insert === undefined ? {} : { insert, plain: withoutPlaceholders(insert) }),
    };
  });
}

/** As a snippet; nothing for what the language has no construct for yet. */
function construct(hit: Hit, plan: PlanDocument, offset: number, workspace: Workspace): string | undefined {
  const { block, statement } = possibleAt(plan.text, offset);
  const last = statement[statement.length - 1]?.image;
  switch (hit.kind) {
    case 'constraint': {
      if (!canBeGoal(hit.row)) return undefined;
      const { scope, source, plan: resolved, evidence } = workspace.inspectionOf(plan);
      const regions = [...scope.names.values()].filter(({ sort }) => sort === 'region').map(({ name }) => name);
      const organ = regions.find((name) => hit.row.organs.includes(organNamedBy(name, scope) ?? ''));
      const region = organ ?? `\${2:${hit.row.organs[0]}}`;
      const { snippet } = goalLine(region, hit.row, evidence(), courseOf(source.tree, resolved));
      return block === 'file' ? `goals {\n\t${snippet}\n}` : snippet;
    }
    case 'tissue': {
      const name = publishedName(hit.row.name, workspace.inspectionOf(plan).evidence().base);
      return block === 'file' && statement.length === 0
        ? `tissue \${1:Tumour} extends ${name} {\n\t$0\n}`
        : last === 'std'
          ? `.${hit.row.name}`
          : name;
    }
    case 'pet':
      return threshold(hit.row);
    default:
      return undefined;
  }
}

/** A tissue of a user's file is visible by its own name. */
function publishedName(name: string, base: EvidenceBase): string {
  return base.tissues.find((tissue) => tissue.name === name)?.check === 'local' ? name : `std.${name}`;
}

function threshold({ rule, tracer }: PetThreshold): string | undefined {
  const image = `\${3:${/^\w+/.exec(tracer)![0].toLowerCase()}}`;
  const head = `subtarget \${1:Avid} of \${2:GTV} = ${image} >= `;
  switch (rule.kind) {
    case 'shareOfMax':
      return `${head}${Math.round(100 * rule.share)} % of max in \${2:GTV}`;
    case 'absolute':
      return rule.quantity === 'SUVbw' ? `${head}${rule.value} SUV` : undefined;
    case 'ratio':
      return `${head}${rule.value}`;
    default:
      return undefined;
  }
}
