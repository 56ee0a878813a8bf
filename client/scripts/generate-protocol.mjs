/**
 * Writes `src/protocol.ts` from `contracts/events.schema.json`.
 *
 * With `--check` it writes nothing, and fails when the two have drifted apart.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SCHEMA = new URL("../../contracts/events.schema.json", import.meta.url);
const TARGET = new URL("../src/protocol.ts", import.meta.url);
const HEADING =
  "// Generated from contracts/events.schema.json by `npm run generate`. Do not edit.\n";

const literal = (value) => JSON.stringify(value);

/** The TypeScript type of one JSON schema node. */
function typeOf(node) {
  if (node.$ref) return node.$ref.replace("#/$defs/", "");
  if (node.const !== undefined) return literal(node.const);
  if (node.enum) return node.enum.map(literal).join(" | ");
  const variants = node.anyOf ?? node.oneOf;
  if (variants) return variants.map(typeOf).join(" | ");
  if (node.type === "array") return arrayOf(node);
  if (node.type === "object") return node.properties ? fieldsOf(node, "inline") : recordOf(node);
  return (
    { integer: "number", number: "number", boolean: "boolean", null: "null" }[node.type] ??
    stringly(node)
  );
}

function stringly(node) {
  if (node.type === "string") return "string";
  throw new Error(`no TypeScript type for ${JSON.stringify(node)}`);
}

const arrayOf = (node) =>
  node.prefixItems
    ? `[${node.prefixItems.map(typeOf).join(", ")}]`
    : `${wrapped(typeOf(node.items))}[]`;
const wrapped = (type) => (type.includes("|") ? `(${type})` : type);

/**
 * An object without fixed fields is a record; a partial one if its keys are an enum and optional.
 */
function recordOf(node) {
  const value =
    typeof node.additionalProperties === "object" ? typeOf(node.additionalProperties) : "never";
  const keys = node.propertyNames?.enum;
  return keys
    ? `{ [key in ${keys.map(literal).join(" | ")}]?: ${value} }`
    : `{ [key: string]: ${value} }`;
}

function fieldsOf(node, layout = "lines") {
  const required = new Set(node.required ?? []);
  const fields = Object.entries(node.properties).map(
    ([name, field]) => `${name}${required.has(name) ? "" : "?"}: ${typeOf(field)};`,
  );
  return layout === "lines" ? `{\n  ${fields.join("\n  ")}\n}` : `{ ${fields.join(" ")} }`;
}

function comment(node) {
  if (!node.description) return "";
  const lines = node.description.split("\n");
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n`;
}

function declaration([name, node]) {
  const isInterface = node.type === "object" && Object.keys(node.properties ?? {}).length > 0;
  const code = isInterface
    ? `export interface ${name} ${fieldsOf(node)}`
    : `export type ${name} = ${node.type === "object" ? "Record<string, never>" : typeOf(node)};`;
  return `${comment(node)}${code}\n`;
}

const schema = JSON.parse(readFileSync(SCHEMA, "utf8"));
const wanted = [HEADING, ...Object.entries(schema.$defs).map(declaration)].join("\n");

if (process.argv.includes("--check")) {
  if (readFileSync(TARGET, "utf8") !== wanted) {
    console.error(`${fileURLToPath(TARGET)} has drifted from the contract: npm run generate`);
    process.exit(1);
  }
} else {
  writeFileSync(TARGET, wanted);
}
