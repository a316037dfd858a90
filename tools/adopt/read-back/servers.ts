import type { StateResource } from "../state";
import { differing, filled, isEmpty, isSame, list, record, text, without, type Values } from "../values";
import { parseJson, secretArn, Unreadable, type Container } from "./task";

/** CAs by the ARNs of their secrets, in the order in which the modules let a role read them. */
export interface CertificateAuthorities {
  readonly caCertSecretArn?: string;
  readonly httpsCaCertSecretArn?: string;
  readonly grpcCaCertSecretArn?: string;
}

/** What line 0.10 is told of the servers: `consulServers` of CONSUL_ECS_CONFIG_JSON. */
export function dataplaneServers(config: Values, authorities: CertificateAuthorities): Values {
  const servers = record(config.consulServers);
  const defaults = record(servers.defaults);
  const tls = defaults.tls === true;
  const tlsProps = filled({
    ...authorities,
    serverName: defaults.tlsServerName,
    caCertFile: defaults.caCertFile,
  });
  return {
    // A dataplane takes the datacenter of the servers that it finds: no resource says it.
    datacenter: "dc1",
    hosts: servers.hosts,
    ...filled({
      skipServerWatch: servers.skipServerWatch === true ? true : undefined,
      tls: tls || !isEmpty(tlsProps) ? { enabled: tls, ...tlsProps } : undefined,
      http: differing(record(servers.http), { port: tls ? 8501 : 8500, https: tls }),
      grpc: differing(record(servers.grpc), { port: tls ? 8503 : 8502 }),
    }),
  };
}

/**
 * Which CAs a module was given, from the ones that a container gets and the ones that its execution role may read. Where
 * several answers make the same resources, it is the shortest.
 *
 * @param readable ARNs that the role may read; absent where the role is not the module's
 * @throws Unreadable when nothing that the module could be given makes both
 */
export function certificateAuthorities(
  reader: Container,
  readable: readonly string[] | undefined,
): CertificateAuthorities {
  const got = {
    https: secretArn(reader, "CONSUL_HTTPS_CACERT_PEM"),
    grpc: secretArn(reader, "CONSUL_GRPC_CACERT_PEM"),
  };
  const arns = [got.https, got.grpc].filter((arn) => arn !== undefined);
  const candidates = [undefined, ...new Set([...(readable ?? []), ...arns])];
  // The containers get none with TLS off: then only the role says what was given.
  const isMet = (given: CertificateAuthorities) => {
    const https = given.httpsCaCertSecretArn ?? given.caCertSecretArn;
    const grpc = given.grpcCaCertSecretArn ?? given.caCertSecretArn;
    if (arns.length > 0 && !(https === got.https && grpc === got.grpc)) return false;
    return readable === undefined || isSame(sortedArns(given), [...readable].sort());
  };
  const [shortest] = candidates
    .flatMap((ca) => candidates.flatMap((https) => candidates.map((grpc) => combination(ca, https, grpc))))
    .filter(isMet)
    .sort((a, b) => sortedArns(a).length - sortedArns(b).length || preference(b) - preference(a));
  if (shortest === undefined) throw new Unreadable("its execution role may read other secrets than its containers get");
  return shortest;
}

function combination(ca?: string, https?: string, grpc?: string): CertificateAuthorities {
  return {
    ...(ca === undefined ? {} : { caCertSecretArn: ca }),
    ...(https === undefined ? {} : { httpsCaCertSecretArn: https }),
    ...(grpc === undefined ? {} : { grpcCaCertSecretArn: grpc }),
  };
}

function sortedArns(given: CertificateAuthorities): string[] {
  return Object.values(given)
    .filter((arn): arn is string => arn !== undefined)
    .sort();
}

/** One CA for everything is said in one place. */
function preference({ caCertSecretArn, httpsCaCertSecretArn }: CertificateAuthorities): number {
  return (caCertSecretArn === undefined ? 0 : 2) + (httpsCaCertSecretArn === undefined ? 0 : 1);
}

/** The secrets that a policy lets somebody read, one for each statement or resource, in their order. */
export function readableSecrets(policy: StateResource): string[] {
  const document = record(
    parseJson(policy.values.policy, `the policy of its ${policy.type}.${policy.name} is not JSON`),
  );
  return list([document.Statement].flat())
    .map(record)
    .filter(({ Action }) => [Action].flat().includes("secretsmanager:GetSecretValue"))
    .flatMap(({ Resource }) => [Resource].flat())
    .filter((arn) => typeof arn === "string");
}

/** How a task logs in, beyond what follows from ACLs. */
export interface Login {
  readonly acls: boolean;
  readonly method?: string | undefined;
  /** What `consul_ecs_config` added. */
  readonly extras?: Values | undefined;
}

const AUTH_METHOD = "iam-ecs-service-token";

/** @param acls whether ACLs are on, where the resources say so; otherwise the login itself does */
export function login(config: Values, acls: boolean | undefined): Login {
  const found = record(config.consulLogin);
  const on = acls ?? found.enabled === true;
  if (!on) return { acls: false, extras: isEmpty(found) ? undefined : found };
  const extras = without(found, "method", ...(found.enabled === true ? ["enabled"] : []));
  const method = text(found.method);
  return {
    acls: true,
    method: method === AUTH_METHOD ? undefined : method,
    extras: isEmpty(extras) ? undefined : extras,
  };
}
