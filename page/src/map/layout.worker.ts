/** The layout beside the page: it tells how far it is, and at the end where everything stands. */

import { rounds, type Task } from "./layout";

export type Told = { done: number } | { places: Float32Array };

const STEP_MS = 150;

self.onmessage = ({ data }: MessageEvent<Task>) => {
  const steps = rounds(data);
  let told = performance.now();
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      self.postMessage({ places: step.value } satisfies Told, { transfer: [step.value.buffer] });
      return;
    }
    if (performance.now() - told > STEP_MS) {
      told = performance.now();
      self.postMessage({ done: step.value } satisfies Told);
    }
  }
};
