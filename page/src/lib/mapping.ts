/** Which column of a table becomes what: the mapping that was proposed, edited column by column. */

import { facts, texts } from "./facts";

export const FIELDS = [
  "text", "title", "author", "date", "url", "id", "thread", "reply_to", "language", "captured",
  "mentions", "links", "forward_of", "kind", "platform",
] as const;

export type Field = (typeof FIELDS)[number];
/** What a column becomes: a field, an attribute under its own name, or nothing ("" leaves it out). */
export type Role = Field | "attribute" | "";
export type Roles = Record<string, Role>;

/** Read the roles of all columns from a plan's settings and what it leaves out; null where it maps no columns. */
export function rolesOf(plan: unknown): Roles | null {
  const { settings, left_out } = facts(plan);
  const { fields, attributes } = facts(settings);
  if (typeof fields !== "object") return null;
  const roles: Roles = {};
  for (const field of FIELDS) for (const column of texts(facts(fields)[field])) roles[column] = field;
  for (const column of texts(Object.values(facts(attributes)))) roles[column] ??= "attribute";
  for (const column of texts(left_out)) roles[column] ??= "";
  return roles;
}

/** The `map` parameter that asks for edited roles, as changes to those that were proposed. */
export function mapOf(proposed: Roles, edited: Roles): Record<string, string> {
  const columns = (roles: Roles, role: Role): string[] => Object.keys(roles).filter((each) => roles[each] === role);
  const map: Record<string, string> = {};
  for (const field of FIELDS) {
    const [before, after] = [columns(proposed, field).join(","), columns(edited, field).join(",")];
    if (before !== after) map[field] = after;
  }
  for (const column of Object.keys(edited)) {
    const [was, is] = [proposed[column] === "attribute", edited[column] === "attribute"];
    if (was !== is) map[`attribute.${column}`] = is ? column : "";
  }
  return map;
}
