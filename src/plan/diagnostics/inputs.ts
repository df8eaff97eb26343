import type { CatalogueEntry } from '../diagnostic.ts';

/** RT3xxx: images, structures and other input files. */
export const inputsDiagnostics = {
  RT3001: {
    severity: 'error',
    title: 'Input not found',
    explanation:
      'The plan names a file or folder that is not there. Paths are relative to the folder of the plan file. Correct the path, or put the data where the plan says.',
  },
  RT3002: {
    severity: 'error',
    title: 'No images in the folder',
    explanation:
      'The folder exists but holds no DICOM image slices. Folders inside it are not searched, so that a plan never picks up a series by accident. Give the folder that holds the slices themselves.',
  },
  RT3003: {
    severity: 'error',
    title: 'Several image series in one folder',
    explanation:
      'An image is one series. Where a folder holds several (CT beside PET, two scans, a localiser with its scan), choosing one would be a guess about which scan the patient is planned on. Put each series in a folder of its own and name that folder. A folder of doses is likewise of one plan: its dose, or the doses of its beams, each once.',
  },
  RT3004: {
    severity: 'error',
    title: 'File cannot be read',
    explanation:
      'The file is cut short, is not of the stated format, or lacks what is needed to place its values in the patient. Nothing is guessed from a damaged file. Export or copy it again.',
  },
  RT3005: {
    severity: 'error',
    title: 'Unsupported encoding of the pixels',
    explanation:
      'The pixels are stored in a form that this version does not decode, for example JPEG 2000 or an enhanced multi-frame object. Uncompressed little and big endian, deflated and RLE files are read. Export the series uncompressed, one file a slice.',
  },
  RT3006: {
    severity: 'error',
    title: 'Tilted planning image',
    explanation:
      'The slices of the planning image do not lie along the patient axes (tilted gantry, oblique reconstruction). Dose is computed on the planning image as it is; resampling it unasked would change the densities. Scan or reconstruct without tilt, or resample the series with a tool whose result you check. Images that are not planned on are resampled.',
  },
  RT3007: {
    severity: 'error',
    title: 'Irregular slices',
    explanation:
      'The gaps between slices differ, so a slice is missing or parts of the scan were reconstructed differently. Spacing is taken from slice positions, never from the nominal thickness. Export the complete series, or one reconstruction with equal spacing.',
  },
  RT3008: {
    severity: 'error',
    title: 'Several slices at one position',
    explanation:
      'Two or more slices of the series lie at the same place: repeated phases of a gated or dynamic scan, or the same slice exported twice. Which one is meant cannot be known. Leave one set of slices in the folder.',
  },
  RT3009: {
    severity: 'error',
    title: 'Image is of another kind',
    explanation:
      'The file holds another kind of image than the plan asks for: HU needs a CT with its rescale to HU, SUVbw needs a PET, colour pictures and dose files are no images to plan on. Correct the path or the conversion after `as`.',
  },
  RT3010: {
    severity: 'error',
    title: 'Unknown structure',
    explanation:
      'The structure set holds no structure of this name. Names are compared letter by letter, capitals included, as treatment planning systems do. The message offers the nearest names that are there.',
  },
  RT3011: {
    severity: 'error',
    title: 'Contours on another frame of reference',
    explanation:
      'The structures were drawn on an image whose frame of reference is not that of the planning image. Their coordinates mean another place in the patient; drawing them here would look right and be wrong. Use the structure set of the planning image, or register and transfer the contours first.',
  },
  RT3012: {
    severity: 'warning',
    title: 'Contours left out',
    explanation:
      'Some contours of a structure enclose no area (points, open lines, fewer than three corners) and cannot take part in a volume. The rest of the structure is used. Check that the structure is complete.',
  },
  RT3013: {
    severity: 'error',
    title: 'Contours are not on axial planes',
    explanation:
      'The contours lie on sagittal, coronal or tilted planes. Volumes are built from axial contours only. Re-contour or export the structure on the axial slices of the planning image.',
  },
  RT3014: {
    severity: 'error',
    title: 'Image on another frame of reference',
    explanation:
      'This image and the planning image have different frames of reference, so equal coordinates do not mean the same place in the patient. Register the image to the planning image and export it in that frame.',
  },
  RT3015: {
    severity: 'warning',
    title: 'Structure name used twice',
    explanation:
      'Two structures of the set carry the same name, so the name alone does not say which is meant. They are offered as "NAME (1)", "NAME (2)" in the order of the file, and not under the bare name. Rename one of them.',
  },
  RT3016: {
    severity: 'warning',
    title: 'Frame of reference cannot be verified',
    explanation:
      'One of two files that are laid over each other states no frame of reference (NIfTI and NRRD never do), so nothing but their coordinates says that they belong together. Look at the overlay before using it.',
  },
  RT3017: {
    severity: 'error',
    title: 'Masks on another grid',
    explanation:
      'A mask or label map must lie on the voxel grid of the planning image: same number of voxels, spacing and origin. Resampling labels would move edges by up to a voxel. Export the masks on the planning image.',
  },
  RT3018: {
    severity: 'warning',
    title: 'Files left out',
    explanation:
      'Some files in the folder are not DICOM, or are DICOM objects other than image slices. They were ignored; the image is complete without them. Of a folder of doses, those that are zero everywhere are left out, and those of the beams where the dose of the plan is there.',
  },
  RT3019: {
    severity: 'information',
    title: 'Oblique image resampled',
    explanation:
      'The slices of this image do not lie along the patient axes. It was brought onto them by trilinear interpolation at its own voxel size, which softens its edges a little. The planning image is never resampled.',
  },
  RT3020: {
    severity: 'error',
    title: 'SUV cannot be computed',
    explanation:
      'A standardised uptake value needs the patient weight, the injected activity, its time and half-life, and an image corrected for attenuation and decay. One of them is missing or impossible in the headers. Restore the header, or use the image `as ratio to` a reference region, which needs none of them.',
  },
  RT3021: {
    severity: 'error',
    title: 'Unsupported units of the PET',
    explanation:
      "SUVbw is computed from activity concentration (BQML), from counts with the vendor's factor (CNTS by Philips) or taken over as stored (GML). Other units do not state how they relate to activity. Export the series in Bq/mL.",
  },
  RT3022: {
    severity: 'warning',
    title: 'Dates of the PET do not fit together',
    explanation:
      'Injection and scan lie more than a day apart or in the wrong order, which is what anonymisers do to dates. The times of day were used instead. Check the uptake time given in the message against the patient record.',
  },
  RT3023: {
    severity: 'information',
    title: 'Values taken as they stand',
    explanation:
      'NIfTI and NRRD files say nothing of the quantity they hold; the values are taken to be what the plan says they are. Check one value that you know.',
  },
  RT3024: {
    severity: 'error',
    title: 'Planning image too coarse',
    explanation:
      'The slices (or the voxels of a slice) of the planning image lie more than 10 mm apart. What lies between them, the body surface among it, is interpolated, so depths and volumes would be guesses. Plan on a series with finer slices.',
  },
  RT3030: {
    severity: 'warning',
    title: 'Image is the same everywhere',
    explanation:
      'Every voxel of the image has the same value. That is right for a virtual phantom of one material; otherwise the export failed, or the file is a placeholder.',
  },
  RT3031: {
    severity: 'information',
    title: 'Padding read as air',
    explanation:
      "Voxels outside the scanner's field of view hold the padding value that the series declares, not HU. They are read as air of -1000 HU. Where the patient reaches into them, the image is cut off there.",
  },
  RT3032: {
    severity: 'error',
    title: 'Values that are no numbers',
    explanation:
      'The image holds NaN or infinite values. Statistics and thresholds over them would be meaningless. Replace them in the program that wrote the file.',
  },
  RT3040: {
    severity: 'warning',
    title: 'Default density curve on a real CT',
    explanation:
      'HU are turned into mass density by the standard 120 kV curve because the plan names no other. Scanners and protocols differ by several per cent in bone. Measure the curve of your scanner with a tissue-characterisation phantom and write it in the plan: `density = points (-1000 HU: 0.0012 g/cc, 0 HU: 1.0 g/cc, …)`.',
  },
  RT3041: {
    severity: 'information',
    title: 'HU below the density curve',
    explanation:
      'Voxels inside the patient lie below the first point of the density curve, as noise in air does. They are given the density of that point; the message says how many there are and how low they go.',
  },
  RT3042: {
    severity: 'warning',
    title: 'HU above the density curve',
    explanation:
      "Voxels inside the patient lie above the last point of the density curve: metal, or the scanner's saturation value. They are given the density of that point, which for metal is too low or too high. Draw the metal and override its density.",
  },
  RT3043: {
    severity: 'error',
    title: 'HU that are no numbers',
    explanation:
      'The planning image holds values that are not numbers inside the patient; no density can be given to them. Repair the image.',
  },
  RT3044: {
    severity: 'error',
    title: 'Unknown density curve',
    explanation:
      'The plan names a density curve that is not in the evidence base. Name one that is, or write the points in the plan.',
  },
  RT3045: {
    severity: 'error',
    title: 'Density curve is not usable',
    explanation:
      'A density curve needs at least two points with ascending HU and densities that are positive and never fall. Correct the points; a falling density usually is a typing mistake.',
  },
  RT3046: {
    severity: 'warning',
    title: 'Density override changes nothing',
    explanation:
      'No voxel of the overridden region lies inside the body, the couch or a bolus, so the override has no effect: outside them everything is air. Check the region, or declare it as bolus or couch.',
  },
  RT3047: {
    severity: 'error',
    title: 'Unknown material',
    explanation:
      'Attenuation data are kept for a fixed list of materials; the message names them. Choose the nearest and give the density.',
  },
  RT3050: {
    severity: 'error',
    title: 'Machine file cannot be read',
    explanation:
      'The beams name a machine file that is not there, is a folder, or cannot be opened. Paths are relative to the folder of the plan file. Correct the path, or write a machine of the product, as in std.linac6MV.',
  },
  RT3051: {
    severity: 'error',
    title: 'Machine file is not in form',
    explanation:
      'The machine file is not JSON, or lacks a value, or holds one of another type, one whose source is not stated, a name that is not known or stands there twice. The message names line and path inside the file. `dosewright schema machine` prints the form; nothing is guessed from a file that does not have it.',
  },
  RT3052: {
    severity: 'error',
    title: 'Impossible machine',
    explanation:
      'The machine file is in form, but no machine can be so: leaves that do not lie side by side, a transmission outside 0 to 1, a spectrum that does not sum to 1, a negative length. Dose from it would look like any other dose. The message names line and path inside the file.',
  },
  RT3053: {
    severity: 'error',
    title: 'Two machines of one name',
    explanation:
      'Two machine files of one plan carry the same name. Results name machines by their names, so the two could not be told apart. Give each machine its own `name`.',
  },
  // RT306x, RT307x: beams provided by an RT plan.
  RT3060: {
    severity: 'error',
    title: 'No photon beams in the plan file',
    explanation:
      'Beams can be taken from an RT plan of external photon beams with one fraction group. Plans of brachytherapy, protons or ions, files of other kinds, and plans without fractions hold none that could be computed. Name another file.',
  },
  RT3061: {
    severity: 'information',
    title: 'Field of the plan file left out',
    explanation:
      'Set-up and imaging fields, beams that no fraction group refers to and beams with 0 MU give no treatment dose and are left out.',
  },
  RT3062: {
    severity: 'warning',
    title: 'Treatment beam not computed',
    explanation:
      'A beam of the plan file treats the patient with a radiation that is not computed here, electrons for instance. The dose shown is that of the other beams alone and too low wherever this one gives dose.',
  },
  RT3063: {
    severity: 'error',
    title: 'Beam modifier not computed',
    explanation:
      'A wedge, block, compensator, bolus, applicator or another accessory lies in the beam and is not computed in this version. A dose without it would look fine and be wrong, so there is none. Leave the beam out with "only"; a bolus can be written in the patient as a region of its own and taken out of the file.',
  },
  RT3064: {
    severity: 'error',
    title: 'Tilted couch or gantry',
    explanation:
      'The plan file turns the couch top or the gantry about an axis (pitch, roll, eccentric table top) that the set-up of a beam does not have here. The beam would come from another side.',
  },
  RT3065: {
    severity: 'error',
    title: 'Beam of the plan file incomplete',
    explanation:
      'The beam lacks what its dose needs, or contradicts itself: isocentre, monitor units, energy, jaws, leaf positions and boundaries, or meterset weights that rise from 0 to the final one. Nothing is guessed. Export the plan again.',
  },
  RT3066: {
    severity: 'error',
    title: 'Fractions of plan and file differ',
    explanation:
      'Monitor units in a plan file are per fraction. With another number of fractions than the file is for, the dose of the course is not the one that was planned. Write the number of the file in the schedule.',
  },
  RT3067: {
    severity: 'error',
    title: 'Patient lies otherwise in the plan file',
    explanation:
      'The plan file states another patient position (head or feet first, supine or prone) than the planning image, so that beams of the same angles enter from other sides. Use the plan that was made on this image.',
  },
  RT3068: {
    severity: 'error',
    title: 'Plan file on another frame of reference',
    explanation:
      'The plan was made on an image whose frame of reference is not that of the planning image; its isocentres mean another place in the patient. Use the plan that was made on this image.',
  },
  RT3069: {
    severity: 'error',
    title: 'Beam of the file is not one of the machine',
    explanation:
      'Energy, flattening or source-axis distance of the beam in the file differ from those of the machine in the text. Depth dose and output would be wrong by many per cent. Name a machine of that beam.',
  },
  RT3070: {
    severity: 'information',
    title: 'Leaves of the plan file are used',
    explanation:
      "The leaf boundaries in the plan file differ from the machine's. What is delivered goes through the file's leaves, so their edges are used; transmission, position along the beam and everything else stay those of the machine.",
  },
  RT3071: {
    severity: 'error',
    title: 'Impossible leaf positions in the plan file',
    explanation:
      'Leaves of one pair cross, or a leaf stands farther from the axis than those of the machine reach. Usually the file is damaged, or the plan was made for another machine.',
  },
  RT3072: {
    severity: 'error',
    title: 'Unknown beam of the plan file',
    explanation:
      'The plan file has no beam of this name. Names are compared letter by letter, capitals included. The message offers the nearest name that is there.',
  },
  RT3073: {
    severity: 'information',
    title: 'Jaws that the plan file does not have',
    explanation:
      'The machine of the plan file has jaws in one direction only, and leaves in the other, as some heads do. The beams are computed as if the machine in the text did not have the missing ones either.',
  },
  RT3074: {
    severity: 'error',
    title: 'Machine lacks jaws of the plan file',
    explanation:
      'The beams of the plan file are limited by jaws that the machine in the text does not have. Without them the field would be wider than planned. Name a machine with both pairs.',
  },
} as const satisfies Record<string, CatalogueEntry>;
