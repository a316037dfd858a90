import { MeshTask } from "../../../modules";
import type { MeshTaskProps, PortMapping, Release, Upstream } from "../../../modules";
import { APP, CONTAINERS, FSX_VOLUMES } from "./containers";
import { entry, onBothLines, type Entry } from "./entry";
import { PLAIN_SERVERS, SERVERS } from "./given";
import { HTTP_CHECK, OF_LINE, ON_FARGATE, OWN_ROLES, SIDECARS, TASK_OPTIONS } from "./task-options";

const least = (release: Release): MeshTaskProps => ({
  release,
  servers: PLAIN_SERVERS,
  family: "web",
  port: 9090,
  containers: [APP],
});

const constructs = onBothLines((release) => [
  entry<MeshTaskProps>({
    name: "MeshTask",
    make: (scope, props) => new MeshTask(scope, "task", props),
    least: () => least(release),
    rich: [
      () => ({
        ...least(release),
        servers: SERVERS,
        ...TASK_OPTIONS,
        ...SIDECARS,
        consulEcsImage: OF_LINE[release].consulEcsImage,
        upstreams: OF_LINE[release].upstreams,
        containers: CONTAINERS,
        ...OF_LINE[release].meshTask,
      }),
      () => ({
        ...least(release),
        containers: () => [APP],
        httpHealthCheck: HTTP_CHECK,
        applicationShutdownDelaySeconds: 10,
        wrapsOwnEntryPoint: true,
        ...ON_FARGATE,
        ...OWN_ROLES,
      }),
      () => ({ ...least(release), volumes: FSX_VOLUMES }),
    ],
  }),
]);

interface Environment {
  readonly container: string;
  readonly variables: Readonly<Record<string, string>>;
}

interface Mapping {
  readonly container: string;
  readonly mapping: PortMapping;
}

const methods = onBothLines((release) => [
  entry<Upstream>({
    name: "MeshTask.addUpstream",
    make: (scope, upstream) => new MeshTask(scope, "task", least(release)).addUpstream(upstream),
    least: () => ({ destinationName: "api", localBindPort: 1234 }),
    rich: OF_LINE[release].upstreams.map((upstream) => () => upstream),
  }),
  entry<Environment>({
    name: "MeshTask.addEnvironment",
    make: (scope, { container, variables }) =>
      new MeshTask(scope, "task", least(release)).addEnvironment(container, variables),
    least: () => ({ container: "app", variables: {} }),
    rich: [() => ({ container: "app", variables: { LEVEL: "info" } })],
  }),
  entry<Mapping>({
    name: "MeshTask.addPortMapping",
    make: (scope, { container, mapping }) =>
      new MeshTask(scope, "task", least(release)).addPortMapping(container, mapping),
    least: () => ({ container: "app", mapping: { containerPort: 9090 } }),
    rich: [
      () => ({
        container: "app",
        mapping: { containerPort: 9090, hostPort: 9090, protocol: "tcp", name: "api", appProtocol: "http" },
      }),
    ],
  }),
  entry<{ readonly port: number }>({
    name: "MeshTask.openPort",
    make: (scope, { port }) =>
      new MeshTask(scope, "task", { ...least(release), compatibilities: ["EC2"] }).openPort(port),
    least: () => ({ port: 9090 }),
    rich: [() => ({ port: 9090 })],
  }),
]);

export const MESH_TASKS: readonly Entry[] = [...constructs, ...methods];
