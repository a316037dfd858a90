import type { Construct } from "constructs";
import { releaseLine, SERVER_PORTS, type ConsulServers, type ConsulServersTls } from "../../consul";
import type { ServerSecrets } from "./container";
import type { AnyServerProps } from "./props";

/** What follows from the props of a server, whether it is alone or one of several. */
export interface ServerFacts {
  /** The construct that takes the props. */
  readonly scope: Construct;
  readonly name: string;
  /** The version that is given, or else the image. */
  readonly version: string;
  readonly datacenter: string;
}

/** The task's size with its defaults. */
export function taskSize({ cpu = 256, memory = 512 }: Pick<AnyServerProps, "cpu" | "memory">) {
  return { cpu, memory };
}

type Offered = Required<Pick<ConsulServers, "hosts" | "retryJoin" | "httpAddress" | "acls">> &
  Pick<ConsulServers, "consulVersion" | "tls" | "bootstrapTokenSecretArn" | "gossipKeySecretArn" | "secretsKmsKeyArn">;

/** What servers that are found under one name offer to the mesh. */
export function offeredBy(props: AnyServerProps, serverDns: string, secrets: ServerSecrets): Offered {
  return {
    hosts: serverDns,
    retryJoin: [serverDns],
    httpAddress: props.tls ? `https://${serverDns}:${SERVER_PORTS.https}` : `http://${serverDns}:${SERVER_PORTS.http}`,
    tls: props.tls && serversTls(props.tls.caCertSecretArn),
    acls: !!props.acls,
    consulVersion: props.consulVersion ?? props.consulImage ?? releaseLine(props.release).devServer.image,
    bootstrapTokenSecretArn: secrets.bootstrapTokenArn,
    gossipKeySecretArn: secrets.gossipKeyArn,
    secretsKmsKeyArn: props.secretsKmsKeyArn,
  };
}

/** One CA signs for RPC, HTTP and gRPC. */
function serversTls(caCertSecretArn: string): ConsulServersTls {
  return { enabled: true, caCertSecretArn, httpsCaCertSecretArn: caCertSecretArn };
}
