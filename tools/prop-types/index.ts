import { join } from "node:path";

export { propsOf } from "./props-of";
export { PropTypes, type Path, type PropType } from "./prop-types";
export { asFile, propTypeTable } from "./table";

/** Where the table is, for those who come past the compiler. */
export const PROP_TYPES_FILE = join(__dirname, "../../modules/aws/rules/prop-types.ts");
