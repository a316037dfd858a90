import type { ControllerLine } from "../controller";
import { consulEcsConfig } from "../sidecar";
import { controllerConfig } from "./config-document";
import { caArns, caCertificates } from "./mesh-task";
import { serverRules } from "./rules";

const NAME = "consul-ecs-controller";

export const controller: ControllerLine = {
  name: NAME,
  authMethods: ["iam-ecs-service-token"],
  // The controller takes its CA from the environment, never from a file.
  rules: ({ servers }) => serverRules(servers, []),
  container: (input) => ({
    name: NAME,
    image: input.consulEcsImage,
    essential: true,
    command: ["controller"],
    environment: consulEcsConfig(controllerConfig(input)),
    secrets: [
      { name: "CONSUL_HTTP_TOKEN", valueFrom: input.servers.bootstrapTokenSecretArn ?? "" },
      ...caCertificates(input.servers),
    ],
    linuxParameters: { initProcessEnabled: true },
    readonlyRootFilesystem: true,
    logConfiguration: input.logConfiguration,
  }),
  secretArns: ({ servers }) => [servers.bootstrapTokenSecretArn ?? "", ...caArns(servers)],
};
