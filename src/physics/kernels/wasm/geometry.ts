/** Places in the geometry block, in bytes; `blocks.ts` writes it. */
export const ORIGIN: usize = 0;
export const SPACING: usize = 24;
export const SOURCE: usize = 48;
export const AXIS_X: usize = 72;
export const AXIS_Y: usize = 96;
export const AXIS_Z: usize = 120;
export const SAD: usize = 144;
export const FAN_STEP: usize = 152;
export const FAN_FIRST_X: usize = 160;
export const FAN_FIRST_Y: usize = 168;
export const FAN_FIRST_AXIAL: usize = 176;
export const FAN_AXIAL_STEP: usize = 184;
/** Per material: thickness of water that attenuates like 1 g/cm² of it. */
export const WATER_RATIO: usize = 192;
export const NX: usize = 240;
export const NY: usize = 244;
export const NZ: usize = 248;
/** Floats from row to row in padded arrays. */
export const STRIDE: usize = 252;
export const FAN_NX: usize = 256;
export const FAN_NY: usize = 260;
export const FAN_PLANES: usize = 264;

export const MATERIALS: i32 = 6;
/** Number of the material air. */
export const AIR: i32 = 0;

/** The tables of energy released behind water: steps per g/cm², and the last step that has one after it. */
export const STEPS_PER_G: f64 = 10;
export const LAST_STEP: i32 = 1022;
