export { adopt, type Adoptable, type AdoptOptions } from "./adopt";
export { adoptResource, forget, type AdoptResourceOptions } from "./adopt-resource";
export {
  MODULE_RESOURCES,
  type AdoptedModule,
  type ForgottenResource,
  type MappedResource,
  type ModuleResource,
  type Times,
} from "./module-resources";
