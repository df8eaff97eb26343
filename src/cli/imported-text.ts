import { format } from '../language/format.ts';
import type { RtStructure } from '../patient/files/rtstruct.ts';
import { externalOf, roleOf } from '../patient/files/structure-role.ts';
import { numberInWords } from '../units/quantity.ts';
import type { ImportInputs } from './import-inputs.ts';

/** The plan text of an import, in canonical layout. It holds the pseudonym asked for and no identifier of the files. */
export function importedText(inputs: ImportInputs): string {
  const { plan, structures } = inputs;
  const external = externalOf(structures.filter(({ planes }) => planes.length > 0));
  const regions = regionsOf(structures.filter((structure) => structure !== external));
  const prescriptions = plan.prescriptions.flatMap(({ roiNumber, doseGy }) => {
    const region = regions.find(({ structure }) => structure.number === roiNumber && roiNumber !== undefined);
    return region ? [`  ${region.name}  ${numberInWords(doseGy)} Gy`] : [];
  });
  return format(
    [
      `// Written by dosewright import. Monitor units, apertures, angles and isocentres are those of ${quoted(inputs.planPath)}.`,
      'plan "Imported from an RT plan"',
      '',
      `patient ${inputs.patient} {`,
      `  images { ct = dicom ${quoted(inputs.ctPath)} }`,
      ...(inputs.structuresPath === undefined ? [] : [`  structures = dicom ${quoted(inputs.structuresPath)}`]),
      `  body = ${external ? `structure ${quoted(external.name)}` : 'threshold -300 HU'}`,
      '}',
      '',
      ...regions.map(({ name, role, structure }) => `${role} ${name} = structure ${quoted(structure.name)}`),
      ...(regions.length > 0 ? [''] : []),
      `schedule ${plan.fractions ?? 1} fractions {`,
      ...new Set(prescriptions),
      '}',
      ...inputs.groups.flatMap(({ machine, only }) => [
        '',
        'beams photon {',
        `  machine = ${machine.startsWith('std.') ? machine : quoted(machine)}`,
        `  provided = dicom ${quoted(inputs.planPath)}${only ? ` only ${only.map(quoted).join(', ')}` : ''}`,
        '}',
      ]),
      '',
    ].join('\n'),
  );
}

interface ImportedRegion {
  readonly name: string;
  readonly role: 'target' | 'organ';
  readonly structure: RtStructure;
}

/** The targets and organs of a structure set that have a volume; couches, boluses, markers and the like are none. */
function regionsOf(structures: readonly RtStructure[]): ImportedRegion[] {
  const taken = new Set<string>();
  return structures.flatMap((structure) => {
    const role = roleOf(structure);
    // A quotation mark cannot be written inside quotes.
    if (!role || structure.planes.length === 0 || structure.name.includes('"')) return [];
    const name = unique(identifier(structure.name), taken);
    taken.add(name);
    return [{ name, role, structure }];
  });
}

/** A TG-263 name (`Lung_L`, `PTV_5000`, `Bowel-PTV`, `~Brain`) as a name of the plan language. */
function identifier(name: string): string {
  const letters = name.replace(/[^A-Za-z0-9_\u00C0-\u024F]+/g, '_').replace(/^_+|_+$/g, '');
  return letters === '' ? 'Region' : /^\d/.test(letters) ? `R_${letters}` : letters;
}

function unique(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}_${number}`)) number++;
  return `${name}_${number}`;
}

function quoted(text: string): string {
  return `"${text}"`;
}
