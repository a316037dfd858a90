export { updatePolicy, type UpdatedPolicy } from "./update-policy";
