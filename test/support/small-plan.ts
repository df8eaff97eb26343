/** A sound plan on the synthetic patient, small enough to be computed within a second. */
const soundPlan = `plan "Small water body"

patient P1 {
  images {
    ct = dicom "ct"
    fdg = dicom "pet" as SUVbw
  }
  structures = dicom "rtstruct.dcm"
  body = structure "External"
  density = points (-1000 HU: 0.001 g/cc, 0 HU: 1 g/cc, 1000 HU: 1.6 g/cc)
}

organ Spine = structure "Spine"
target GTV = structure "GTV"
subtarget Avid of GTV = fdg >= 4 SUV

schedule 25 fractions {
  GTV 50 Gy
  normalise GTV D50% = 50 Gy
}

beams photon {
  machine = std.linac6MV
  isocentre = centroid of GTV
  beam A { gantry = 0 deg }
  aperture = 4 cm x 4 cm
}

goals {
  GTV D95% >= 80 % of prescription must
  Spine mean <= 50 Gy prefer 1
}

compute { grid = 10 mm }
`;

/** The plan with parts of its text replaced, each of which has to be there. */
export function smallPlan(changes: Readonly<Record<string, string>> = {}): string {
  return Object.entries(changes).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the small plan holds no "${from}"`);
    return text.replace(from, to);
  }, soundPlan);
}
