import type { ConsulServers } from "../../consul-servers";
import { httpAddressRule } from "../../server-rules";
import type { ControllerLine } from "../controller";

const NAME = "consul-acl-controller";

export const controller: ControllerLine = {
  name: NAME,
  authMethods: ["iam-ecs-client-token", "iam-ecs-service-token"],
  rules: ({ servers }) => [
    {
      prop: "servers.httpAddress",
      rule: "is required on release line 0.6",
      fix: "Give the address of the servers' HTTP API, such as 'https://consul.example.com:8501'.",
      holds: !!servers.httpAddress,
    },
    httpAddressRule("servers.httpAddress", servers.httpAddress || undefined),
  ],
  container: ({ servers, iamRolePath, partition, consulEcsImage, logConfiguration }) => ({
    name: NAME,
    image: consulEcsImage,
    essential: true,
    command: [
      "acl-controller",
      "-iam-role-path",
      iamRolePath,
      ...(partition === undefined ? [] : ["-partitions-enabled", "-partition", partition]),
    ],
    environment: [{ name: "CONSUL_HTTP_ADDR", value: servers.httpAddress ?? "" }],
    secrets: [
      { name: "CONSUL_HTTP_TOKEN", valueFrom: servers.bootstrapTokenSecretArn ?? "" },
      ...caCertArns(servers).map((valueFrom) => ({ name: "CONSUL_CACERT_PEM", valueFrom })),
    ],
    linuxParameters: { initProcessEnabled: true },
    readonlyRootFilesystem: true,
    logConfiguration,
  }),
  secretArns: ({ servers }) =>
    [servers.bootstrapTokenSecretArn, ...caCertArns(servers)].filter((arn) => arn !== undefined),
};

/** The CA of the HTTP API, the only thing that the controller speaks to. */
function caCertArns({ tls }: ConsulServers): string[] {
  return tls?.caCertSecretArn && !tls.publicHttpsCertificate ? [tls.caCertSecretArn] : [];
}
