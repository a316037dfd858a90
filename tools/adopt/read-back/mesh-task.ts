import {
  DATAPLANE_IMAGE,
  defaultImages,
  ENVOY_IMAGE,
  HEALTH_SYNC,
  MESH_INIT,
  releaseLine,
  type Release,
} from "../../../modules/consul";
import type { StateResource } from "../state";
import { filled, isEmpty, list, number, record, text, texts, without, type Values } from "../values";
import { clientAgentProps, clientAgentServers, readClientAgent } from "./client-script";
import { application } from "./containers";
import type { ReadBack } from "./read-back";
import { roleProps } from "./roles";
import { certificateAuthorities, dataplaneServers, login, readableSecrets, type Login } from "./servers";
import {
  consulEcsConfig,
  container,
  find,
  likeModule,
  ownTags,
  readTask,
  taskOptions,
  taskSize,
  Unreadable,
  volumes,
  type Task,
} from "./task";
import { transparentProxy } from "./transparent-proxy";

export function meshTask010(resources: readonly StateResource[]): ReadBack {
  const task = readTask(resources);
  const init = container(task, MESH_INIT);
  const config = consulEcsConfig(init);
  const loginOf = login(config, aclsOf(resources));
  const proxy = record(config.proxy);
  const dataplane = container(task, "consul-dataplane");
  const readinessPort = number(proxy.healthCheckPort);
  const policy = find(resources, "aws_iam_policy", "execution");
  const authorities = certificateAuthorities(init, policy && readableSecrets(policy));
  return {
    construct: "MeshTask",
    release: "0.10",
    ...likeModule(init),
    props: filled({
      ...common(resources, task, config, loginOf, "0.10"),
      ...joined(
        task,
        [MESH_INIT, "consul-dataplane", HEALTH_SYNC],
        [{ containerName: "consul-dataplane", condition: "HEALTHY" }],
        config,
      ),
      dataplaneImage: dataplane.image === DATAPLANE_IMAGE ? undefined : dataplane.image,
      envoyReadinessPort: readinessPort === 22000 ? undefined : readinessPort,
      transparentProxy: transparentProxy(config, task),
    }),
    servers: filled({ ...dataplaneServers(config, authorities), acls: loginOf.acls || undefined }),
    notes: [],
  };
}

export function meshTask06(resources: readonly StateResource[]): ReadBack {
  const task = readTask(resources);
  const config = consulEcsConfig(container(task, MESH_INIT));
  const client = container(task, "consul-client");
  const agent = readClientAgent(client);
  const loginOf = login(config, agent.acls);
  const { image } = container(task, "sidecar-proxy");
  const service = record(config.service);
  return {
    construct: "MeshTask",
    release: "0.6",
    likeHclModule: true,
    props: filled({
      ...common(resources, task, config, loginOf, "0.6"),
      ...joined(
        task,
        [MESH_INIT, "consul-client", "sidecar-proxy", HEALTH_SYNC],
        [
          { containerName: "sidecar-proxy", condition: "HEALTHY" },
          { containerName: MESH_INIT, condition: "SUCCESS" },
        ],
        config,
      ),
      ...clientAgentProps(agent, client, String(defaultImages("0.6").consul)),
      envoyImage: image === ENVOY_IMAGE ? undefined : image,
      checks: service.checks,
    }),
    servers: clientAgentServers(agent, client, config),
    notes: [],
  };
}

/** With ACLs the task's role may read itself, which is a policy of its own. A role that is given has none. */
function aclsOf(resources: readonly StateResource[]): boolean | undefined {
  const madeRole = find(resources, "aws_iam_role", "task") !== undefined;
  return madeRole ? find(resources, "aws_iam_policy", "task") !== undefined : undefined;
}

const SERVICE_KEYS = ["name", "tags", "port", "meta", "namespace", "partition", "checks"];
const PROXY_KEYS = ["publicListenerPort", "healthCheckPort", "upstreams"];

function common(
  resources: readonly StateResource[],
  task: Task,
  config: Values,
  { acls, method, extras }: Login,
  release: Release,
): Values {
  const service = record(config.service);
  const proxy = record(config.proxy);
  const port = number(service.port);
  const listener = number(proxy.publicListenerPort);
  const init = container(task, MESH_INIT);
  return {
    family: task.family,
    port: port === 0 ? undefined : port,
    outboundOnly: port === 0 ? true : undefined,
    serviceName: service.name === task.family.toLowerCase() ? undefined : service.name,
    serviceTags: texts(service.tags),
    serviceMeta: service.meta,
    namespace: text(service.namespace),
    partition: text(service.partition),
    ...taskSize(task),
    ...taskOptions(task, init),
    ...roleProps(resources, task, acls),
    upstreams: proxy.upstreams,
    publicListenerPort: listener === 20000 ? undefined : listener,
    consulEcsImage: init.image === releaseLine(release).consulEcsImage ? undefined : init.image,
    serviceTokenAuthMethodName: method,
    volumes: volumes(task),
    tags: ownTags(task),
    consulEcsConfig: filled({
      service: without(service, ...SERVICE_KEYS),
      proxy: without(proxy, ...PROXY_KEYS),
      consulLogin: extras,
    }),
  };
}

function joined(task: Task, names: readonly string[], dependencies: readonly Values[], config: Values): Values {
  // Of containers that Consul checks by itself, the health is not carried over.
  const synced = texts(config.healthSyncContainers);
  const { containers, shutdownDelaySeconds } = application(task, { names, dependencies }, synced);
  if (isEmpty(containers)) throw new Unreadable("its task has no container of an application");
  return { containers: list(containers), applicationShutdownDelaySeconds: shutdownDelaySeconds };
}
