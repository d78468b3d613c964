// Reads a document of prompts, and says where it is wrong as the backend does: line, column and path.
import { failure } from ".";

/** The error of one place in a document; `near` is found in the text, for its line and column. */
export function documentFault(
  text: string,
  path: string,
  message: string,
  near = `"${path.split("/").at(-1)}"`,
) {
  return at(text, Math.max(0, text.indexOf(near)), path, message);
}

function at(text: string, offset: number, path: string, message: string) {
  const lines = text.slice(0, offset).split("\n");
  const line = lines.length;
  const column = (lines.at(-1)?.length ?? 0) + 1;
  return failure("invalid", `line ${line}, column ${column}: ${message}`, {
    field: path,
    details: { line, column, path },
  });
}

/** The document of a text, or an error that says where it ends to be JSON. */
export function located<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (thrown) {
    const where = /position (\d+)/.exec(String(thrown))?.[1];
    throw at(text, where === undefined ? text.length : Number(where), "", "this is not JSON");
  }
}
