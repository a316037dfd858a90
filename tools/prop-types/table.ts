import type { Alternative, ObjectData, PropTypeTable, TypeData } from "../../modules/aws";
import { propsOf } from "./props-of";
import { PropTypes, type PropType } from "./prop-types";

/** The types of all props as data, for what cannot ask the compiler: each kind of object once. */
export function propTypeTable(): PropTypeTable {
  const written = propsOf();
  const types = new PropTypes(Object.values(written));
  const table = new Table();
  const props = Object.entries(written).map(([name, type]) => [name, table.add(types.of(type))] as const);
  return { props: Object.fromEntries(props), objects: table.objects };
}

class Table {
  readonly objects: ObjectData[] = [];
  private readonly places = new Map<string, number>();

  add(type: PropType): TypeData {
    const found: Alternative[] = [];
    if (type.text) found.push("text");
    if (type.number) found.push("number");
    if (type.boolean) found.push("boolean");
    if (type.null) found.push("null");
    if (type.literals.length > 0) found.push({ oneOf: type.literals });
    if (type.list) found.push({ listOf: this.add(type.list) });
    if (type.map) found.push({ mapOf: this.add(type.map) });
    if (type.object) found.push({ object: this.place(type) });
    if (type.returns) found.push("function");
    if (type.opaque) found.push("anything");
    const [only] = found;
    return found.length === 1 && only !== undefined ? only : found;
  }

  private place({ object = new Map(), open }: PropType): number {
    const members = [...object].map(([name, prop]) => [name, this.add(prop.type)] as const);
    const required = [...object].filter(([, { optional }]) => !optional).map(([name]) => name);
    // Servers have rules of their own for what nobody knows, which let through what a construct of servers has besides.
    const isOpen = open || object.has("retryJoin");
    const data: ObjectData = { props: Object.fromEntries(members), required, ...(isOpen ? { open: true } : {}) };
    const key = JSON.stringify(data);
    const place = this.places.get(key) ?? this.objects.push(data) - 1;
    this.places.set(key, place);
    return place;
  }
}

/** As a file: a line for each kind of object, so that a change shows. */
export function asFile({ props, objects }: PropTypeTable): string {
  const named = Object.entries(props).map(([name, type]) => `    ${JSON.stringify(name)}: ${JSON.stringify(type)},`);
  const kinds = objects.map((each) => `    ${JSON.stringify(each)},`);
  return [
    ...["// Written by `npm run prop-types`.", 'import type { PropTypeTable } from "./prop-type-table";', ""],
    ...["export const PROP_TYPES: PropTypeTable = {", "  props: {", ...named, "  },", "  objects: [", ...kinds, "  ],"],
    ...["};", ""],
  ].join("\n");
}
