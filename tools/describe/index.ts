export { describeStack, type DatacenterDescription, type StackDescription } from "./describe-stack";
