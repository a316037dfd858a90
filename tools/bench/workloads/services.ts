/** The services of the benchmark, as plain data: what both ways of writing them start from. */
export interface BenchService {
  readonly name: string;
  readonly port: number;
  /** The services that it calls, and the local ports under which it finds them. */
  readonly upstreams: readonly { readonly destinationName: string; readonly localBindPort: number }[];
}

export const REGION = "us-east-1";
export const SERVER_HOST = "consul.example.com";
export const SUBNET_IDS = ["subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718"];
export const VPC_ID = "vpc-0a1b2c3d4e5f60718";
export const IMAGE = "nicholasjackson/fake-service:v0.26.2";

const UPSTREAMS = 3;

/** As many services, each of which calls the three that follow it. */
export function services(count: number): BenchService[] {
  const name = (index: number): string => `service-${index % count}`;
  return Array.from({ length: count }, (_, index) => ({
    name: name(index),
    port: 9090,
    upstreams: Array.from({ length: UPSTREAMS }, (_, nth) => ({
      destinationName: name(index + nth + 1),
      localBindPort: 1234 + nth,
    })),
  }));
}

/** The application's environment: where its sidecar proxy lets it call the others. */
export function environment(service: BenchService): { name: string; value: string }[] {
  return [
    { name: "NAME", value: service.name },
    {
      name: "UPSTREAM_URIS",
      value: service.upstreams.map(({ localBindPort }) => `http://localhost:${localBindPort}`).join(","),
    },
  ];
}
