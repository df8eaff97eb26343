import type { AstNode } from 'langium';
import type { PatientGroup, Protocol } from '../language/generated/ast.ts';
import { type PublishedGroup, publishedGroups, ruleCitation, ruleNamed } from '../language/published-protocols.ts';
import type { Declaration } from '../language/scope.ts';
import { rangeOf, textOf } from '../language/source.ts';
import type { Follows, Plan } from '../plan/plan.ts';

/** How the statement around a node stands to the protocol that the plan follows, with the protocol's value and its evidence. Markdown. */
export function againstProtocol(node: AstNode, { follows }: Plan): string | undefined {
  if (!follows) return undefined;
  for (let at: AstNode | undefined = node; at; at = at.$container) {
    if (!['Goal', 'Prescription', 'Normalise', 'Schedule'].includes(at.$type)) continue;
    const { file, start } = rangeOf(at);
    const items = follows.items.filter(
      (item) =>
        item.at.file === file && item.at.start.line === start.line && item.at.start.character === start.character,
    );
    if (items.length > 0) return items.map((item) => itemInWords(item, follows)).join('  \n');
  }
  return undefined;
}

/** The group that the plan is in, and why. */
export function followedInWords({ protocol, group, because, citations, cautions, others, items }: Follows): string {
  const count = (status: Follows['items'][number]['status']): number =>
    items.filter((item) => item.status === status).length;
  return [
    `This plan follows the group **${group}** of ${protocol}${because.length > 0 ? ` because ${because.join(', ')}` : ''}.`,
    `${count('inherited')} inherited, ${count('overridden')} overridden, ${count('added')} added.`,
    ...citations.map((citation) => `Evidence: ${citation}`),
    ...cautions.map((caution) => `Caution: ${caution}`),
    ...(others.length > 0 ? [`Others that fit: ${others.join(', ')}`] : []),
  ].join('  \n');
}

export function describeProtocol({ name, site, node }: Declaration, plan: Plan | undefined): string {
  const rows =
    site === undefined
      ? groupsOf(node as Protocol).map((group) => `| ${group.name} | ${conditionInWords(group)} |`)
      : publishedGroups(site).map(
          (group) =>
            `| ${group.name} | ${group.rule.trial}, ${group.rule.statusText}: ${group.regimen.label}, ${regimenInWords(group.regimen)} |`,
        );
  const table = `**${name}**: ${site === undefined ? 'protocol' : 'published rules by patient group'}\n\n| group | |\n| --- | --- |\n${rows.join('\n')}`;
  return plan?.follows?.protocol === name ? `${table}\n\n${followedInWords(plan.follows)}` : table;
}

/** A group, by `Protocol.GROUP`. */
export function describeGroup(
  key: string,
  names: ReadonlyMap<string, Declaration>,
  plan: Plan | undefined,
): string | undefined {
  const [protocol, name] = key.split('.');
  const declaration = names.get(protocol);
  if (declaration?.sort !== 'protocol') return undefined;
  const followed =
    plan?.follows?.protocol === protocol && plan.follows.group === name ? `\n\n${followedInWords(plan.follows)}` : '';
  if (declaration.site !== undefined) {
    const group = publishedGroups(declaration.site).find((one) => one.name === name);
    return (
      group &&
      `**${name}**: arm ${group.arm}, ${group.regimen.label}, ${regimenInWords(group.regimen)}\n\n${describeRule(group.rule.id)}${followed}`
    );
  }
  const group = groupsOf(declaration.node as Protocol).find((one) => one.name === name);
  return group && `**${name}**: group of ${protocol}, ${conditionInWords(group)}${followed}`;
}

/** A published rule, by its name after `std.` or its id. */
export function describeRule(idOrName: string): string | undefined {
  const rule = ruleNamed(idOrName.replace(/^group\./, '').replaceAll('.', '_'));
  if (!rule) return undefined;
  const regimens = rule.regimens.map((regimen) => {
    const advice = regimen.notAdvised ? ` (${regimen.notAdvised})` : '';
    const details = [regimenInWords(regimen), regimen.schedule, regimen.systemic].filter((detail) => detail !== null);
    return `- ${regimen.label}: ${details.join(', ')}${advice}`;
  });
  const conditions = Object.entries(rule.conditionText).map(([fact, value]) => `${fact}: ${value}`);
  return [
    `${rule.trial}, ${rule.siteText}, ${rule.statusText}`,
    conditions.join('; '),
    regimens.join('\n'),
    [rule.result, rule.note].filter(Boolean).join('; '),
    `Source: ${ruleCitation(rule)}  \nConfidence: ${rule.confidence}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function itemInWords({ item, status, plan, protocol, looser }: Follows['items'][number], follows: Follows): string {
  const group = `${follows.protocol}, group ${follows.group}`;
  const evidence = follows.citations.length > 0 ? ` (${follows.citations.join('; ')})` : '';
  switch (status) {
    case 'added':
      return `${item}: not in ${group}.`;
    case 'inherited':
      return `${item}: ${protocol} from ${group}${evidence}.`;
    case 'same':
      return `${item}: as in ${group}${evidence}.`;
    default:
      return `${item}: **${plan}** in this plan, **${protocol}** in ${group}${evidence}${looser ? '; looser than the protocol' : ''}.`;
  }
}

function groupsOf(node: Protocol): PatientGroup[] {
  return node.parts.filter((part): part is PatientGroup => part.$type === 'PatientGroup');
}

function conditionInWords({ condition }: PatientGroup): string {
  return condition ? `\`${textOf(condition)}\`` : 'otherwise';
}

function regimenInWords(regimen: PublishedGroup['regimen']): string {
  return regimen.noRadiotherapy
    ? 'no radiotherapy'
    : `${regimen.totalDoseGy} Gy in ${regimen.fractions} ${regimen.fractions === 1 ? 'fraction' : 'fractions'}`;
}
