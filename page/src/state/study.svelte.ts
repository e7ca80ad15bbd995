/** The study, kept up to date by the server's pulse. */

import { api, faultOf, got, type Fault, type Question, type Study } from "../api/client";
import { count, facts, list, text, type Facts } from "../lib/facts";

export interface Run {
  id: number;
  kind: string;
  state: string;
  params: Facts;
  done: number;
  total: number | null;
}

export interface Pulse {
  decision: number;
  event: number;
  runs: Run[];
  rankings: Facts;
}

const SETTLE_MS = 250;

let current: Study | null = $state.raw(null);
let fault: Fault | null = $state.raw(null);
let pulse: Pulse = $state.raw({ decision: 0, event: 0, runs: [], rankings: {} });
let connected = $state(true);
let timer = 0;

export const study = {
  get now(): Study | null {
    return current;
  },
  get fault(): Fault | null {
    return fault;
  },
  get pulse(): Pulse {
    return pulse;
  },
  get connected(): boolean {
    return connected;
  },
  question(name: string): Question | undefined {
    return current?.questions.find((each) => each.name === name);
  },
};

export async function refresh(): Promise<void> {
  try {
    current = await got(api.GET("/api/study"));
    fault = null;
  } catch (thrown) {
    fault = faultOf(thrown);
  }
}

/**
 * Follow the server's pulse while the tab is looked at; a lost connection is taken up again. Hidden tabs let go of it:
 * a browser keeps six connections to one server, and a seventh open tab would bring all of them to a stand.
 */
export function follow(): void {
  let stream = document.hidden ? null : listen();
  document.addEventListener("visibilitychange", () => {
    stream?.close();
    stream = document.hidden ? null : listen();
  });
}

function listen(): EventSource {
  const stream = new EventSource("/api/pulse");
  stream.onmessage = (event: MessageEvent<string>) => {
    connected = true;
    const before = pulse;
    pulse = pulseOf(JSON.parse(event.data));
    if (pulse.event !== before.event || pulse.runs.length !== before.runs.length) refreshSoon();
  };
  stream.onerror = () => {
    connected = false;
  };
  return stream;
}

/** Several changes in a row are one refresh. */
function refreshSoon(): void {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void refresh(), SETTLE_MS);
}

function pulseOf(value: unknown): Pulse {
  const found = facts(value);
  return {
    decision: count(found["decision"]),
    event: count(found["event"]),
    runs: list(found["runs"]).map(runOf),
    rankings: facts(found["rankings"]),
  };
}

function runOf(value: unknown): Run {
  const found = facts(value);
  return {
    id: count(found["id"]),
    kind: text(found["kind"]),
    state: text(found["state"]),
    params: facts(found["params"]),
    done: count(found["done"]),
    total: typeof found["total"] === "number" ? found["total"] : null,
  };
}
