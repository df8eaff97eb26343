/**
 * A C-shaped target about a core in a slab of water, as TG-119 has it (Ezzell GA et al. Med Phys 2009;36:5359-5373): 9 beams, bixels of 5 mm, a grid of 3 mm. `deliver` is what the optimise
 * block says of the delivery; `normalise` what scales the plan: nothing but its goals where it is "none".
 */
export const cShapePlan = (deliver: string, normalise = 'none'): string => `plan "C-shape"

phantom Slab {
  size = 300 mm x 153 mm x 300 mm
  voxel = 3 mm x 3 mm x 3 mm
  Water = box 300 mm x 153 mm x 300 mm at (0, 0, 0) mm { material = water }
  Inner = cylinder diameter 20 mm length 100 mm along z at (0, 0, 0) mm
  Ring = sector from 170 deg to 370 deg of tube outer diameter 74 mm inner diameter 30 mm length 80 mm along z at (0, 0, 0) mm
}

patient P1 {
  images { ct = phantom Slab }
  structures = phantom Slab
  body = structure "Water"
}

organ Core = structure "Inner"
organ Body = structure "Water"
target Outer = structure "Ring"

schedule 30 fractions, 5 per week {
  Outer 50 Gy
  normalise ${normalise}
}

beams photon {
  machine = std.linac6MV
  isocentre = point (0, 0, 0) mm
  arrange 9 beams every 40 deg from 0 deg
}

goals {
  Outer D95% >= 49.2 Gy must
  Outer D2% <= 51.5 Gy must
  Core D5% <= 25.4 Gy must
  Body mean <= 5 Gy prefer 1
}

optimise { technique = imrt   deliver = ${deliver}   bixel = 5 mm }
compute { grid = 3 mm }
`;
