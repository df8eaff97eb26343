import type { AstNode } from 'langium';
import { densityCurves } from '../evidence/density-curves.ts';
import { type GroupRule, groupRules, groupSites } from '../evidence/group-rules.ts';
import { standardSources } from '../evidence/sources.ts';
import stdNames from '../evidence/std-names.json' with { type: 'json' };
import { type PublishedTissue, publishedTissue, publishedTissues } from '../evidence/tissues.ts';
import type {
  Baseline,
  Image,
  Import,
  Let,
  Organ,
  Patient,
  Phantom,
  PlanFile,
  Protocol,
  Subtarget,
  Target,
  Tissue,
} from './generated/ast.ts';
import { protocolOfSite, ruleName, ruleNamed } from './published-protocols.ts';
import type { Source } from './source.ts';

export type RegionNode = Organ | Target | Subtarget;
export type DeclarationSort =
  | 'let'
  | 'patient'
  | 'phantom'
  | 'tissue'
  | 'region'
  | 'image'
  | 'machine'
  | 'curve'
  | 'constraints'
  | 'protocol'
  | 'rule'
  | 'baseline';

/** What a name stands for. */
export interface Declaration {
  readonly name: string;
  readonly sort: DeclarationSort;
  /** Where it is declared; absent for what the product brings along. */
  readonly node?: Let | Patient | Phantom | Tissue | RegionNode | Image | Protocol | Baseline;
  /** A tissue of the evidence base. */
  readonly published?: PublishedTissue;
  /** The site of a published protocol. */
  readonly site?: string;
  /** A published rule by patient group. */
  readonly rule?: GroupRule;
}

export interface Scope {
  readonly names: ReadonlyMap<string, Declaration>;
  /** Later declarations of a name that is already taken. */
  readonly duplicates: readonly { readonly declaration: Declaration; readonly first: Declaration }[];
  /** Which import brought a name. */
  readonly importOf: ReadonlyMap<string, Import>;
  /** A declaration may hide in a statement or a file that could not be read, so that an unknown name is no certain error. */
  readonly doubtful: ReadonlySet<string>;
  readonly incomplete: boolean;
}

/** Declarations of one text, in order. */
export function declarationsIn(tree: PlanFile): Declaration[] {
  const found: Declaration[] = [];
  const declare = (sort: DeclarationSort, node: NonNullable<Declaration['node']>): void => {
    if (node.name) found.push({ name: node.name, sort, node });
  };
  for (const statement of tree.statements) {
    switch (statement.$type) {
      case 'Let':
        declare('let', statement);
        break;
      case 'Phantom':
        declare('phantom', statement);
        break;
      case 'Protocol':
        declare('protocol', statement);
        break;
      case 'Tissue':
        declare('tissue', statement);
        break;
      case 'Organ':
      case 'Target':
      case 'Subtarget':
        declare('region', statement);
        break;
      case 'Baseline':
        declare('baseline', statement);
        break;
      case 'Patient':
        declare('patient', statement);
        for (const part of statement.parts) {
          if (part.$type === 'Images')
            for (const image of part.images) if (image.$type === 'Image') declare('image', image);
        }
        break;
      default:
    }
  }
  return found;
}

export interface ImportedText {
  readonly statement: Import;
  /** Absent: the file or module could not be read. */
  readonly declarations?: readonly Declaration[];
}

/** Names visible in a text: its own first, then what its imports bring. */
export function scopeOf(source: Source, imports: readonly ImportedText[]): Scope {
  const names = new Map<string, Declaration>();
  const duplicates: { declaration: Declaration; first: Declaration }[] = [];
  const importOf = new Map<string, Import>();
  for (const declaration of declarationsIn(source.tree)) {
    const first = names.get(declaration.name);
    if (first) duplicates.push({ declaration, first });
    else names.set(declaration.name, declaration);
  }
  for (const { statement, declarations } of imports) {
    for (const declaration of declarations ?? []) {
      if (names.has(declaration.name)) continue;
      names.set(declaration.name, declaration);
      importOf.set(declaration.name, statement);
    }
  }
  return {
    names,
    duplicates,
    importOf,
    doubtful: doubtfulNames(source.tree),
    incomplete: imports.some((i) => i.declarations === undefined),
  };
}

/** Names after `std.` that goals cite: those of sources with limits. Parameter fits are cited by their rows. */
const constraintSources = [...new Set(standardSources.map(({ module }) => module))].filter(
  (module) => module !== 'ntcp',
);

/** The modules with published rules by patient group, one a site. */
export function protocolModules(): string[] {
  return groupSites().map((site) => `std/protocols/${site}`);
}

/** The modules that can be imported. */
export const standardModules = ['std/tissues', 'std/constraints', 'std/machines', 'std/curves'] as const;

/** `std.NAME`, always visible. */
export function standardDeclaration(name: string): Declaration | undefined {
  const published = publishedTissue(name);
  if (published) return { name: `std.${name}`, sort: 'tissue', published };
  if (stdNames.machines.includes(name)) return { name: `std.${name}`, sort: 'machine' };
  if (densityCurves.some((curve) => curve.name === `std.${name}`)) return { name: `std.${name}`, sort: 'curve' };
  if (constraintSources.includes(name)) return { name: `std.${name}`, sort: 'constraints' };
  const rule = ruleNamed(name);
  return rule && { name: `std.${name}`, sort: 'rule', rule };
}

/** Every name after `std.`, of one sort or of all. */
export function standardNames(sort?: DeclarationSort): string[] {
  const curves = densityCurves.map(({ name }) => name.replace(/^std\./, ''));
  const rules = groupRules().map(ruleName);
  const all = [...publishedTissues.map((t) => t.name), ...stdNames.machines, ...curves, ...constraintSources, ...rules];
  return sort === undefined ? all : all.filter((name) => standardDeclaration(name)?.sort === sort);
}

/** What `import "std/…"` makes visible without the `std.`; `undefined` for a module that does not exist. */
export function standardModule(path: string): Declaration[] | undefined {
  const site = groupSites().find((one) => path === `std/protocols/${one}`);
  if (site !== undefined) return [{ name: protocolOfSite(site), sort: 'protocol', site }];
  const sorts: Record<string, DeclarationSort> = {
    'std/tissues': 'tissue',
    'std/machines': 'machine',
    'std/curves': 'curve',
    'std/constraints': 'constraints',
  };
  const sort = Object.hasOwn(sorts, path) ? sorts[path] : undefined;
  if (sort === undefined) return undefined;
  return standardNames(sort).map((name) => ({ ...standardDeclaration(name)!, name }));
}

/** The name under which the Plan knows a declaration. */
export function planName(declaration: Declaration): string {
  return declaration.node || declaration.name.startsWith('std.') ? declaration.name : `std.${declaration.name}`;
}

function doubtfulNames(tree: PlanFile): Set<string> {
  const names = new Set<string>();
  for (const statement of tree.statements as AstNode[]) {
    if (statement.$type !== 'Unknown') continue;
    const { rest } = statement as unknown as { rest?: string[] };
    for (const word of rest?.slice(0, 3) ?? []) names.add(word);
  }
  return names;
}
