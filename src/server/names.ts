import { AstUtils, type AstNode } from 'langium';
import {
  isPatientGroup,
  type Measure,
  type Patient,
  type Phantom,
  type PlanFile,
  type Protocol,
} from '../language/generated/ast.ts';
import { type Source, sourceOf, spanOfProperty, spansOfProperty } from '../language/source.ts';

/** A place in a text that declares or uses a name. */
export interface NameInText {
  readonly name: string;
  /**
   * Names with the same key mean the same thing: `GTV`, `std.hnscc`, within a phantom `Head/solid Cord`, `Head/uptake fdg`; `fact smoking`; `phase Boost`
   * of the plan's schedule, or `protocol phase Boost` where a protocol's schedules have the phases.
   */
  readonly key: string;
  readonly declares: boolean;
  /** Written in quotes, where anything goes as a name; `start` and `end` lie inside them. */
  readonly quoted: boolean;
  readonly node: AstNode;
  readonly start: number;
  readonly end: number;
}

const factPrefix = 'fact ';

/** The fact of a patient that a key is of. */
export function factOf({ key }: Pick<NameInText, 'key'>): string | undefined {
  return key.startsWith(factPrefix) ? key.slice(factPrefix.length) : undefined;
}

/** The phase that a key is of, of a plan's or a protocol's schedule. */
export function phaseOf({ key }: Pick<NameInText, 'key'>): string | undefined {
  return /^(?:protocol )?phase (.*)$/.exec(key)?.[1];
}

/** Whether a name means the same in every text that is read together with its own. */
export function isShared(name: Pick<NameInText, 'key'>): boolean {
  return factOf(name) !== undefined || name.key.startsWith('protocol phase ');
}

const known = new WeakMap<Source, readonly NameInText[]>();

/** Every name in a text that can be followed to a declaration, in the order of the text. */
export function namesIn(source: Source): readonly NameInText[] {
  let names = known.get(source);
  if (!names) known.set(source, (names = collectNames(source)));
  return names;
}

function collectNames(source: Source): NameInText[] {
  const phantomOfPatient = phantomOfStructures(source.tree);
  const names: NameInText[] = [];
  for (const node of AstUtils.streamAst(source.tree)) {
    for (const { property, keyOf, declares } of properties[node.$type] ?? []) {
      const value: unknown = (node as unknown as Record<string, unknown>)[property];
      const values = Array.isArray(value) ? value : [value];
      values.forEach((name: unknown, index) => {
        if (typeof name !== 'string' || name === '') return;
        const key = keyOf(name, node, phantomOfPatient);
        const span = spanOfProperty(node, property, index);
        if (key === undefined || !span || span.end <= span.start) return;
        const written = source.text.slice(span.start, span.end);
        const quoted = written.startsWith('"');
        const end = quoted && written.endsWith('"') && written.length > 1 ? span.end - 1 : span.end;
        names.push({
          name,
          key,
          declares: declares === true,
          quoted,
          node,
          start: quoted ? span.start + 1 : span.start,
          end,
        });
      });
    }
  }
  const declared = new Set(names.filter((name) => name.declares).map((name) => name.key));
  return [...names, ...unreadUses(source, declared)].sort((a, b) => a.start - b.start);
}

/** Uses of the text's own names in statements that are read as a whole: a rename must not leave them behind. */
function unreadUses({ tree, text }: Source, declared: ReadonlySet<string>): NameInText[] {
  return AstUtils.streamAst(tree)
    .filter((node) => node.$type === 'Later' || node.$type === 'Unknown')
    .flatMap((node) =>
      ['word', 'rest']
        .flatMap((property) => spansOfProperty(node, property))
        .map((span) => ({ ...span, name: text.slice(span.start, span.end) }))
        .filter(({ name }) => declared.has(name))
        .map(({ name, start, end }) => ({ name, key: name, declares: false, quoted: false, node, start, end })),
    )
    .toArray();
}

/** The name at an offset, its end included, so that a cursor right behind a name is on it. */
export function nameAt(source: Source, offset: number): NameInText | undefined {
  return namesIn(source).find(({ start, end }) => start <= offset && offset <= end);
}

interface NameProperty {
  readonly property: string;
  /** Undefined: this is not a name that can be followed. */
  readonly keyOf: (name: string, node: AstNode, phantomOfPatient: string | undefined) => string | undefined;
  readonly declares?: boolean;
}

const plain = (name: string): string => name;
const declaration: readonly NameProperty[] = [{ property: 'name', keyOf: plain, declares: true }];
const region: readonly NameProperty[] = [{ property: 'region', keyOf: plain }];

const solidKey = (phantom: string, name: string): string => `${phantom}/solid ${name}`;
const uptakeKey = (phantom: string, name: string): string => `${phantom}/uptake ${name}`;

function inPhantom(key: (phantom: string, name: string) => string): NameProperty['keyOf'] {
  return (name, node) => {
    const phantom = AstUtils.getContainerOfType(node, (n): n is Phantom => n.$type === 'Phantom')?.name;
    return phantom === undefined ? undefined : key(phantom, name);
  };
}

/** A group of a protocol, as a plan names it after `follows`. */
function groupKey(name: string, node: AstNode): string {
  return `${(node.$container as Protocol).name}.${name}`;
}

const factKey = (name: string): string => `${factPrefix}${name}`;
const fact: readonly NameProperty[] = [{ property: 'fact', keyOf: factKey }];

/** Beams name phases of the plan's own schedule, where it has any, else those of the protocol that it follows. */
function phaseKey(name: string, node: AstNode): string {
  const isOfProtocol =
    AstUtils.getContainerOfType(node, isPatientGroup) !== undefined ||
    (node.$type === 'Beams' && !hasOwnPhases(sourceOf(node).tree));
  return `${isOfProtocol ? 'protocol ' : ''}phase ${name}`;
}

function hasOwnPhases({ statements }: PlanFile): boolean {
  return statements.some(
    (statement) => statement.$type === 'Schedule' && statement.parts.some(({ $type }) => $type === 'Phase'),
  );
}

/** Where names stand in the syntax tree, by type of node. */
const properties: Readonly<Record<string, readonly NameProperty[]>> = {
  Let: declaration,
  Patient: declaration,
  Phantom: declaration,
  Tissue: declaration,
  Protocol: declaration,
  PatientGroup: [{ property: 'name', keyOf: groupKey, declares: true }],
  FactValues: [{ property: 'fact', keyOf: factKey, declares: true }],
  Fact: [{ property: 'name', keyOf: factKey, declares: true }],
  FactTest: fact,
  Phase: [
    { property: 'name', keyOf: phaseKey, declares: true },
    { property: 'after', keyOf: phaseKey },
  ],
  PlanHeader: region,
  Organ: declaration,
  Target: declaration,
  Subtarget: [...declaration, { property: 'parent', keyOf: plain }],
  Image: declaration,
  Solid: [{ property: 'name', keyOf: inPhantom(solidKey), declares: true }],
  SolidReference: [{ property: 'solid', keyOf: inPhantom(solidKey) }],
  SolidUptake: [{ property: 'image', keyOf: inPhantom(uptakeKey), declares: true }],
  PhantomSource: [
    { property: 'phantom', keyOf: plain },
    { property: 'uptake', keyOf: (name, node) => uptakeKey((node as unknown as { phantom: string }).phantom, name) },
  ],
  Structure: [{ property: 'name', keyOf: (name, _, phantom) => phantom && solidKey(phantom, name) }],
  Override: [
    { property: 'structure', keyOf: (name, _, phantom) => phantom && solidKey(phantom, name) },
    { property: 'region', keyOf: plain },
  ],
  Reference: [
    {
      property: 'name',
      keyOf: (name, node) =>
        (node as { member?: string }).member === undefined || node.$container?.$type === 'PlanHeader'
          ? name
          : undefined,
    },
    { property: 'member', keyOf: (name, node) => `${(node as unknown as { name: string }).name}.${name}` },
  ],
  Conversion: region,
  Prescription: region,
  Isoeffective: [{ property: 'reference', keyOf: plain }],
  Painting: [{ property: 'image', keyOf: plain }],
  Gradient: [
    { property: 'inner', keyOf: plain },
    { property: 'outer', keyOf: plain },
  ],
  Precedence: [{ property: 'regions', keyOf: plain }],
  Normalise: region,
  Goal: region,
  Beams: [...region, { property: 'phase', keyOf: phaseKey }],
  Isocentre: region,
  Conformal: region,
  Baseline: [...declaration, { property: 'base', keyOf: (name) => (name === 'this' ? undefined : name) }],
  Measure: [{ property: 'head', keyOf: (name) => (name === 'P_plus' ? undefined : name) }],
  // `Uniform.GTV.TCP`: the region of a baseline's measure is written like a metric.
  Metric: [{ property: 'word', keyOf: regionOfBaseline }],
  Judged: [{ property: 'subject', keyOf: plain }],
};

function regionOfBaseline(name: string, node: AstNode): string | undefined {
  const { $container: measure, $containerIndex: step } = node;
  const isFollowed = measure?.$type === 'Measure' && step === 0 && (measure as Measure).steps.length > 1;
  return isFollowed ? name : undefined;
}

/** The phantom whose solids are the patient's structures. */
function phantomOfStructures(tree: PlanFile): string | undefined {
  const patient = tree.statements.find((statement): statement is Patient => statement.$type === 'Patient');
  for (const part of patient?.parts ?? [])
    if (part.$type === 'Structures' && part.source?.$type === 'PhantomSource') return part.source.phantom;
  return undefined;
}
