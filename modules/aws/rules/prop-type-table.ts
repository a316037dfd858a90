/** The types of props as data, written by `npm run prop-types`. */
export interface PropTypeTable {
  /** By the name of what takes them, with the release line where it makes a difference: `Vpc`, `MeshTask 0.10`. */
  readonly props: Readonly<Record<string, TypeData>>;
  readonly objects: readonly ObjectData[];
}

export interface ObjectData {
  readonly props: Readonly<Record<string, TypeData>>;
  readonly required: readonly string[];
  /** Whether it may have more, of which nothing is said. */
  readonly open?: boolean;
}

export type TypeData = Alternative | readonly Alternative[];

/** One of the kinds of values that a prop takes. */
export type Alternative =
  | "text"
  | "number"
  | "boolean"
  | "null"
  | "function"
  | "anything"
  | { readonly oneOf: readonly (string | number | boolean)[] }
  | { readonly listOf: TypeData }
  | { readonly mapOf: TypeData }
  /** Its place among the objects. */
  | { readonly object: number };
