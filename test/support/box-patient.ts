/** A ball in a box of water, as a plan's text: patient and targets, to which a test writes schedule and beams. */
export const boxPatient = `phantom Box {
  size = 20 cm x 20 cm x 20 cm
  Body   = box 20 cm x 20 cm x 20 cm at (0, 0, 0) mm { HU = 0 }
  Tumour = sphere diameter 4 cm at (0, 0, 0) mm { HU = 30 }
}

patient P1 {
  images { ct = phantom Box }
  structures = phantom Box
}

target GTV = structure "Tumour"
target PTV = GTV + 5 mm`;
