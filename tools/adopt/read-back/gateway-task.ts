import {
  defaultImages,
  ENVOY_IMAGE,
  GATEWAY_DATAPLANE_IMAGE,
  HEALTH_SYNC,
  MESH_INIT,
  releaseLine,
  type Release,
} from "../../../modules/consul";
import type { StateResource } from "../state";
import { filled, isEmpty, list, number, record, text, texts, without, type Values } from "../values";
import { clientAgentProps, clientAgentServers, readClientAgent } from "./client-script";
import type { ReadBack } from "./read-back";
import { roleProps } from "./roles";
import { readService, type Service } from "./service";
import { certificateAuthorities, dataplaneServers, login, readableSecrets, type Login } from "./servers";
import {
  consulEcsConfig,
  container,
  find,
  likeModule,
  ownTags,
  readTask,
  required,
  taskOptions,
  taskSize,
  volumes,
  writtenContainer,
  type Container,
  type Task,
} from "./task";
import { transparentProxy } from "./transparent-proxy";

export function gatewayTask010(resources: readonly StateResource[]): ReadBack {
  const task = readTask(resources);
  const init = container(task, MESH_INIT);
  const config = consulEcsConfig(init);
  const loginOf = login(config, find(resources, "aws_iam_policy", "task") !== undefined);
  const dataplane = container(task, "consul-dataplane");
  const service = gatewayService(resources);
  const { desired_count: count } = service.values;
  const readable = readableSecrets(required(resources, "aws_iam_policy", "execution"));
  const authorities = certificateAuthorities(init, readable);
  const readinessPort = number(texts(record(dataplane.healthCheck).command).at(-1)?.split(":").at(-1));
  return {
    construct: "GatewayTask",
    release: "0.10",
    ...likeModule(init),
    props: filled({
      ...common(resources, task, config, loginOf, service, "0.10"),
      desiredCount: count === 1 ? undefined : count,
      dataplaneImage: dataplane.image === GATEWAY_DATAPLANE_IMAGE ? undefined : dataplane.image,
      envoyReadinessPort: readinessPort === 22000 ? undefined : readinessPort,
      volumes: gatewayVolumes(task, dataplane),
      extraContainers: extraContainers(task, [MESH_INIT, "consul-dataplane", HEALTH_SYNC]),
      transparentProxy: transparentProxy(config, task),
      targetGroups: find(resources, "aws_lb", "this") ? undefined : targetGroups(service),
    }),
    servers: filled({ ...dataplaneServers(config, authorities), acls: loginOf.acls || undefined }),
    notes: [],
  };
}

export function gatewayTask06(resources: readonly StateResource[]): ReadBack {
  const task = readTask(resources);
  const config = consulEcsConfig(container(task, MESH_INIT));
  const client = container(task, "consul-client");
  const agent = readClientAgent(client);
  const { image } = container(task, "sidecar-proxy");
  return {
    construct: "GatewayTask",
    release: "0.6",
    likeHclModule: true,
    props: filled({
      ...common(resources, task, config, login(config, agent.acls), gatewayService(resources), "0.6"),
      ...clientAgentProps(agent, client, String(defaultImages("0.6").consul)),
      envoyImage: image === ENVOY_IMAGE ? undefined : image,
    }),
    servers: clientAgentServers(agent, client, config),
    notes: [],
  };
}

/** The service, but for the security group that the module makes for it. */
function gatewayService(resources: readonly StateResource[]): Service {
  return readService(resources, "FARGATE", find(resources, "aws_security_group", "this")?.values.id);
}

const FEDERATION = "consul-wan-federation";

function common(
  resources: readonly StateResource[],
  task: Task,
  config: Values,
  { acls, method, extras }: Login,
  service: Service,
  release: Release,
): Values {
  const gateway = record(config.gateway);
  const init = container(task, MESH_INIT);
  const lan = record(gateway.lanAddress);
  const wan = record(gateway.wanAddress);
  const [lanPort, wanPort] = [number(lan.port), number(wan.port)];
  const meta = record(gateway.meta);
  return {
    kind: gateway.kind,
    family: task.family,
    ...service.props,
    serviceName: gateway.name === task.family ? undefined : gateway.name,
    serviceTags: texts(gateway.tags),
    serviceMeta: without(meta, FEDERATION),
    wanFederation: meta[FEDERATION] === "1" ? true : undefined,
    partition: text(gateway.partition),
    ...taskSize(task),
    ...taskOptions(task, init),
    lanAddress: text(lan.address),
    lanPort: lanPort === 8443 ? undefined : lanPort,
    wanPort: wanPort === lanPort ? undefined : wanPort,
    ...exposure(resources, text(wan.address), wanPort === lanPort),
    // Both roles are the module's.
    ...without(roleProps(resources, task, acls), "taskRole", "executionRole", "taskRoleTrustedElsewhere"),
    consulEcsImage: init.image === releaseLine(release).consulEcsImage ? undefined : init.image,
    serviceTokenAuthMethodName: method,
    tags: ownTags(task),
    consulEcsConfig: extras && { consulLogin: extras },
  };
}

/** How the gateway is reached: a load balancer of the module is the WAN address. */
function exposure(resources: readonly StateResource[], wanAddress: string | undefined, onePort: boolean): Values {
  const balancer = find(resources, "aws_lb", "this");
  if (balancer === undefined) return { wanAddress };
  const rule = find(resources, "aws_security_group_rule", "lb_ingress_rule");
  const ranges = texts(rule?.values.cidr_blocks);
  return {
    loadBalancer: filled({
      vpcId: required(resources, "aws_lb_target_group", "this").values.vpc_id,
      subnetIds: texts(balancer.values.subnets),
      securityGroup: securityGroup(resources, rule),
      ingressCidrBlocks: ranges.length === 1 && ranges[0] === "0.0.0.0/0" ? undefined : ranges,
      // The module opens the WAN port alone.
      openLanPort: onePort || rule === undefined ? undefined : false,
    }),
  };
}

function securityGroup(resources: readonly StateResource[], rule: StateResource | undefined): unknown {
  if (find(resources, "aws_security_group", "this")) return undefined;
  return rule === undefined ? "none" : { modify: rule.values.security_group_id };
}

function targetGroups({ values }: Service): Values[] | undefined {
  const targets = list(values.load_balancer).map(record);
  if (isEmpty(targets)) return undefined;
  return targets.map((target) => ({
    targetGroupArn: target.target_group_arn,
    containerName: target.container_name,
    containerPort: target.container_port,
  }));
}

function extraContainers(task: Task, own: readonly string[]): Values[] | undefined {
  const extra = task.containers.filter(({ name }) => !own.includes(name));
  return isEmpty(extra) ? undefined : extra.map((each) => writtenContainer(each));
}

/** The volumes, and where the proxy sees them. */
function gatewayVolumes(task: Task, dataplane: Container): Values[] | undefined {
  const mounts = list(dataplane.mountPoints).map(record);
  return volumes(task)?.map((volume) => {
    const mount = mounts.find(({ sourceVolume }) => sourceVolume === volume.name);
    if (mount === undefined) return { ...volume, containerPath: false };
    return {
      ...volume,
      ...filled({ containerPath: mount.containerPath }),
      ...(mount.readOnly === true ? {} : { readOnly: false }),
    };
  });
}
