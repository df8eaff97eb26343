import { decayFactor, suvPerBecquerel } from '../suv.ts';

/** What the headers of a PET series say about uptake. Absent values are absent in the files. Dates `YYYYMMDD`, times `HHMMSS.ffffff`. */
export interface PetHeader {
  /** (0054,1001), e.g. BQML. */
  readonly units?: string;
  /** (0054,1006); absent means body weight. */
  readonly suvType?: string;
  /** (0054,1102): START, ADMIN or NONE. */
  readonly decayCorrection?: string;
  /** (0028,0051). */
  readonly correctedImage: readonly string[];
  readonly weightKg?: number;
  readonly injectedBq?: number;
  readonly halfLifeS?: number;
  /** (0018,1078), date and time in one. */
  readonly injectionDateTime?: string;
  /** (0018,1072), time of day only. */
  readonly injectionTime?: string;
  readonly seriesDate?: string;
  readonly seriesTime?: string;
  /** GE's own scan time, private (0009,100d). */
  readonly geScanDateTime?: string;
  /** Philips' factors, private (7053,1000) and (7053,1009). */
  readonly philipsSuvFactor?: number;
  readonly philipsActivityFactor?: number;
  readonly slices: readonly PetSliceTimes[];
}

export interface PetSliceTimes {
  readonly acquisitionDate?: string;
  readonly acquisitionTime?: string;
  /** Offset of the time of average activity from the scan's reference time, (0054,1300). */
  readonly frameReferenceTimeMs?: number;
  readonly frameDurationMs?: number;
}

export type SuvOutcome =
  | {
      readonly kind: 'factors';
      /** SUVbw (g/ml) per rescaled stored value, slice by slice. */ readonly factors: Float64Array;
      readonly uptakeS?: number;
      /** Dates were unusable, times of day were used. */ readonly timesOfDay: boolean;
    }
  | { readonly kind: 'impossible'; readonly reason: string }
  | { readonly kind: 'units'; readonly units: string };

/**
 * SUVbw factors of a PET series: body weight (g) over the injected activity (Bq) decayed to the time that the image's own decay correction refers to.
 * That time is the start of the scan (START), the injection (ADMIN), or each slice's own frame (NONE, with the mean over the frame). Source: QIBA
 * vendor-neutral pseudo-code for SUV (happy path and robust version), https://qibawiki.rsna.org/index.php/Standardized_Uptake_Value_(SUV); DICOM PS3.3 C.8.9.1.
 */
export function suvFactors(pet: PetHeader): SuvOutcome {
  switch (pet.units) {
    case 'GML':
      if (pet.suvType && pet.suvType !== 'BW')
        return impossible(`its values are SUV by another body measure (${pet.suvType}), not by weight`);
      return constant(pet, 1);
    case 'BQML':
      return fromActivity(pet, 1);
    case 'CNTS':
      if (pet.philipsSuvFactor) return constant(pet, pet.philipsSuvFactor);
      if (pet.philipsActivityFactor) return fromActivity(pet, pet.philipsActivityFactor);
      return impossible(
        "its values are counts, and the vendor's factor to SUV (Philips 7053,1000) is not in the headers",
      );
    case undefined:
      return impossible('the headers state no units');
    default:
      return { kind: 'units', units: pet.units };
  }
}

function fromActivity(pet: PetHeader, becquerelPerMlPerValue: number): SuvOutcome {
  const { weightKg, injectedBq, halfLifeS } = pet;
  if (weightKg === undefined) return impossible('the patient weight is missing');
  if (!(weightKg > 0.3 && weightKg < 650)) return impossible(`the patient weight of ${weightKg} kg is impossible`);
  if (injectedBq === undefined) return impossible('the injected activity is missing');
  // DICOM wants Bq; some software writes MBq there.
  if (!(injectedBq > 1e5 && injectedBq < 1e11))
    return impossible(`the injected activity of ${injectedBq} Bq is impossible; was it written in MBq?`);
  if (halfLifeS === undefined) return impossible('the half-life of the radionuclide is missing');
  if (!(halfLifeS > 10)) return impossible(`the half-life of ${halfLifeS} s is impossible`);
  const uncorrected = ['ATTN'].filter((correction) => !pet.correctedImage.includes(correction));
  if (pet.correctedImage.length > 0 && uncorrected.length > 0)
    return impossible('the image is not corrected for attenuation');

  const perBq = suvPerBecquerel(weightKg, injectedBq) * becquerelPerMlPerValue;
  switch (pet.decayCorrection) {
    case 'ADMIN':
      return constant(pet, perBq);
    case 'START': {
      const scan = scanStart(pet, halfLifeS);
      const uptake = scan && uptakeSeconds(pet, scan, halfLifeS);
      if (typeof uptake !== 'object') return impossible(uptake ?? 'the time of the scan is missing');
      return {
        ...constant(pet, perBq / decayFactor(uptake.seconds, halfLifeS)),
        uptakeS: uptake.seconds,
        timesOfDay: uptake.timesOfDay,
      };
    }
    case 'NONE':
      return perFrame(pet, perBq, halfLifeS);
    case undefined:
      return impossible('the headers do not say to what time the image is decay-corrected');
    default:
      return impossible(`the decay correction "${pet.decayCorrection}" is not known`);
  }
}

/** Not decay-corrected: every slice holds the mean activity over its own frame. */
function perFrame(pet: PetHeader, perBq: number, halfLifeS: number): SuvOutcome {
  const factors = new Float64Array(pet.slices.length);
  let timesOfDay = false;
  for (const [n, slice] of pet.slices.entries()) {
    const start = instant(slice.acquisitionDate ?? pet.seriesDate, slice.acquisitionTime);
    const uptake = start && uptakeSeconds(pet, start, halfLifeS);
    if (typeof uptake !== 'object') return impossible(uptake ?? 'the acquisition time of a slice is missing');
    if (slice.frameDurationMs === undefined) return impossible('the frame duration of a slice is missing');
    const decay = (Math.LN2 * slice.frameDurationMs) / 1000 / halfLifeS;
    const meanOverFrame = decay > 0 ? -Math.expm1(-decay) / decay : 1;
    factors[n] = perBq / decayFactor(uptake.seconds, halfLifeS) / meanOverFrame;
    timesOfDay ||= uptake.timesOfDay;
  }
  return { kind: 'factors', factors, timesOfDay };
}

interface Instant {
  /** Days since 1970, undefined where no date is known. */
  readonly day?: number;
  readonly secondOfDay: number;
}

/**
 * The time a START correction refers to. Series time, unless the series was written after the first acquisition (post-processing); then GE's own
 * scan time, or the time counted back from the first frame's time of average activity, or the earliest acquisition.
 */
function scanStart(pet: PetHeader, halfLifeS: number): Instant | undefined {
  const series = instant(pet.seriesDate, pet.seriesTime);
  const acquisitions = pet.slices.flatMap((slice) => {
    const at = instant(slice.acquisitionDate ?? pet.seriesDate, slice.acquisitionTime);
    return at ? [{ at, slice }] : [];
  });
  if (acquisitions.length === 0) return series;
  const earliest = acquisitions.reduce((a, b) => (difference(b.at, a.at) < 0 ? b : a));
  if (series && difference(earliest.at, series) >= 0) return series;
  const ge = pet.geScanDateTime ? dateTime(pet.geScanDateTime) : undefined;
  if (ge) return ge;
  const { frameReferenceTimeMs: referenceMs, frameDurationMs: durationMs } = earliest.slice;
  if (referenceMs && referenceMs > 0 && durationMs && durationMs > 0) {
    const lambda = Math.LN2 / halfLifeS;
    const decay = (lambda * durationMs) / 1000;
    const toAverageS = Math.log(decay / -Math.expm1(-decay)) / lambda;
    return { day: earliest.at.day, secondOfDay: earliest.at.secondOfDay - referenceMs / 1000 + toAverageS };
  }
  return earliest.at;
}

/** Seconds from injection to `scan`; a text is the reason why there is none. */
function uptakeSeconds(
  pet: PetHeader,
  scan: Instant,
  halfLifeS: number,
): { seconds: number; timesOfDay: boolean } | string {
  const dated = pet.injectionDateTime ? dateTime(pet.injectionDateTime) : undefined;
  const injection = dated ?? instant(undefined, pet.injectionTime);
  if (!injection) return 'the injection time is missing';
  if (dated?.day !== undefined && scan.day !== undefined) {
    const seconds = difference(scan, dated);
    // More than a day is possible for long-lived nuclides only.
    if (seconds >= 0 && seconds <= Math.max(86400, 10 * halfLifeS)) return { seconds, timesOfDay: false };
  }
  const seconds = scan.secondOfDay - injection.secondOfDay;
  if (seconds < 0) return 'the scan lies before the injection, by date and by time of day';
  return { seconds, timesOfDay: dated?.day !== undefined && scan.day !== undefined };
}

/** Seconds from `b` to `a`; by time of day where a date is missing. */
function difference(a: Instant, b: Instant): number {
  const days = a.day !== undefined && b.day !== undefined ? a.day - b.day : 0;
  return days * 86400 + a.secondOfDay - b.secondOfDay;
}

function instant(date: string | undefined, time: string | undefined): Instant | undefined {
  const match = /^(\d\d):?(\d\d):?(\d\d(?:\.\d*)?)?/.exec(time?.trim() ?? '');
  if (!match) return undefined;
  return { day: dayOf(date), secondOfDay: Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0) };
}

function dateTime(text: string): Instant | undefined {
  // An offset from UTC at the end is left out: injection and scan are given in the same local time.
  return instant(text.slice(0, 8), text.trim().slice(8));
}

function dayOf(date: string | undefined): number | undefined {
  const match = /^(\d{4})[-.]?(\d\d)[-.]?(\d\d)$/.exec(date?.trim() ?? '');
  return match ? Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / 86_400_000 : undefined;
}

function constant(pet: PetHeader, factor: number): SuvOutcome & { kind: 'factors' } {
  return { kind: 'factors', factors: new Float64Array(pet.slices.length).fill(factor), timesOfDay: false };
}

function impossible(reason: string): SuvOutcome {
  return { kind: 'impossible', reason };
}
