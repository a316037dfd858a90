import { checkEc2Environment } from "./ec2";
import { dataplaneTask, isGossipKey, isUuid, type ExpectedTask } from "./expectations";

const arn = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-a1b2c3`;

const CA_CERTIFICATES = ["CONSUL_GRPC_CACERT_PEM", "CONSUL_HTTPS_CACERT_PEM"];

/** With TLS mesh-init and health-sync are given the certificate of the CA. */
const tlsTask = (app: string): ExpectedTask => ({
  ...dataplaneTask(app),
  secrets: { "consul-ecs-mesh-init": CA_CERTIFICATES, "consul-ecs-health-sync": CA_CERTIFICATES },
});

describe("the environment prod, applied by Terraform", () =>
  checkEc2Environment("prod", {
    name: "consul-prod",
    serverCount: 3,
    ports: [8501, 8503],
    alarms: ["no-leader", "lost-server"],
    variables: { ca_cert_secret_arn: arn("ca-cert"), ca_key_secret_arn: arn("ca-key") },
    broughtSecrets: ["ca-cert", "ca-key"],
    tasks: {
      "consul-prod-consul-ecs-controller": {
        containers: { "consul-ecs-controller": [] },
        secrets: { "consul-ecs-controller": [...CA_CERTIFICATES, "CONSUL_HTTP_TOKEN"] },
      },
      "consul-prod-example-client-app": tlsTask("example-client-app"),
      "consul-prod-example-server-app": tlsTask("example-server-app"),
    },
    generatedSecrets: {
      "consul-prod-server-bootstrap-token": isUuid,
      "consul-prod-server-agent-token": isUuid,
      "consul-prod-server-gossip-key": isGossipKey,
    },
    meshServices: ["consul-prod-example-client-app", "consul-prod-example-server-app"],
  }));
