/** The host's side of the transfer: at most `window` pieces in flight, so that neither side's event loop is blocked by a large message. */
import { splitVolume } from './chunks.ts';
import type { LoadedModel } from './loaded.ts';
import type { ChunkMessage, HostMessage, ViewMessage } from './protocol.ts';

export interface Sender {
  /** Sends a model; its arrays follow as the view asks for them. A transfer under way is given up. */
  send(loaded: LoadedModel): void;
  /** To be called with every message of the view; acts on `ready`, `needVolumes` and `ack`. */
  receive(message: ViewMessage): void;
}

export function createSender(post: (message: HostMessage) => void, window = 2): Sender {
  let revision = 0;
  let current: LoadedModel | undefined;
  let queue: Iterator<ChunkMessage> | undefined;

  function* pieces(loaded: LoadedModel, keys: readonly string[]): Generator<ChunkMessage> {
    for (const key of keys) {
      const values = loaded.volumes.get(key);
      if (values) yield* splitVolume(revision, key, values);
    }
  }

  function next() {
    const piece = queue?.next();
    if (piece && !piece.done) post(piece.value);
  }

  function announce() {
    queue = undefined;
    revision += 1;
    if (current) post({ type: 'model', revision, model: current.model });
  }

  return {
    send(loaded) {
      current = loaded;
      announce();
    },
    receive(message) {
      if (message.type === 'ready') announce();
      if (message.type === 'needVolumes' && message.revision === revision && current) {
        queue = pieces(current, message.keys);
        for (let i = 0; i < window; i++) next();
      }
      if (message.type === 'ack' && message.revision === revision) next();
    },
  };
}
