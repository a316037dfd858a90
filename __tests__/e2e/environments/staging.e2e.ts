import { checkEc2Environment } from "./ec2";
import { controllerTask, isGossipKey, isUuid } from "./expectations";

describe("the environment staging, applied by Terraform", () =>
  checkEc2Environment("staging", {
    name: "consul-stage",
    serverCount: 1,
    ports: [8500, 8502],
    alarms: [],
    variables: {},
    broughtSecrets: [],
    tasks: {
      "consul-stage-consul-ecs-controller": controllerTask("consul-ecs-controller"),
    },
    generatedSecrets: {
      "consul-stage-server-bootstrap-token": isUuid,
      "consul-stage-server-agent-token": isUuid,
      "consul-stage-server-gossip-key": isGossipKey,
    },
    meshServices: [],
  }));
