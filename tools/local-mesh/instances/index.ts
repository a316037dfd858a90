export { Instances, IMAGE_NEEDED, prepareInstances, withoutInstances, type InstanceView } from "./instances";
