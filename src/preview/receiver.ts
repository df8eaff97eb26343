/** The view's side of the transfer: keeps the last good model until the next one is complete. */
import { addChunk, startAssembly, type Assembly } from './chunks.ts';
import { volumesOf, type LoadedModel } from './loaded.ts';
import type { PreviewModel, VolumeKey } from './model.ts';
import type { ChunkMessage, HostMessage, ViewMessage } from './protocol.ts';

export interface Receiver {
  /** Takes a `model` or `chunk` message; gives the answers to send, and the model to show from now on once it is complete. */
  receive(message: Extract<HostMessage, { type: 'model' | 'chunk' }>): Received;
  /** Keys of the arrays held. */
  have(): VolumeKey[];
}

export interface Received {
  readonly replies: readonly ViewMessage[];
  readonly show?: LoadedModel;
  /** Why the transfer was given up; the last good model stays. */
  readonly refused?: string;
}

interface Pending {
  readonly revision: number;
  readonly model: PreviewModel;
  readonly assemblies: Map<VolumeKey, Assembly>;
}

export function createReceiver(): Receiver {
  let held = new Map<VolumeKey, Float32Array>();
  let pending: Pending | undefined;

  function start(revision: number, model: PreviewModel): Received {
    const missing = [...volumesOf(model)].filter(([key, length]) => held.get(key)?.length !== length);
    const carried = pending?.assemblies;
    const assemblies = new Map<VolumeKey, Assembly>();
    try {
      for (const [key, length] of missing) {
        const earlier = carried?.get(key);
        assemblies.set(key, earlier?.expectedLength === length ? earlier : startAssembly(key, length));
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      pending = undefined;
      return {
        replies: [],
        refused: `There is not enough memory for the images of this plan (${error.message}). The last good view stays; close other previews, or compute on a coarser grid.`,
      };
    }
    pending = { revision, model, assemblies };
    const replies: ViewMessage[] = [{ type: 'needVolumes', revision, keys: missing.map(([key]) => key) }];
    return finishIfComplete(replies);
  }

  function take(chunk: ChunkMessage): Received {
    const ack: ViewMessage = { type: 'ack', revision: chunk.revision, key: chunk.key, offset: chunk.offset };
    const assembly = pending?.assemblies.get(chunk.key);
    // A piece of a model that a newer one has replaced: acknowledged, so that the sender does not wait, and dropped.
    if (!pending || !assembly || chunk.revision !== pending.revision) return { replies: [ack] };
    const added = addChunk(assembly, chunk);
    if ('refused' in added) {
      pending = undefined;
      return { replies: [ack], refused: `${added.refused} The last good view stays; recompute to try again.` };
    }
    return finishIfComplete([ack]);
  }

  function finishIfComplete(replies: ViewMessage[]): Received {
    if (!pending || [...pending.assemblies.values()].some((a) => a.received < a.expectedLength)) return { replies };
    const { revision, model, assemblies } = pending;
    const volumes = new Map<VolumeKey, Float32Array>();
    for (const key of volumesOf(model).keys()) volumes.set(key, assemblies.get(key)?.values ?? held.get(key)!);
    held = volumes;
    pending = undefined;
    return { replies: [...replies, { type: 'shown', revision }], show: { model, volumes } };
  }

  return {
    receive: (message) => (message.type === 'model' ? start(message.revision, message.model) : take(message)),
    have: () => [...held.keys()],
  };
}
