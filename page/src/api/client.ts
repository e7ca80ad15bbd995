/** Speaking to the study's server: typed by its own description, faults as one kind of error. */

import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

type Shapes = components["schemas"];
export type Study = Shapes["StudyShape"];
export type Question = Shapes["QuestionShape"];
export type Trace = Shapes["TraceShape"];
export type Context = Shapes["ContextShape"];
export type Card = Shapes["CardShape"];
export type Answer = Shapes["AnswerShape"];
export type Undone = Shapes["Undone"];
export type Why = Shapes["Why"];
export type Dashboard = Shapes["Dashboard"];
export type Person = Shapes["Person"];
export type Order = Shapes["SourceOrder"];
export type Upload = Shapes["Upload"];
export type Queue = NonNullable<Shapes["Hand"]["queue"]>;
export type Verdict = Answer["verdict"];

/** An error after RFC 9457, as `server/problem.py` writes it. */
export interface Problem {
  title: string;
  status: number;
  where: string;
  hint: string;
  question: string;
  choices: Record<string, string>;
}

export const VERDICTS: readonly Verdict[] = ["in", "out", "neighbour", "unsure"];
export const VENUES = ["open", "closed", "consented"] as const;

export const api = createClient<paths>({ baseUrl: window.location.origin });

/** What went wrong: the server's own words where it spoke (status > 0), or that it did not answer (status 0). */
export class Fault extends Error {
  constructor(
    readonly status: number,
    readonly problem: Partial<Problem> = {},
  ) {
    super(problem.title ?? "");
  }

  /** Whether trying the same again may work: no answer, or a server that stumbled or was busy. */
  get passing(): boolean {
    return this.status === 0 || this.status === 423 || this.status === 502 || this.status === 503;
  }
}

interface Replied {
  data?: unknown;
  error?: unknown;
  response: Response;
}

/** The data of a call, or a Fault. */
export async function got<R extends Replied>(call: Promise<R>): Promise<NonNullable<R["data"]>> {
  return (await replied(call)).data as NonNullable<R["data"]>;
}

/** The data of a call that may have nothing to say. */
export async function maybe<R extends Replied>(call: Promise<R>): Promise<R["data"] | null> {
  return (await replied(call)).data ?? null;
}

async function replied<R extends Replied>(call: Promise<R>): Promise<R> {
  let reply: R;
  try {
    reply = await call;
  } catch {
    throw new Fault(0);
  }
  if (!reply.response.ok) throw new Fault(reply.response.status, problemOf(reply.error));
  return reply;
}

export function problemOf(body: unknown): Partial<Problem> {
  return typeof body === "object" && body !== null && "title" in body ? (body as Partial<Problem>) : {};
}

/** A fault for whatever was thrown, so that every view can show it alike. */
export function faultOf(thrown: unknown): Fault {
  return thrown instanceof Fault ? thrown : new Fault(-1, { title: String(thrown) });
}
