import { CompletionItemKind } from 'vscode-languageserver';
import { factNames, valueInWords, valuesOfFact } from '../language/fact-values.ts';
import type { Fact, Patient, Protocol } from '../language/generated/ast.ts';
import { publishedGroups } from '../language/published-protocols.ts';
import type { Declaration, Scope } from '../language/scope.ts';
import { textOf } from '../language/source.ts';
import type { PossibleHere } from './completion-grammar.ts';

interface Proposal {
  readonly label: string;
  readonly kind: CompletionItemKind;
  readonly rank: number;
  readonly detail?: string;
}

/** In a condition: facts of the plan's patient and those that the field knows; behind a fact its values. */
export function factProposals(
  place: 'FactTest' | 'FactValue' | 'FactValues',
  { statement }: PossibleHere,
  scope: Scope,
): Proposal[] {
  const written = factsOfPatient(scope);
  if (place !== 'FactValue')
    return [...new Set([...written.map(({ name }) => name), ...factNames])].map((label) => {
      const own = written.find(({ name }) => name === label);
      return { label, kind: CompletionItemKind.Property, rank: 0, ...(own ? { detail: textOf(own) } : {}) };
    });
  const fact = comparedFact(statement.map(({ image }) => image));
  const declared = fact === undefined ? undefined : declaredValues(fact, scope);
  const known = (fact === undefined ? undefined : valuesOfFact(fact)) ?? [];
  const values = [
    ...(declared ?? known.map((value) => valueInWords(value))),
    ...(declared || known.length > 0 ? [] : ['yes', 'no']),
  ];
  return values.map((label) => ({ label, kind: CompletionItemKind.EnumMember, rank: 0 }));
}

/** The groups of a protocol, behind its name and a point. */
export function groupProposals({ site, node }: Declaration): Proposal[] {
  const kind = CompletionItemKind.EnumMember;
  if (site !== undefined)
    return publishedGroups(site).map(({ name, rule, regimen, arm }) => ({
      label: name,
      kind,
      rank: arm === 1 ? 0 : 1,
      detail: `${rule.trial}, ${rule.statusText}: ${regimen.label}`,
    }));
  return (node as Protocol).parts.flatMap((part) =>
    part.$type === 'PatientGroup' && part.name
      ? [{ label: part.name, kind, rank: 0, detail: part.condition ? textOf(part.condition) : 'otherwise' }]
      : [],
  );
}

function factsOfPatient({ names }: Scope): Fact[] {
  const patient = [...names.values()].find(({ sort }) => sort === 'patient')?.node as Patient | undefined;
  return (patient?.parts ?? []).flatMap((part) =>
    part.$type === 'Facts' ? part.facts.filter((fact): fact is Fact => fact.$type === 'Fact') : [],
  );
}

/** The values that the protocols of the text declare for a fact. */
function declaredValues(fact: string, { names }: Scope): string[] | undefined {
  for (const { sort, node } of names.values()) {
    if (sort !== 'protocol' || !node) continue;
    for (const part of (node as Protocol).parts)
      if (part.$type === 'FactValues' && part.fact === fact) return part.values.map(textOf);
  }
  return undefined;
}

/** `… p16 =`, `… stage in (T1,` */
function comparedFact(words: readonly string[]): string | undefined {
  const open = words.lastIndexOf('(');
  if (open > 1 && words[open - 1] === 'in' && !words.slice(open).includes(')')) return words[open - 2];
  return words[words.length - 2];
}
