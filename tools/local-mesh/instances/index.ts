export { Instances, LEFT_OUT, prepareInstances, withoutInstances, type InstanceView } from "./instances";
