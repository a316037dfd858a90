import { checkEc2Environment } from "./ec2";
import { controllerTask, isGossipKey, isUuid } from "./expectations";

const arn = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-a1b2c3`;

describe("the environment prod, applied by Terraform", () =>
  checkEc2Environment("prod", {
    name: "consul-prod",
    serverCount: 3,
    ports: [8501, 8503],
    alarms: ["no-leader", "lost-server"],
    variables: { ca_cert_secret_arn: arn("ca-cert"), ca_key_secret_arn: arn("ca-key") },
    broughtSecrets: ["ca-cert", "ca-key"],
    tasks: {
      "consul-prod-consul-ecs-controller": controllerTask("consul-ecs-controller", {
        controller: ["CONSUL_GRPC_CACERT_PEM", "CONSUL_HTTPS_CACERT_PEM"],
        delivery: ["CONSUL_CACERT_PEM"],
      }),
    },
    generatedSecrets: {
      "consul-prod-server-bootstrap-token": isUuid,
      "consul-prod-server-agent-token": isUuid,
      "consul-prod-server-gossip-key": isGossipKey,
    },
    meshServices: [],
  }));
