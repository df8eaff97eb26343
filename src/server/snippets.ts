import { type BlockName, wordOfEveryBlock } from '../language/vocabulary.ts';

/** A region may set what its tissue does. */
const oxygen = {
  oxygen: 'oxygen = pO2 from ${1:fmiso} by ${2:dasu2012}',
  reoxygenates: 'reoxygenates with halflife ${1:10} d',
};

const radiobiology = {
  alpha: 'alpha = ${1:0.3} /Gy',
  beta: 'beta = ${1:0.03} /Gy2',
  'alpha/beta': 'alpha/beta = ${1:10} Gy',
  clonogens: 'clonogens = ${1:1e7} /cc',
  repopulation: 'repopulation { start = ${1:28} d   doubling = ${2:3} d }',
  repair: 'repair { halftime = ${1:1.5} h }',
};

/** What is written for all beams may be written for one. */
const beamProperties = {
  aperture: 'aperture = conformal to ${1:PTV} margin ${2:5} mm',
  gantry: 'gantry = ${1:0} deg',
  couch: 'couch = ${1:0} deg',
  collimator: 'collimator = ${1:0} deg',
  weight: 'weight = ${1:1}',
  mu: 'mu = ${1:100} MU',
  ssd: 'ssd = ${1:100} cm',
};

const inPhases = {
  precedence: 'precedence ${1:inner} over ${2:outer}',
  normalise: 'normalise ${1:PTV} D50% = ${2:70} Gy',
};

/** What a statement looks like: `${n:…}` are the places to fill in, in the form of the language-server protocol. */
export function statementSnippet(block: BlockName, word: string): string | undefined {
  return word === wordOfEveryBlock ? `${word} \${1:RT6001} because "\${2:why}"` : statementSnippets[block]?.[word];
}

/** By block and first word. */
const statementSnippets: Readonly<Partial<Record<BlockName, Readonly<Record<string, string>>>>> = {
  file: {
    import: 'import "${1:std/tissues}"',
    plan: 'plan "${1:title}"',
    let: 'let ${1:name} = ${2:5 mm}',
    protocol:
      'protocol ${1:House} {\n\tgroup ${2:Low} when ${3:p16} = ${4:positive} {\n\t\tevidence "${5:authors, journal, year}"\n\t\tschedule ${6:35} fractions, ${7:5} per week { ${8:PTV} ${9:70} Gy }\n\t}\n\tgroup ${10:Others} otherwise {\n\t\tevidence "${11:authors, journal, year}"\n\t}\n}',
    patient:
      'patient ${1:P001} {\n\timages {\n\t\tct = dicom "${2:ct}"\n\t}\n\tstructures = dicom "${3:rtstruct.dcm}"\n\tbody = structure "${4:External}"\n}',
    phantom:
      'phantom ${1:Water} {\n\tsize = ${2:30 cm}\n\tvoxel = ${3:2.5 mm}\n\t${4:Tank} = box ${5:30 cm x 30 cm x 30 cm} at (0, 0, 0) mm { material = ${6:water} }\n}',
    tissue: 'tissue ${1:Tumour} extends ${2:std.hnscc} {\n\talpha/beta = ${3:10 Gy}\n}',
    organ: 'organ ${1:Cord} = structure "${2:SpinalCord}"',
    target: 'target ${1:PTV} = ${2:GTV} + ${3:5 mm}',
    subtarget: 'subtarget ${1:Avid} of ${2:GTV} = ${3:fdg} >= ${4:50} % of max in ${2:GTV}',
    schedule:
      'schedule ${1:35} fractions, ${2:5} per week {\n\t${3:PTV} ${4:70} Gy\n\tnormalise ${3:PTV} D50% = ${4:70} Gy\n}',
    beams:
      'beams photon {\n\tmachine = std.linac6MV\n\tisocentre = centroid of ${1:PTV}\n\taperture = conformal to ${1:PTV} margin ${2:5 mm}\n\tarrange ${3:9} beams every ${4:40} deg from ${5:0} deg\n}',
    goals: 'goals {\n\t${1:PTV} D95% >= 95 % of prescription must\n}',
    optimise: 'optimise {\n\ttechnique = imrt\n\tdeliver = step_and_shoot, at most ${1:80} segments\n}',
    compute: 'compute {\n\tgrid = ${1:2.5 mm}\n}',
    baseline:
      'baseline ${1:Uniform} = this with schedule ${2:35} fractions, ${3:5} per week {\n\t${4:PTV} ${5:70} Gy\n\tnormalise ${4:PTV} D50% = ${5:70} Gy\n}',
    test: 'test "${1:painting pays}" {\n\tassert ${2:GTV}.${3:TCP} - ${4:Uniform}.${2:GTV}.${3:TCP} >= ${5:5} pp\n}',
  },
  test: {
    assert: 'assert ${1:GTV}.${2:TCP} >= ${3:Uniform}.${1:GTV}.${2:TCP} + ${4:5} pp',
    judged: 'judged with ${1:fmiso} shifted by ${2:3} mm on each axis',
  },
  patient: {
    images: 'images {\n\tct = dicom "${1:ct}"\n}',
    structures: 'structures = dicom "${1:rtstruct.dcm}"',
    body: 'body = structure "${1:External}"',
    couch: 'couch = structure "${1:Couch}" density ${2:0.2} g/cc',
    bolus: 'bolus = structure "${1:Bolus}" density ${2:1.0} g/cc',
    density: 'density = ${1:std.curve_120kV}',
    override: 'override "${1:structure}" = ${2:1.0} g/cc',
    clinical: 'clinical {\n\t$1\n}',
    pathology: 'pathology {\n\t$1\n}',
    molecular: 'molecular {\n\t$1\n}',
    genetic: 'genetic {\n\t$1\n}',
  },
  phantom: {
    size: 'size = ${1:30 cm x 30 cm x 30 cm}',
    voxel: 'voxel = ${1:2.5 mm}',
    centre: 'centre = (${1:0, 0, 0}) mm',
  },
  solid: {
    material: 'material = ${1:water}',
    HU: 'HU = ${1:0}',
    density: 'density = ${1:1.0} g/cc',
    uptake: 'uptake ${1:fdg} = ${2:8} SUV edge ${3:4} mm',
  },
  tissue: { ...oxygen, ...radiobiology },
  repopulation: { start: 'start = ${1:28} d', doubling: 'doubling = ${1:3} d', rate: 'rate = ${1:0.6} Gy/d' },
  repair: { halftime: 'halftime = ${1:1.5} h' },
  region: {
    smooth: 'smooth = ${1:2} mm',
    drop: 'drop = volume < ${1:0.5} cc',
    ...oxygen,
    ...radiobiology,
  },
  protocol: {
    fact: 'fact ${1:risk} in (${2:low}, ${3:high})',
    group: 'group ${1:Low} when ${2:p16} = ${3:positive} {\n\tevidence "${4:authors, journal, year}"\n}',
  },
  group: {
    evidence: 'evidence "${1:authors, journal, year}"',
    schedule:
      'schedule ${1:35} fractions, ${2:5} per week {\n\t${3:PTV} ${4:70} Gy\n\tnormalise ${3:PTV} D50% = ${4:70} Gy\n}',
    goals: 'goals {\n\t${1:Cord} D0.03cc <= ${2:45} Gy must\n}',
  },
  schedule: {
    ...inPhases,
    phase: 'phase ${1:Boost} ${2:8} fractions {\n\t${3:PTV} ${4:16} Gy\n\tnormalise ${3:PTV} D50% = ${4:16} Gy\n}',
    start: 'start = ${1:monday}',
    missed: 'missed = day ${1:12}',
    maximise: 'maximise P_plus',
    gradient: 'gradient ${1:GTV} to ${2:PTV} <= ${3:2} Gy/mm',
  },
  phase: inPhases,
  beams: {
    machine: 'machine = ${1:std.linac6MV}',
    isocentre: 'isocentre = centroid of ${1:PTV}',
    accept: 'accept truncated',
    provided: 'provided = dicom "${1:plan.dcm}"',
    arrange: 'arrange ${1:9} beams every ${2:40} deg from ${3:0} deg',
    beam: 'beam ${1:Anterior} { gantry = ${2:0} deg }',
    arc: 'arc ${1:Around} { gantry = ${2:181} deg to ${3:179} deg clockwise }',
    ...beamProperties,
  },
  beam: beamProperties,
  arc: { ...beamProperties, gantry: 'gantry = ${1:181} deg to ${2:179} deg clockwise' },
  goals: { P_plus: 'P_plus >= ${1:50} % prefer ${2:1}' },
  optimise: {
    technique: 'technique = imrt',
    deliver: 'deliver = step_and_shoot, at most ${1:80} segments',
    bixel: 'bixel = ${1:5} mm',
  },
  compute: { grid: 'grid = ${1:2.5} mm', algorithm: 'algorithm = collapsed_cone', report: 'report = dose_to_medium' },
};

/** A snippet as plain text, for a client that does not know snippets. */
export function withoutPlaceholders(snippet: string): string {
  return snippet
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/\$\d+/g, '');
}
