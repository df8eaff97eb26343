/** A ball in a tank of water beside a rod that is to be spared, with beams to optimise. */
export const modulatedBall = (deliver: string): string => `plan "A ball beside a rod, modulated"

phantom Water {
  size = 16 cm
  voxel = 4 mm
  Tank = box 16 cm at (0, 0, 0) cm { material = water }
  Ball = sphere diameter 4 cm at (0, 0, 0) cm
  Rod = cylinder diameter 1 cm length 8 cm along z at (3, 0, 0) cm
}

patient P002 {
  images { ct = phantom Water }
  structures = phantom Water
  body = structure "Tank"
}

organ Rod = structure "Rod"
target GTV = structure "Ball"

schedule 25 fractions, 5 per week {
  GTV 50 Gy
  normalise GTV D50% = 50 Gy
}

beams photon {
  machine = std.linac6MV
  isocentre = centroid of GTV
  arrange 5 beams every 72 deg from 0 deg
}

goals {
  GTV D95% >= 95 % of prescription must
  Rod mean <= 14 Gy prefer 1
}

optimise { deliver = ${deliver} }
compute { grid = 4 mm }
`;
