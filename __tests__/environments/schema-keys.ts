import type { z } from "zod";
import { environmentSchema } from "../../environments/schema/environment";

/** A key of the schema, and what must stand in the data for it to be there. */
export interface SchemaKey {
  readonly path: readonly (string | number)[];
  readonly schema: z.ZodType;
  /** Keys that tell a kind: `servers.hosting` must be "ec2". */
  readonly kinds: readonly { readonly path: readonly (string | number)[]; readonly value: unknown }[];
}

/** Every key that an environment can have, at whatever depth, in every kind of object. Items of a list have the index 0. */
export function schemaKeys(): SchemaKey[] {
  return inside({ path: [], schema: environmentSchema, kinds: [] });
}

/** The keys that an object can have here: none where it is no object. */
export function keysOf(schema: z.ZodType): string[] {
  const plain = unwrapped(schema);
  return plain.def.type === "object" ? Object.keys((plain as z.ZodObject).shape) : [];
}

function inside(key: SchemaKey): SchemaKey[] {
  const schema = unwrapped(key.schema);
  const { kinds } = (schema.meta() ?? {}) as { readonly kinds?: readonly z.ZodType[] };
  if (kinds) return kinds.flatMap((kind) => inside({ ...key, schema: kind }));
  switch (schema.def.type as string) {
    case "object":
      return Object.entries((schema as z.ZodObject).shape).flatMap(([name, member]) =>
        withInside({ ...key, path: [...key.path, name], schema: member as z.ZodType }),
      );
    case "union":
      return (schema as z.ZodUnion<z.ZodType[]>).options.flatMap((option) => insideKind(key, option));
    case "array":
      return withInside({ ...key, path: [...key.path, 0], schema: (schema as z.ZodArray<z.ZodType>).element });
    case "record":
      return withInside({
        ...key,
        path: [...key.path, "example"],
        schema: (schema as z.ZodRecord<z.ZodString, z.ZodType>).valueType,
      });
    case "string":
    case "number":
    case "boolean":
    case "literal":
      return [];
    default:
      throw new Error(`Nobody told how to look into the ${schema.def.type} at ${key.path.join(".")}.`);
  }
}

const withInside = (key: SchemaKey): SchemaKey[] => [key, ...inside(key)];

/** What only one kind has. The literal that all kinds have under one key tells which it is. */
function insideKind(key: SchemaKey, option: z.ZodType): SchemaKey[] {
  const plain = unwrapped(option);
  if (plain.def.type !== "object") return inside({ ...key, schema: plain });
  const members: Readonly<Record<string, z.ZodType>> = (plain as z.ZodObject<Record<string, z.ZodType>>).shape;
  const told = Object.entries(members).find(([, member]) => member.def.type === "literal");
  if (!told) return inside({ ...key, schema: plain });
  const [name, literal] = told;
  const { value } = literal as { readonly value?: unknown };
  return inside({ ...key, schema: plain, kinds: [...key.kinds, { path: [...key.path, name], value }] });
}

/** Without what says that it may be missing, and what is made of it afterwards. */
function unwrapped(schema: z.ZodType): z.ZodType {
  const { def } = schema as unknown as { readonly def: { innerType?: z.ZodType; in?: z.ZodType } };
  if (def.innerType) return unwrapped(def.innerType);
  return def.in && !schema.meta()?.kinds ? unwrapped(def.in) : schema;
}
