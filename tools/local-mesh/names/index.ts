export { CloudMapNames, type Registered } from "./names";
