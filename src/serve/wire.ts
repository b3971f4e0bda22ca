import type { Duplex } from 'node:stream';

/**
 * One end of a byte stream, read by asking for bytes. Whoever holds the wire may look at bytes and put them back, so
 * that the first bytes of a connection can decide what it is before anybody owns it.
 */
export interface Wire {
  readonly duplex: Duplex;
  /** All bytes that came and were not taken. */
  take(): Buffer | undefined;
  /** Puts bytes back in front. */
  putBack(bytes: Buffer): void;
  /** True once there are bytes to take; false when none will come. */
  more(): Promise<boolean>;
  /** False: the other side reads too slowly; wait for `drained`. */
  write(bytes: Buffer | string): boolean;
  drained(): Promise<void>;
  /** No more bytes will come, in order. */
  readonly ended: boolean;
  /** The stream is gone, in order or not. */
  readonly closed: boolean;
  readonly failure: NodeJS.ErrnoException | undefined;
  /** Called once when the other side ends or the stream is gone. One listener at a time. */
  onGone(listener: (() => void) | undefined): void;
  /** Takes the handlers off and gives unread bytes back to the stream, for its next owner. */
  release(): void;
}

/** Bytes kept before the sender is asked to wait. */
const enough = 256 * 1024;

/** Reads from a stream that nobody else reads from. */
export function wireOf(duplex: Duplex): Wire {
  let chunks: Buffer[] = [];
  let size = 0;
  let waiting: (() => void)[] = [];
  let draining: (() => void)[] = [];
  let gone: (() => void) | undefined;
  const state = { ended: false, closed: false, failure: undefined as NodeJS.ErrnoException | undefined };
  const wake = (): void => {
    if (waiting.length === 0) return;
    const all = waiting;
    waiting = [];
    for (const resume of all) resume();
  };
  const flowing = (): void => {
    const all = draining;
    draining = [];
    for (const resume of all) resume();
  };
  const left = (): void => {
    const listener = gone;
    gone = undefined;
    listener?.();
  };
  const data = (chunk: Buffer): void => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > enough) duplex.pause();
    wake();
  };
  const end = (): void => {
    state.ended = true;
    wake();
    left();
  };
  const close = (): void => {
    state.closed = true;
    wake();
    flowing();
    left();
  };
  const error = (failure: NodeJS.ErrnoException): void => {
    state.failure ??= failure;
    wake();
  };
  duplex.on('data', data).on('end', end).on('close', close).on('error', error).on('drain', flowing);
  const over = (): boolean => state.ended || state.closed || state.failure !== undefined;
  return {
    duplex,
    take: () => {
      if (size === 0) return undefined;
      const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
      if (size > enough) duplex.resume();
      chunks = [];
      size = 0;
      return bytes;
    },
    putBack: (bytes) => {
      if (bytes.length === 0) return;
      chunks.unshift(bytes);
      size += bytes.length;
    },
    more: async () => {
      for (;;) {
        if (size > 0) return true;
        if (over()) return false;
        await new Promise<void>((resume) => waiting.push(resume));
      }
    },
    write: (bytes) => (typeof bytes === 'string' ? duplex.write(bytes, 'latin1') : duplex.write(bytes)),
    drained: async () => {
      while (!state.closed && duplex.writableNeedDrain) await new Promise<void>((resume) => draining.push(resume));
    },
    get ended() {
      return state.ended;
    },
    get closed() {
      return state.closed || duplex.destroyed;
    },
    get failure() {
      return state.failure;
    },
    onGone: (listener) => {
      gone = listener;
      if (listener !== undefined && over()) left();
    },
    release: () => {
      duplex.pause();
      duplex.off('data', data).off('end', end).off('close', close).off('drain', flowing);
      if (size > 0) duplex.unshift(Buffer.concat(chunks, size));
      chunks = [];
      size = 0;
    },
  };
}
