/** A plan without errors, for the features that need one. */
export const wholePlan = `plan "Test"

phantom Box {
  size  = 10 cm
  voxel = 5 mm
  Body  = box 8 cm x 8 cm x 8 cm at (0, 0, 0) mm { material = water }
  Tumour = sphere diameter 3 cm at (0, 0, 0) mm { HU = 40   uptake fdg = 8 SUV }
}

patient P1 {
  images {
    ct  = phantom Box
    fdg = phantom Box uptake fdg as SUVbw
  }
  structures = phantom Box
  body = structure "Body"
}

tissue Cancer extends std.hnscc {
  alpha/beta = 8 Gy
}

let rim = 5 mm

target GTV = structure "Tumour" of Cancer
target PTV = GTV + rim
subtarget Avid of GTV = fdg >= 50 % of max in GTV

schedule 30 fractions {
  PTV 60 Gy
  normalise PTV D50% = 60 Gy
}

beams photon {
  machine = std.linac6MV
  isocentre = centroid of PTV
  aperture = conformal to PTV margin 5 mm
  arrange 4 beams every 90 deg from 0 deg
}

goals {
  PTV D95% >= 95 % of prescription must
  GTV mean <= 64 Gy prefer 1
}
`;
