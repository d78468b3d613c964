// Holds exchanges to Google's discovery documents, which say what OpenAPI documents say, in words of their own.
import { readFileSync } from "node:fs";

/** A judge for `contract`: `judge: discovery("google.json", "google-androidpublisher.json")`. */
export function discovery(...names) {
  return (path) => {
    const documents = names.map((name) => JSON.parse(readFileSync(path(name), "utf8")));
    const methods = documents.flatMap((document) => methodsOf(document).map((method) => ({ document, ...method })));
    return ({ request, path: asked, body, status, text }) => {
      const [verb, where] = request.split(" ");
      const method = methods.find((one) => one.verb === verb && one.pattern.test(where));
      if (!method) return [`${request}: no document knows it`];
      const said = new Judge(method.document.schemas, request);
      for (const name of new URL(asked, "http://vendor").searchParams.keys()) {
        if (!method.parameters.has(name)) said.wrong(`the parameter ${name}`, "is not known");
      }
      if (method.request) said.judge("request", parsed(body), { $ref: method.request });
      else if (body) said.wrong("request", "has a body");
      // An error's body is the same for all of Google's interfaces and in none of the documents.
      if (status < 400) said.judge("reply", parsed(text), { $ref: method.response });
      return said.violations;
    };
  };
}

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

function methodsOf(document) {
  const everywhere = Object.keys(document.parameters ?? {});
  const within = ({ methods = {}, resources = {} }) => [
    ...Object.values(methods).map((method) => ({
      verb: method.httpMethod,
      // {+parent} stands for several segments, {packageName} for one, as the flat path spells them.
      pattern: new RegExp(`^/${method.flatPath.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^}]+\}/g, "[^/]+?")}$`),
      parameters: new Set([...everywhere, ...Object.keys(method.parameters ?? {})]),
      request: method.request?.$ref,
      response: method.response?.$ref,
    })),
    ...Object.values(resources).flatMap(within),
  ];
  return within(document);
}

class Judge {
  violations = [];

  constructor(schemas, request) {
    this.schemas = schemas;
    this.request = request;
  }

  wrong(where, what) {
    this.violations.push(`${this.request}: ${where} ${what}`);
  }

  judge(where, value, schema) {
    if (schema.$ref) return this.judge(where, value, this.schemas[schema.$ref]);
    switch (schema.type) {
      case "any":
        return;
      case "object":
        if (typeof value !== "object" || value === null || Array.isArray(value)) return this.wrong(where, "is no object");
        for (const [name, member] of Object.entries(value)) {
          const known = schema.properties?.[name] ?? schema.additionalProperties;
          if (known) this.judge(`${where}.${name}`, member, known);
          else this.wrong(`${where}.${name}`, "is not known");
        }
        return;
      case "array":
        if (!Array.isArray(value)) return this.wrong(where, "is no list");
        return value.forEach((one, at) => this.judge(`${where}[${at}]`, one, schema.items));
      case "string":
        if (typeof value !== "string") return this.wrong(where, "is no text");
        if (schema.enum && !schema.enum.includes(value)) return this.wrong(where, `is ${value}, which is not listed`);
        // 64-bit numbers travel as text.
        if (/^u?int64$/.test(schema.format ?? "") && !/^-?\d+$/.test(value)) this.wrong(where, `is ${value}, which is no number`);
        return;
      case "integer":
        return Number.isInteger(value) ? undefined : this.wrong(where, "is no whole number");
      case "number":
        return typeof value === "number" ? undefined : this.wrong(where, "is no number");
      case "boolean":
        return typeof value === "boolean" ? undefined : this.wrong(where, "is neither true nor false");
      default:
        return this.wrong(where, `has the type ${schema.type}, which is not judged here`);
    }
  }
}
