/** Forms made from the JSON schema of an implementation's parameters. */

import { facts, text, texts } from "./facts";

export interface Input {
  name: string;
  kind: "text" | "number" | "flag" | "choice";
  help: string;
  choices: string[];
  otherwise: string | number | boolean;
}

export type Given = Record<string, string | number | boolean>;

export function inputs(schema: unknown): Input[] {
  return Object.entries(facts(facts(schema)["properties"])).map(([name, value]) => {
    const entry = facts(value);
    const choices = texts(entry["enum"]);
    const type = text(entry["type"]);
    const kind = choices.length ? "choice" : type === "boolean" ? "flag" : type === "integer" || type === "number" ? "number" : "text";
    const otherwise = entry["default"];
    return {
      name,
      kind,
      help: text(entry["description"]),
      choices,
      otherwise: typeof otherwise === "object" || otherwise === undefined ? "" : (otherwise as string | number | boolean),
    };
  });
}

/** What differs from the defaults: only that is sent. */
export function changed(form: readonly Input[], given: Given): Given {
  const differs = form.filter((each) => given[each.name] !== undefined && given[each.name] !== each.otherwise);
  return Object.fromEntries(differs.map((each) => [each.name, given[each.name]!]));
}
