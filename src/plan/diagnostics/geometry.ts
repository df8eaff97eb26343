import type { CatalogueEntry } from '../diagnostic.ts';

/** RT4xxx: geometry against the real patient. */
export const geometryDiagnostics = {
  RT4001: {
    severity: 'error',
    title: 'Empty region',
    explanation:
      'The region holds no voxel centre of the planning image: a threshold that nothing meets, an intersection of regions that lie apart, a structure without contours, or smoothing and dropping that leave nothing. Goals and doses on it would mean nothing. Correct its rule, or take it out of the plan.',
  },
  RT4002: {
    severity: 'error',
    title: 'Sub-target outside its parent',
    explanation:
      'A sub-target is the part of its parent that its rule picks out, and here the rule picks nothing inside the parent. The image may not be registered, the threshold may be met elsewhere only, or the wrong parent is named.',
  },
  RT4003: {
    severity: 'error',
    title: 'Empty body',
    explanation:
      'No voxel of the planning image belongs to the body, so there is nothing to compute dose in. Name the external contour of the structure set, or a threshold between air and tissue (about -300 HU).',
  },
  RT4004: {
    severity: 'error',
    title: 'Target outside the body',
    explanation:
      'The whole target lies outside the body. Structure set and image most likely do not belong together, or the body is another structure than meant. Nothing outside the body receives a meaningful dose.',
  },
  RT4005: {
    severity: 'warning',
    title: 'Target partly outside the body',
    explanation:
      'Part of the target lies in air outside the body, usually after a margin near the skin. Dose does not build up there, so the coverage of the whole target looks worse than it is, and scaling to it overdoses the skin. Cut the target to the body (many protocols keep 3 to 5 mm from the skin), or plan bolus.',
  },
  RT4006: {
    severity: 'warning',
    title: 'Target cut by the edge of the image',
    explanation:
      'The target touches the edge of the planning image, so it may go on where there is no image, and its margins end there. Volumes and coverage are of the visible part only. Plan on an image that reaches beyond the target by its margins.',
  },
  RT4007: {
    severity: 'error',
    title: 'No reference value in the image',
    explanation:
      'A relative threshold or a ratio needs a statistic of an image in a region, and there is none: the region is empty or lies outside the image, the image was not read, or the reference is not positive. Name a region that the image covers.',
  },
  // RT41xx: beams.
  RT4101: {
    severity: 'error',
    title: 'Field misses the patient',
    explanation:
      "No ray of the beam's opening passes through the body, so the beam gives no dose. Usually the isocentre has the wrong sign or unit, or an angle is wrong. Check the isocentre (mm, DICOM LPS), the gantry and couch angles and the field.",
  },
  RT4102: {
    severity: 'warning',
    title: 'Isocentre outside its target',
    explanation:
      'The isocentre lies outside the region that the group of beams is for. That is allowed, for half-beam techniques for instance, but it is more often a slip. Write the centroid of the region or a point inside it.',
  },
  RT4103: {
    severity: 'error',
    title: 'Beam enters through the cut edge of the image',
    explanation:
      'Rays of the field enter the patient where the planning image ends. The patient goes on there, but what lies before the beam is not known, so depth and dose would be wrong. Turn the beam so that it enters through imaged air, or use an image that covers more of the patient. "accept truncated" goes on, and every view then says NOT DOSIMETRIC.',
  },
  RT4104: {
    severity: 'warning',
    title: 'Beam through the cut edge of the image, accepted',
    explanation:
      'Rays of the field enter the patient where the planning image ends, and the plan says "accept truncated". The dose is computed as if there were air beyond the image. It is not a dosimetric result.',
  },
  RT4105: {
    severity: 'error',
    title: 'Field larger than the machine opens',
    explanation:
      'A jaw or leaf would have to stand farther from the axis than the machine allows. Move the isocentre nearer to the middle of the target, make the field smaller, or divide it.',
  },
  RT4106: {
    severity: 'error',
    title: 'Closed field',
    explanation:
      'The aperture has no opening: the jaw positions are in the wrong order, or the region it is fitted to is empty or vanishes with a negative margin. The second jaw position of each pair has to be the larger one.',
  },
  RT4107: {
    severity: 'error',
    title: 'Machine without leaves',
    explanation:
      'The aperture is to be fitted to a region, but the machine has no multileaf collimator. Use a rectangular field, or a machine with leaves.',
  },
  RT4108: {
    severity: 'error',
    title: 'No isocentre',
    explanation:
      'The isocentre is the centroid of a region that is empty or does not exist. Name a region that has a volume, or write the point.',
  },
  RT4109: {
    severity: 'warning',
    title: 'Isocentre outside the dose grid',
    explanation:
      'The isocentre lies where no dose is computed. Usually a coordinate has the wrong sign or unit: points are mm in the DICOM LPS frame.',
  },
  RT4110: {
    severity: 'error',
    title: 'Central axis misses the patient',
    explanation:
      'The line from the source through the isocentre does not meet the body, so there is neither a source-to-skin distance nor a depth. Move the isocentre into the body; for a field beside it, use asymmetric jaws.',
  },
  RT4111: {
    severity: 'error',
    title: 'Unknown machine',
    explanation:
      'The beams name a machine that the product does not have. The message lists those that exist; a machine of your own is a file, whose path is written in quotes.',
  },
  RT4112: {
    severity: 'error',
    title: 'Dose grid too large for the memory',
    explanation:
      'The dose on this grid would need more memory than there is. The message names the finest grid over the same box that fits; write it in the compute block.',
  },
  RT4113: {
    severity: 'error',
    title: 'Jaw too far across the axis',
    explanation:
      'A jaw would have to stand beyond the axis, on the side of its partner, by more than the machine allows. Move the isocentre into the field, or turn the collimator so that the pair with the longer travel crosses the axis.',
  },
  RT4114: {
    severity: 'error',
    title: 'Leaves beyond their limits',
    explanation:
      'Leaves of the aperture would stand beyond their travel, too far apart in one bank, nearer to each other than they come, or past leaves that they cannot pass. The machine could not give this field. Change the aperture, move the isocentre, or turn the collimator.',
  },
  RT4115: {
    severity: 'error',
    title: 'Couch angle beyond its limits',
    explanation:
      "The couch of the machine does not turn to this angle, as the machine's data say. Choose another couch angle; a non-coplanar beam from the same side may be given with the gantry on the other side.",
  },
  RT4116: {
    severity: 'warning',
    title: 'Monitor units beyond the limits',
    explanation:
      "Scaled to its prescription, the beam needs more or fewer monitor units a fraction than the machine gives, as the machine's data say. The dose is that of the monitor units written; the machine could not give them. Change weights, the number of beams or of fractions.",
  },
  RT4117: {
    severity: 'warning',
    title: 'Head may meet patient or couch',
    explanation:
      'At these angles the head of the machine, taken as a cylinder of the size that its data give, would stand in the body or in a couch top assumed under it. The check knows no accessories, no immobilisation and nothing outside the image, so its silence proves nothing. Check the clearance at the machine, or choose other angles.',
  },
  RT4118: {
    severity: 'error',
    title: 'No segment that the machine allows',
    explanation:
      "The machine's data say how much a segment has to open and how many monitor units it has to give in a fraction at least. Not even the opening that covers the targets is so large, or no segment of the plan gives so many. Write beams with apertures of their own, or a machine whose data allow smaller segments.",
  },
  RT4119: {
    severity: 'error',
    title: 'No sliding window on this machine',
    explanation:
      "For a sliding window the machine's data have to say how fast leaves move and what the dose rate is, and both leaves of a pair have to cross the whole field. Deliver by step and shoot, name another machine, or make the field narrower along the leaves, as by turning the collimator.",
  },
  RT4120: {
    severity: 'error',
    title: 'Arc of more than a full turn',
    explanation:
      'The gantry turns once around the patient at most: "gantry = 0 deg to 360 deg clockwise" is the longest arc. Write two arcs where a patient is to be gone round twice.',
  },
  RT4121: {
    severity: 'error',
    title: 'Arc that goes nowhere',
    explanation:
      'The arc ends where it begins, so the gantry would not turn. For a full turn write an end that is 360 deg beyond the beginning, as "0 deg to 360 deg clockwise"; for a beam that stands still write "beam".',
  },
  RT4122: {
    severity: 'information',
    title: 'Steps that do not divide the arc',
    explanation:
      'Control points of an arc lie evenly from its beginning to its end. Where the step written does not divide the turn, they lie a little closer together, at the greatest even step that is not above it.',
  },
  RT4123: {
    severity: 'warning',
    title: 'Arc computed in steps that are too coarse for its field',
    explanation:
      'The dose of an arc is the sum of standing positions. Where they lie farther apart at the surface of the patient than the field is wide across the turn, some of it is met from one position and its neighbour from none: the dose shown has spokes there that a machine which turns does not give. Nearer to the isocentre, where all fields overlap, they fade. Write a smaller step.',
  },
  RT4124: {
    severity: 'warning',
    title: 'Monitor units a degree beyond the limits',
    explanation:
      "Scaled to its prescription, the arc needs more or fewer monitor units in each degree than the machine gives while its gantry turns, as the machine's data say. The dose is that of the monitor units written; the machine could not give them. Change weights, the length or the number of arcs.",
  },
  RT4125: {
    severity: 'error',
    title: 'Goal that the prescription rules out',
    explanation:
      'A goal that must hold limits the dose of a region, and a prescription, or another goal that must hold, asks for more than the limit in so much of the same region that both cannot be: the part of the target outside of the region is too small for what is asked of the target. No beams do that, so none are looked for. Prescribe to the target without the region ("target Boost = PTV minus Cord"), or a dose that the region may have. Whether the limit may be another is a clinical decision.',
  },
  RT4126: {
    severity: 'warning',
    title: 'Prescription beyond a limit in the same place',
    explanation:
      'A part of a region is prescribed more than a goal that must hold lets it have, and more of it than the goal leaves free. The optimiser balances the two there: the target has less than is prescribed, and the region has about its limit. The message gives the volume. Take the region out of the target, or prescribe a lower dose where they overlap.',
  },
  RT4127: {
    severity: 'warning',
    title: 'Boost steeper than beams can be',
    explanation:
      "A boost is so small, and its dose so much above the one around it, that no beams give it 95 % of its dose while what is around has no more than 107 % of its own: no peak of dose is narrower than the blur of a beam's edge, whose 80 % and 20 % lie a penumbra apart. The penumbra is taken as that of the machine at 10 cm depth in water. Expect less in the boost or more around it; prescribe a smaller boost, or a dose that rises in steps.",
  },
  // RT42xx: prescriptions and their beams.
  RT4201: {
    severity: 'error',
    title: 'Two prescriptions in one voxel',
    explanation:
      'Two prescribed regions overlap and neither lies inside the other, so the shared voxels would have two prescribed doses. Say in the schedule which one wins: "precedence A over B".',
  },
  RT4202: {
    severity: 'error',
    title: 'Patient position not supported',
    explanation:
      'The planning image was taken in a position, such as decubitus, for which the machine-to-patient transform is not defined here. Beams can be placed for head-first and feet-first, supine and prone.',
  },
  RT4203: {
    severity: 'error',
    title: 'Beams cannot reach their prescription',
    explanation:
      'A group of beams is scaled so that its region gets the prescribed dose, together with the groups of the regions around it. Here no positive number of monitor units does that: the beams miss the region, or the outer beams already give it more.',
  },
  RT4204: {
    severity: 'error',
    title: 'Normalisation without dose',
    explanation:
      'The plan is normalised to a dose in a region that receives none, so there is no factor to multiply by.',
  },
  RT4205: {
    severity: 'information',
    title: 'Patient position not stated',
    explanation:
      'The planning image does not say how the patient lies: NIfTI and NRRD files never do. Gantry and couch angles are taken for a patient head first and supine. If that is wrong the beams enter from the wrong side; plan on the DICOM series instead.',
  },
  RT4206: {
    severity: 'warning',
    title: 'Dose computed without WebAssembly',
    explanation:
      'The compiled dose kernels could not be read or are not accepted here, so their TypeScript twins computed the dose. It is the same, bit for bit, but takes several times longer, and the result names the engine "collapsed-cone-ts". Usually the installation is incomplete: install the extension again, or build the checkout.',
  },
  RT4208: {
    severity: 'error',
    title: 'No P+ to maximise',
    explanation:
      'The plan asks for the greatest probability of control without complications. That takes a target whose tissue has alpha, alpha/beta and clonogens, and an organ with a complication model; targets with clonogens may not overlap unless one is part of the other. The message says what is missing.',
  },
  RT4207: {
    severity: 'error',
    title: 'No isoeffective dose',
    explanation:
      'The dose that does to a region what its reference gets cannot be worked out: the biology of one of them is not given, its image is not there, or no dose of external beams does it. Give the region a tissue with alpha, alpha/beta and clonogens, or prescribe a dose in Gy.',
  },
} as const satisfies Record<string, CatalogueEntry>;
