/** The layout at work in its worker: how far it is, where everything stands, and how to stop it. */

import type { Task } from "./layout";
import type { Told } from "./layout.worker";

export interface Run {
  places: Promise<Float32Array>;
  stop: () => void;
}

/** Layouts made since the page was opened: a map that comes again need not be laid out again. */
const made = new Map<string, Float32Array>();
const KEPT = 8;

export function start(task: Task, told: (done: number, places: Float32Array) => void): Run {
  const key = mark(task);
  const known = made.get(key);
  if (known) return { places: Promise.resolve(known), stop: () => undefined };
  const worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
  const places = new Promise<Float32Array>((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<Told>) => {
      if (data.done) return told(data.done, data.places);
      worker.terminate();
      made.set(key, data.places);
      if (made.size > KEPT) made.delete(made.keys().next().value!);
      resolve(data.places);
    };
  });
  worker.postMessage(task);
  return { places, stop: () => worker.terminate() };
}

/** What tells one task from another (FNV-1a over its pairs). */
function mark({ sites, source, target, seed, rounds }: Task): string {
  let hash = 0x811c9dc5;
  for (const column of [source, target]) for (const each of column) hash = Math.imul(hash ^ each, 0x01000193);
  return [sites, source.length, seed, rounds, hash >>> 0].join("/");
}
