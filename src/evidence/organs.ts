import * as z from 'zod';
import data from './organs.json' with { type: 'json' };

const schema = z.strictObject({
  schema: z.literal('evidence-organs/1'),
  note: z.string(),
  organs: z.array(
    z.strictObject({
      /** Base name of AAPM TG-263, without a side. */
      name: z.string(),
      title: z.string(),
      synonyms: z.array(z.string()),
    }),
  ),
});

export type Organ = z.infer<typeof schema>['organs'][number];

export const organs: readonly Organ[] = schema.parse(data).organs;

const byName = new Map(organs.map((organ) => [organ.name, organ]));
const bySpelling = new Map<string, Organ>();
for (const organ of [...organs].reverse())
  for (const name of [...organ.synonyms, organ.title, organ.name]) bySpelling.set(spelling(name), organ);

export function organNamed(name: string): Organ | undefined {
  return byName.get(name);
}

/**
 * The organ that a structure is, by its name as treatment planning systems have it: `Parotid_L`, `SpinalCord_PRV05`, `Lungs-GTV`, `lt parotid`.
 * Side, plural, margin and subtraction are left aside; a name that is no organ's gives nothing.
 */
export function organOfStructure(structure: string): Organ | undefined {
  const bare = spelling(
    structure
      .replace(/[-_ ](GTV|CTV|PTV|ITV|IGTV)\w*$/i, '')
      .replace(/[-_ ]?PRV\w*$/i, '')
      .replace(/(^|[_ -])(L|R|lt|rt|left|right|bilat|both|ipsi|contra)(?=$|[_ -])/gi, '$1'),
  );
  for (const name of [bare, bare.replace(/s$/, ''), bare.replace(/ies$/, 'y')]) {
    const organ = bySpelling.get(name);
    if (organ) return organ;
  }
  return undefined;
}

/** Letters and digits only, lower case, British and American spellings alike. */
export function spelling(name: string): string {
  return name
    .toLowerCase()
    .replace(/oe(?=sophag|dema)/g, 'e')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
