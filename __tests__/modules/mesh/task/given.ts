import { InputError, type ContainerDefinition } from "../../../../modules/aws";
import type { ConsulServers, Release, MeshTaskLineOptions, Upstream } from "../../../../modules/consul";
import { ExternalConsulServers } from "../../../../modules/servers/external";
import { MeshTask, type CommonMeshTaskProps, type MeshTaskProps, type Volume } from "../../../../modules/mesh/task";
import { Template, testStack } from "../../../helpers/template";

export const CA_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ca";
export const HTTPS_CA_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:https-ca";
export const GRPC_CA_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:grpc-ca";
export const GOSSIP_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:gossip";
export const TOKEN_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:token";
export const ROLE = { id: "mine", arn: "arn:aws:iam::123456789012:role/consul-ecs/mine" };

export const APP: ContainerDefinition = { name: "app", image: "app:1", essential: true };
export const HEALTH_CHECK = { command: ["CMD-SHELL", "true"] };

/** Servers that both lines find. */
export function servers(attributes: Partial<ConsulServers> = {}): ConsulServers {
  return ExternalConsulServers.fromAttributes({
    datacenter: "dc1",
    hosts: "consul.example.com",
    retryJoin: ["consul.example.com"],
    httpAddress: "http://consul.example.com:8500",
    ...attributes,
  });
}

export const SECURE = servers({
  httpAddress: "https://consul.example.com:8501",
  tls: { enabled: true, caCertSecretArn: CA_ARN },
  acls: true,
});

type Given<R extends "0.10" | "0.6"> = Partial<MeshTaskProps<R>>;

export const on010 = (props: Given<"0.10"> = {}): MeshTaskProps<"0.10"> => ({
  release: "0.10",
  servers: servers(),
  family: "web",
  containers: [APP],
  port: 9090,
  ...props,
});

export const on06 = (props: Given<"0.6"> = {}): MeshTaskProps<"0.6"> => ({
  release: "0.6",
  servers: servers(),
  family: "web",
  containers: [APP],
  port: 9090,
  ...props,
});

/** Both lines, each with the same props. */
export const LINES = [
  ["0.10", on010],
  ["0.6", on06],
] as const;

export function meshTask(props: MeshTaskProps): Template {
  return Template.of(testStack((stack) => void new MeshTask(stack, "web", props)));
}

/** The refusals, as `prop rule`. */
export function refusals(make: () => unknown): string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof InputError) return error.broken.map(({ prop, rule }) => `${prop} ${rule}`);
    throw error;
  }
  return [];
}

export const refused = (props: MeshTaskProps): string[] => refusals(() => meshTask(props));

/** Props of a part of a task, whichever line it is on. */
export type Props = Partial<Omit<CommonMeshTaskProps<Release>, "release">> & Partial<MeshTaskLineOptions>;

export const containers = (...list: Partial<ContainerDefinition>[]): Props => ({
  containers: list.map((each) => ({ ...APP, ...each })),
});

export const mapped = (containerPort: number, more: object = {}): Props =>
  containers({ portMappings: [{ containerPort, ...more }] });

export const upstreams = (...list: Partial<Upstream>[]): Props => ({
  upstreams: list.map((each) => ({ destinationName: "api", localBindPort: 1234, ...each })),
});

export const volumes = (...list: Volume[]): Props => ({ volumes: list });

/** What JavaScript, or a value from elsewhere, can give although it does not compile. */
export const untyped = (props: object): Props => props;
