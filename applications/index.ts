import type { Application } from "./application";
import { example } from "./example";
import { none } from "./none";

export type { Application, ApplicationContext, ApplicationOutputs, SecondMesh } from "./application";

/** Every application, by the name that an environment gives as `application`. A new one is a file here, and a line. */
export const APPLICATIONS = { example, none } as const satisfies Readonly<Record<string, Application>>;
