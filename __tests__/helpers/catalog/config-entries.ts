import type { Construct } from "constructs";
import {
  allowIntentions,
  ConfigEntryResources,
  exportedServices,
  serviceDefaults,
  serviceResolver,
  serviceRouter,
  serviceSplitter,
} from "../../../modules";
import type {
  AllowedSource,
  ConfigEntry,
  Consumer,
  Destination,
  Protocol,
  Resolution,
  Route,
  Split,
} from "../../../modules";
import { entry, type Entry } from "./entry";

/** An entry makes nothing by itself. */
const write = (scope: Construct, ...entries: readonly ConfigEntry[]) =>
  new ConfigEntryResources(scope, "entries", entries);

export const ROUTES: readonly Route[] = [
  {
    match: { pathPrefix: "/v2", methods: ["GET"], headers: { "x-version": "2" } },
    service: "web",
    subset: "v2",
    prefixRewrite: "/",
    requestTimeout: "15s",
    retries: 2,
    retryOn: ["connect-failure"],
  },
  { match: { pathExact: "/status" }, service: "web" },
];

export const RESOLUTION: Resolution = {
  subsets: { v1: 'Service.Meta.version == "1"', v2: 'Service.Meta.version == "2"' },
  defaultSubset: "v1",
  connectTimeout: "5s",
  failover: [{ service: "spare", subset: "v1", datacenter: "dc2" }, { peer: "other" }],
};

export const SOURCES: readonly AllowedSource[] = [
  {
    service: "web",
    peer: "other",
    namespace: "default",
    permissions: [{ paths: ["/read"], methods: ["GET"] }],
  },
  { service: "shop", partition: "default", namespace: "default" },
];

/** The map that the function takes. What is no list of services is no such map either. */
function mapOf(services: Exports["services"]): Parameters<typeof exportedServices>[0] {
  const given: unknown = services;
  const isList = Array.isArray(given) && given.every((item) => typeof item === "object" && item !== null);
  if (!isList) return given as ReadonlyMap<never, never>;
  return new Map(services.map(({ consumers, ...service }) => [service, consumers]));
}

interface Exports {
  readonly services: readonly {
    readonly service: string;
    readonly partition?: string;
    readonly namespace?: string;
    readonly consumers: readonly Consumer[];
  }[];
  readonly partition?: string;
}

export const CONFIG_ENTRIES: readonly Entry[] = [
  entry<{ readonly entries: readonly ConfigEntry[] }>({
    name: "ConfigEntryResources",
    make: (scope, { entries }) => new ConfigEntryResources(scope, "entries", entries),
    least: () => ({ entries: [] }),
    rich: [
      () => ({
        entries: [
          { Kind: "service-defaults", Name: "web", Partition: "default", Namespace: "default", Protocol: "http" },
        ],
      }),
    ],
  }),
  entry<{ readonly name: string; readonly protocol: Protocol }>({
    name: "serviceDefaults",
    make: (scope, { name, protocol }) => write(scope, serviceDefaults(name, protocol)),
    least: () => ({ name: "web", protocol: "tcp" }),
    rich: [() => ({ name: "web", protocol: "http" })],
  }),
  entry<{ readonly name: string; readonly split: Split }>({
    name: "serviceSplitter",
    make: (scope, { name, split }) => write(scope, serviceSplitter(name, split)),
    least: () => ({ name: "web", split: { v1: 100 } }),
    rich: [() => ({ name: "web", split: { v1: 90, v2: 10 } })],
  }),
  entry<{ readonly name: string; readonly routes: readonly Route[] }>({
    name: "serviceRouter",
    make: (scope, { name, routes }) => write(scope, serviceRouter(name, routes)),
    least: () => ({ name: "web", routes: [] }),
    rich: [() => ({ name: "web", routes: ROUTES })],
  }),
  entry<{ readonly name: string; readonly resolution: Resolution }>({
    name: "serviceResolver",
    make: (scope, { name, resolution }) => write(scope, serviceResolver(name, resolution)),
    least: () => ({ name: "web", resolution: {} }),
    rich: [() => ({ name: "web", resolution: RESOLUTION })],
  }),
  entry<{ readonly destination: Destination; readonly sources: readonly AllowedSource[] }>({
    name: "allowIntentions",
    make: (scope, { destination, sources }) => write(scope, allowIntentions(destination, sources)),
    least: () => ({ destination: { service: "api" }, sources: [{ service: "web" }] }),
    rich: [
      () => ({ destination: { service: "api", partition: "default", namespace: "default" }, sources: SOURCES }),
      // Where a service is says nothing of who may call it.
      () => ({ destination: { service: "api", datacenter: "dc2", peer: "other" }, sources: [{ service: "web" }] }),
    ],
  }),
  entry<Exports>({
    name: "exportedServices",
    make: (scope, { services, partition }) => write(scope, exportedServices(mapOf(services), partition)),
    least: () => ({ services: [] }),
    rich: [
      () => ({
        services: [
          {
            service: "api",
            partition: "shop",
            namespace: "default",
            consumers: [{ Peer: "other" }, { Partition: "web" }],
          },
        ],
        partition: "shop",
      }),
    ],
  }),
];
