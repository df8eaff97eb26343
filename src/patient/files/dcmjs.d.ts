/** The part of dcmjs that is used: it ships no types. */
declare module 'dcmjs' {
  interface DcmjsElement {
    vr: string;
    Value: unknown[];
  }
  export const data: {
    DicomDict: new (meta: Record<string, DcmjsElement>) => {
      dict: Record<string, DcmjsElement>;
      write(options?: { allowInvalidVRLength: boolean }): ArrayBuffer;
    };
  };
  export const log: { setLevel(level: string): void };
}
