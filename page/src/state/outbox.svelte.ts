/** Answers that the server has not acknowledged yet, visible on every view until it has. */

import { api, faultOf, got, type Answer, type Fault } from "../api/client";
import { Outbox, persist, type Sending } from "../lib/outbox";

const box = new Outbox<Answer>(sessionStorage);

let waiting: Sending<Answer>[] = $state.raw(box.all());
let fault: Fault | null = $state.raw(null);
let busy = $state(false);

export const outbox = {
  get waiting(): Sending<Answer>[] {
    return waiting;
  },
  get fault(): Fault | null {
    return fault;
  },
  get busy(): boolean {
    return busy;
  },
};

/** Keep an answer, send it, and let it go once it is stored; throws a Fault, and keeps it, when it could not be. */
export async function send(sending: Sending<Answer>): Promise<void> {
  box.put(sending);
  waiting = box.all();
  await persist(
    () =>
      got(
        api.POST("/api/question/{question}/answer", {
          params: { path: { question: sending.question } },
          body: sending.body,
        }),
      ),
    (thrown) => faultOf(thrown).passing,
  );
  discard(sending.token);
}

/** Send again what was left, oldest first; stops at the first that cannot be stored. */
export async function resend(): Promise<void> {
  if (busy) return;
  busy = true;
  fault = null;
  try {
    for (const each of box.all()) await send(each);
  } catch (thrown) {
    fault = faultOf(thrown);
  } finally {
    busy = false;
  }
}

export function discard(token: string): void {
  box.done(token);
  waiting = box.all();
  if (!waiting.length) fault = null;
}
