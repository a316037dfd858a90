import { releaseLine, type Release } from "../../../modules/consul";
import type { StateResource } from "../state";
import { filled, isEmpty, list, record, texts, without, type Values } from "../values";
import type { ReadBack } from "./read-back";
import { certificateNames, readServerScript } from "./server-script";
import { readService } from "./service";
import {
  container,
  find,
  readTask,
  required,
  secretArn,
  taskOptions,
  taskSize,
  Unreadable,
  type Container,
  type Task,
} from "./task";

const REPLICATION_TOKEN = {
  prop: "replicationToken",
  variable: "replication_token",
  description: "Token with which the server replicates ACLs, which the HCL module has in clear.",
};

export function devServer010(resources: readonly StateResource[]): ReadBack {
  return devServer(resources, "0.10", () => ({}));
}

export function devServer06(resources: readonly StateResource[]): ReadBack {
  return devServer(resources, "0.6", (server) => {
    const keySecretArn = secretArn(server, "CONSUL_GOSSIP_ENCRYPTION_KEY");
    return { gossipEncryption: keySecretArn === undefined ? undefined : { keySecretArn } };
  });
}

function devServer(
  resources: readonly StateResource[],
  release: Release,
  more: (server: Container) => Values,
): ReadBack {
  const task = readTask(resources);
  const server = container(task, "consul-server");
  refuseSecretOptions(server);
  const script = readServerScript(server);
  const name = task.family;
  const datacenter = script.datacenter ?? "dc1";
  const namespace = required(resources, "aws_service_discovery_private_dns_namespace", "server").values.name;
  const federates = script.meshGatewayWanFederation && script.primaryGateways.length === 0;
  const { image } = releaseLine(release).devServer;
  return {
    construct: "DevServer",
    release,
    likeHclModule: true,
    props: filled({
      name: name === "server" ? undefined : name,
      ...serviceProps(resources),
      vpcId: required(resources, "aws_security_group", "ecs_service").values.vpc_id,
      ...taskSize(task),
      ...taskOptions(task, server),
      consulImage: server.image === image ? undefined : server.image,
      datacenter: datacenter === "dc1" ? undefined : datacenter,
      nodeName: script.nodeName === name ? undefined : script.nodeName,
      serviceDiscoveryNamespace: namespace === datacenter ? undefined : namespace,
      loadBalancer: loadBalancer(resources),
      tls: tls(task, `${name}.${String(namespace)}`),
      ...secrets(server),
      ...more(server),
      primaryDatacenter: script.primaryDatacenter,
      retryJoinWan: script.retryJoinWan,
      primaryGateways: script.primaryGateways,
      meshGatewayWanFederation: federates || undefined,
      clusterPeering: script.clusterPeering || undefined,
    }),
    notes: [],
    secrets: script.hasReplicationToken ? [REPLICATION_TOKEN] : [],
  };
}

/** Nothing tells a secret in what is sensitive as a whole: options of these drivers are none. */
const DRIVERS_WITHOUT_SECRETS = [undefined, "awslogs", "json-file", "journald"];

function refuseSecretOptions(server: Container): void {
  const { logDriver } = record(server.logConfiguration);
  if (!DRIVERS_WITHOUT_SECRETS.some((driver) => driver === logDriver))
    throw new Unreadable(
      `its containers log by ${String(logDriver)}, among whose options secrets may be, and they would be written`,
    );
}

/** The security group of the service is the module's own. */
function serviceProps(resources: readonly StateResource[]): Values {
  const { values, props } = readService(resources, "EC2");
  return {
    ...without(props, "securityGroupIds"),
    waitForSteadyState: values.wait_for_steady_state === true ? true : undefined,
  };
}

/** What the server is told by secrets: they are referred to, and stay as they are. */
function secrets(server: Container): Values {
  const token = secretArn(server, "CONSUL_HTTP_TOKEN");
  const license = secretArn(server, "CONSUL_LICENSE");
  return {
    acls: token === undefined ? undefined : { bootstrapToken: { secretArn: token } },
    license: license === undefined ? undefined : { secretArn: license },
  };
}

function tls(task: Task, dnsName: string): Values | undefined {
  if (!task.containers.some(({ name }) => name === "tls-init")) return undefined;
  const init = container(task, "tls-init");
  const names = certificateNames(init);
  const own = names.indexOf(dnsName);
  return filled({
    caCertSecretArn: secretArn(init, "CONSUL_CACERT_PEM"),
    caKeySecretArn: secretArn(init, "CONSUL_CAKEY"),
    additionalDnsNames: names.filter((_, index) => index !== own),
  });
}

function loadBalancer(resources: readonly StateResource[]): Values | undefined {
  const balancer = find(resources, "aws_lb", "this");
  if (balancer === undefined) return undefined;
  const ingress = record(list(required(resources, "aws_security_group", "load_balancer").values.ingress)[0]);
  const groups = texts(ingress.security_groups);
  return {
    subnetIds: texts(balancer.values.subnets),
    ...filled({
      ingressCidrBlocks: texts(ingress.cidr_blocks),
      ingressSecurityGroupIds: isEmpty(groups) ? undefined : groups,
    }),
  };
}
