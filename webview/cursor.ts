import { atCursor, type TextPlace } from '../src/preview/at-cursor.ts';
import { shownChoice } from './eye-choice.ts';
import type { Store } from './app-state.ts';

/** Shows what is written where the text's cursor stands: the beam, the goal with its region, or the region. Anything else changes nothing. */
export function followCursor(store: Store, place: TextPlace): void {
  const { loaded, eye } = store.get();
  const found = loaded && atCursor(loaded.model, place);
  if (!found) return;
  switch (found.kind) {
    case 'beams': {
      const { beam } = shownChoice(loaded.model, eye);
      if (!found.beams.includes(beam)) store.set({ eye: { beam: found.beams[0] } });
      return;
    }
    case 'goal':
      return store.set({ selectedGoal: found.goal, selectedRegion: loaded.model.goals[found.goal].region });
    case 'region':
      return store.set({ selectedRegion: found.region, selectedGoal: undefined });
  }
}
