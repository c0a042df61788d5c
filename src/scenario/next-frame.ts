import type { Recorder } from './recorder.js';

/** Resolves false at the next frame, or when the deadline passes. */
export function nextFrame(recorder: Recorder, deadline: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    const done = (): void => {
      stop();
      deadline.removeEventListener('abort', done);
      resolve(false);
    };
    const stop = recorder.onFrame(done);
    deadline.addEventListener('abort', done);
    if (deadline.aborted) done();
  });
}
