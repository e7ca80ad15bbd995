/** The layout beside the page: it tells how far it is, and at the end where everything stands. */

import { rounds, type Task } from "./layout";

/** Where everything stands after some rounds; `done` is 0 once it is at rest. */
export interface Told {
  done: number;
  places: Float32Array;
}

const STEP_MS = 150;

self.onmessage = ({ data }: MessageEvent<Task>) => {
  const steps = rounds(data);
  let told = performance.now();
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return tell({ done: 0, places: step.value });
    if (performance.now() - told < STEP_MS) continue;
    told = performance.now();
    tell({ done: step.value.done, places: step.value.places() });
  }
};

function tell(told: Told): void {
  self.postMessage(told, { transfer: [told.places.buffer] });
}
