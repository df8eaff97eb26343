import type { CatalogueEntry } from '../diagnostic.ts';

/** RT1xxx: names, scopes and imports. */
export const namesDiagnostics = {
  RT1001: {
    severity: 'error',
    title: 'Unknown name',
    explanation:
      'Nothing in this plan, in its imports or in the standard names is called so. The message suggests the nearest name there is. Names of regions of the structure set need "structure" and quotes.',
  },
  RT1002: {
    severity: 'error',
    title: 'Name declared twice',
    explanation:
      'A name stands for one thing in a plan. Rename one of the two, so that no statement can mean the wrong one.',
  },
  RT1003: {
    severity: 'error',
    title: 'Name of another kind of thing',
    explanation:
      'The name exists, but what it stands for cannot be used here: an image where a region is due, a region where a tissue is due.',
  },
  RT1004: {
    severity: 'error',
    title: 'Definition that leads back to itself',
    explanation:
      'This is defined by something that is defined by it. The message names the way round; one of its steps has to be defined otherwise.',
  },
  RT1005: {
    severity: 'error',
    title: 'Import not found',
    explanation:
      'The imported file or standard module cannot be read. Paths are relative to the file that imports; standard modules begin with "std/".',
  },
  RT1006: {
    severity: 'hint',
    title: 'Unused import',
    explanation: 'Nothing that this import brings is used. Names after "std." are visible without any import.',
  },
  RT1007: {
    severity: 'error',
    title: 'Unknown standard name',
    explanation:
      'The product brings no tissue, machine, density curve or constraint source of this name. The message suggests the nearest one.',
  },
  RT1008: {
    severity: 'error',
    title: 'Unknown structure of the phantom',
    explanation: 'The structures of a phantom are its solids, by their names. The message suggests the nearest one.',
  },
  RT1009: {
    severity: 'error',
    title: 'Unknown uptake of the phantom',
    explanation: 'A phantom has a synthetic image for each word that one of its solids gives after "uptake".',
  },
  RT1010: {
    severity: 'error',
    title: 'Unknown word',
    explanation:
      'Only a fixed set of words may stand here: a material, an axis, an algorithm, a quantity of an image. The message lists them.',
  },
  RT1011: {
    severity: 'error',
    title: 'Patient identifier in the plan',
    explanation:
      'A plan is text under version control that travels. It holds a pseudonym and never a name, a birth date or a hospital number; write the age or the year of the disease where the plan needs them.',
  },
  RT1012: {
    severity: 'error',
    title: 'No structure set',
    explanation: 'The plan names a structure, but the patient has no "structures = …" to take it from.',
  },
  RT1013: {
    severity: 'error',
    title: 'Parts of two phantoms',
    explanation:
      'Images and structures of one patient have to come from the same phantom, since they share one frame of reference.',
  },
  RT1014: {
    severity: 'error',
    title: 'Region without a prescription',
    explanation:
      'This refers to the prescription of a region, but the schedule prescribes no dose to it. A quality factor needs a prescription around its region only.',
  },
  RT1015: {
    severity: 'error',
    title: 'Region prescribed twice',
    explanation:
      'One region has one prescription. Two doses for the same voxels are never averaged or chosen in silence.',
  },
  RT1016: {
    severity: 'error',
    title: 'Precedence that contradicts itself',
    explanation:
      'Precedence says which region decides the prescription where several overlap. Two statements, directly or through other regions, put the same two regions in opposite orders, so neither holds.',
  },
  RT1017: {
    severity: 'error',
    title: 'Evidence file with a fault',
    explanation:
      'A file of limits, tissues or models of your own has a row without a source, with a field missing or amiss, or parameters of two sources in one row. Nothing of the file is used until it is mended, so that no limit is judged by half of a protocol. "dosewright evidence lint FILE" lists every fault, "dosewright schema evidence" prints the form.',
  },
  RT1018: {
    severity: 'error',
    title: 'No model of this complication',
    explanation:
      'A goal on NTCP names an endpoint, and the evidence base has no model of it for the organ that the region is, or it cannot be told which organ that is. The message lists the endpoints there are. "dosewright evidence search ORGAN" shows the models.',
  },
  RT1019: {
    severity: 'error',
    title: 'Several models of this complication',
    explanation:
      'More than one published model has this endpoint of this organ, and they do not give the same probability. Nothing is chosen in silence: a further word of the citation or of the model says which, as in NTCP(pneumonitis, seppenwoolde).',
  },
  RT1021: {
    severity: 'error',
    title: 'Phases without an order',
    explanation:
      '"after" names another phase of the same schedule, and the phases have to come one after another. A phase without it stands where it is written.',
  },
  RT1022: {
    severity: 'error',
    title: 'Beams of no phase',
    explanation:
      'Where the schedule has phases, every group of beams is used in one of them: "beams photon in Boost for PTV_70". A phase may have several groups. Without phases there is none to name.',
  },
  RT1023: {
    severity: 'error',
    title: 'Dose outside of the phases',
    explanation:
      'A schedule that has phases says doses and normalisations in them: each phase adds its own, in its own number of fractions. Around them stand days, an order of precedence for all phases, and "normalise none".',
  },
  RT1024: {
    severity: 'error',
    title: 'Phase without dose or beams',
    explanation:
      'A phase prescribes a dose, and has beams that give it. A region that a phase does not name still receives what its beams spill.',
  },
  RT1025: {
    severity: 'error',
    title: 'Days on which no fraction can be given',
    explanation:
      'Days are counted from 1, the day of the first fraction, with weekends. A missed day is one on which a fraction is due; its fraction is given at the end, and the course takes longer. Up to five fractions a week are given on weekdays.',
  },
  RT1026: {
    severity: 'error',
    title: 'Isoeffective to nothing',
    explanation:
      'An isoeffective dose does to its region what the reference gets by its own prescription, which has to be a dose in Gy in the same schedule, or phase, or in the protocol that the plan follows, to another region.',
  },
  RT1027: {
    severity: 'error',
    title: 'Gradient within one region',
    explanation:
      '"gradient A to B <= 2 Gy/mm" is a ceiling on how steeply the prescription changes between two regions.',
  },
  RT1028: {
    severity: 'error',
    title: 'Cap below the prescribed dose',
    explanation:
      '"at most" is the most that any voxel of the region may be prescribed. A dose in Gy that lies above its own cap says two things of the same voxels.',
  },
  RT1030: {
    severity: 'error',
    title: 'Isotoxic prescription that cannot be followed',
    explanation:
      '"PTV 66 Gy, isotoxic until Cord D0.03cc <= 45 Gy, at most 80 Gy" escalates the plan from the dose written until the organ has its limit, or the region its cap. That takes a dose in Gy to begin with, to which the plan is normalised; one limit on a dose of another region, or on a volume at a dose; a cap; and a schedule of one phase.',
  },
  RT1031: {
    severity: 'error',
    title: 'Nothing to maximise by',
    explanation:
      '"maximise P_plus" makes the probability of control without complications the objective of the optimiser, which then finds the dose, too. So the plan needs an "optimise" block and "normalise none".',
  },
  RT1029: {
    severity: 'error',
    title: 'Decided by the optimiser',
    explanation:
      'In a plan with an "optimise" block the apertures of all beams, their weights and monitor units are found from the prescription and the goals. Beams say where they come from, and no more.',
  },
  RT1034: {
    severity: 'error',
    title: 'Baseline that does not go with the plan',
    explanation:
      'A baseline puts a schedule, beams or an "optimise" block of its own in the place of the plan\'s and keeps everything else. What it keeps has to hold with what it changes: beams that the optimiser shapes need their own openings in a baseline "without optimise". The message says what does not hold, and points to it.',
  },
  RT1035: {
    severity: 'error',
    title: 'Not something that a test can measure',
    explanation:
      'A test compares metrics of regions: "GTV.TCP", "Cord.D0.03cc", the same of a baseline as "Uniform.GTV.TCP", and "P_plus" of the whole plan. A region alone has no value, and a baseline alone has none either.',
  },
  RT1036: {
    severity: 'error',
    title: 'Nothing that a test can put in doubt',
    explanation:
      '"judged with" lets a test hold though the truth is not quite what the plan says: a region that an image threshold makes, its threshold off by some per cent; or an image, shifted along each axis.',
  },
  RT1037: {
    severity: 'error',
    title: 'Not together with an arc',
    explanation:
      'An arc turns about a fixed isocentre, and its openings are those that the plan writes, most often fitted to a target as seen from each angle. So its group has no source-skin distance, and its plan has no "optimise" block: this version optimises beams that stand still. Take one of the two out.',
  },
  RT1040: {
    severity: 'error',
    title: 'Weight of a goal that has to hold',
    explanation:
      'A weight says how much a wish counts beside the other wishes of its order: "prefer 2 weight 3". What has to hold is no wish; it comes before all of them, and is not weighed.',
  },
  RT1050: {
    severity: 'error',
    title: 'Unknown code of a finding',
    explanation:
      'After "allow" stands the code of a finding, as the editor and "dosewright check" show it: RT4126. No finding has the code that is written. The message suggests the nearest one.',
  },
  RT1051: {
    severity: 'error',
    title: 'Finding that cannot be allowed',
    explanation:
      'Only warnings and information can be allowed. An error says that no dose can be right as the plan stands: mend what it speaks of. And that an "allow" covers nothing cannot be allowed either: remove that "allow".',
  },
  RT1052: {
    severity: 'warning',
    title: 'Allowed finding that is not there',
    explanation:
      'Nothing in the range of this "allow" has the finding that it speaks of: the plan has changed since, or it stands in the wrong block. Remove it, so that it does not hide a finding that comes later. A code that only a patient or a dose can give is judged after "dosewright check" or a run.',
  },
} as const satisfies Record<string, CatalogueEntry>;
