// Holds exchanges to a GraphQL schema: the document, its variables, and each member of the reply.
import { readFileSync } from "node:fs";
import {
  buildClientSchema,
  getNamedType,
  getOperationAST,
  getVariableValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  parse,
  typeFromAST,
  validate,
} from "graphql";

/** A judge for `contract`: `judge: graphql("shopify.json")`, the file being the schema's introspection. */
export function graphql(name) {
  return (path) => {
    const introspection = JSON.parse(readFileSync(path(name), "utf8"));
    const schema = buildClientSchema(introspection.data ?? introspection);
    return ({ request, body, text }) => {
      const wrong = (what) => `${request}: ${what}`;
      let asked;
      let document;
      try {
        asked = JSON.parse(body);
        document = parse(asked.query);
      } catch (error) {
        return [wrong(`the request cannot be read: ${error.message}`)];
      }
      const errors = validate(schema, document);
      const operation = getOperationAST(document, asked.operationName);
      if (!operation) return [wrong("no operation is named"), ...errors.map((error) => wrong(error.message))];
      const variables = getVariableValues(schema, operation.variableDefinitions ?? [], asked.variables ?? {});
      errors.push(...(variables.errors ?? []));
      if (errors.length > 0) return errors.map((error) => wrong(error.message));
      let answer;
      try {
        answer = JSON.parse(text);
      } catch {
        return [wrong("the reply is no JSON")];
      }
      // A refusal has no data; its errors have one form for all of GraphQL.
      if (answer.data === undefined || answer.data === null) {
        const told = Array.isArray(answer.errors) && answer.errors.every((error) => typeof error.message === "string");
        return told || typeof answer.errors === "string" ? [] : [wrong("the reply has neither data nor errors")];
      }
      const reply = new Reply(schema, document, wrong);
      reply.object("data", answer.data, schema.getRootType(operation.operation), operation.selectionSet);
      return reply.violations;
    };
  };
}

class Reply {
  violations = [];

  constructor(schema, document, wrong) {
    this.schema = schema;
    this.fragments = new Map(document.definitions.filter((one) => one.kind === "FragmentDefinition").map((one) => [one.name.value, one]));
    this.wrong = (where, what) => this.violations.push(wrong(`${where} ${what}`));
  }

  /** The fields that a selection asks of an object of this type, by the name in the reply. */
  fields(type, selections) {
    return selections.selections.flatMap((one) => {
      if (one.kind === "Field") return [[one.alias?.value ?? one.name.value, one]];
      const fragment = one.kind === "FragmentSpread" ? this.fragments.get(one.name.value) : one;
      const wanted = fragment.typeCondition ? typeFromAST(this.schema, fragment.typeCondition) : type;
      const fits = wanted === type || (isAbstractType(wanted) && this.schema.isSubType(wanted, type));
      return fits ? this.fields(type, fragment.selectionSet) : [];
    });
  }

  object(where, value, type, selections) {
    const fields = new Map(this.fields(type, selections));
    for (const name of Object.keys(value)) if (!fields.has(name)) this.wrong(`${where}.${name}`, "was not asked for");
    for (const [name, field] of fields) {
      const place = `${where}.${name}`;
      if (field.name.value === "__typename") {
        if (value[name] !== type.name) this.wrong(place, `is ${value[name]}, not ${type.name}`);
      } else if (!(name in value)) {
        this.wrong(place, "is missing");
      } else {
        this.value(place, value[name], type.getFields()[field.name.value].type, field.selectionSet);
      }
    }
  }

  value(where, value, type, selections) {
    if (isNonNullType(type)) {
      return value === null ? this.wrong(where, "is null") : this.value(where, value, type.ofType, selections);
    }
    if (value === null) return;
    if (isListType(type)) {
      if (!Array.isArray(value)) return this.wrong(where, "is no list");
      return value.forEach((one, at) => this.value(`${where}[${at}]`, one, type.ofType, selections));
    }
    if (isLeafType(type)) {
      try {
        type.parseValue(value);
      } catch (error) {
        this.wrong(where, `is no ${type.name}: ${error.message}`);
      }
      return;
    }
    if (typeof value !== "object" || Array.isArray(value)) return this.wrong(where, "is no object");
    const concrete = isAbstractType(type) ? this.schema.getType(value.__typename) : getNamedType(type);
    if (!concrete) return this.wrong(where, "is of a type that only its __typename tells, which was not asked for");
    this.object(where, value, concrete, selections);
  }
}
