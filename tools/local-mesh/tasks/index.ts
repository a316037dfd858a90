export { awsData, type AwsClients } from "./aws-data";
export { ENVOY_ADMIN } from "./holder";
export { taskId } from "./ground";
export { Tasks, type TasksProps } from "./tasks";
